import { GrantgraphError } from '../../../src/base/errors.js';
import type { CollectFailure } from '../../contract.js';

interface Entry {
  readonly scope: string;
  readonly part: string;
  readonly code: string;
  readonly message: string;
  readonly partial: boolean;
  count: number;
}

/**
 * What could not be read, by scope and part. The same trouble on many records is one entry with a count, so that a right
 * that is missing does not fill the screen.
 */
export class FailureLog {
  readonly #entries = new Map<string, Entry>();

  /** Notes the error; one that nobody foresaw, and a cancelled collection, is thrown again. */
  add(scope: string, part: string, error: unknown, partial: boolean): void {
    if (!(error instanceof GrantgraphError) || error.code === 'cancelled') throw error;
    const key = JSON.stringify([scope, part, error.code, alike(error.message)]);
    const entry = this.#entries.get(key);
    if (entry) entry.count += 1;
    else this.#entries.set(key, { scope, part, code: error.code, message: error.message, partial, count: 1 });
  }

  /** Runs the work; undefined, with the failure noted, when it fails. */
  async attempt<T>(scope: string, part: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.add(scope, part, error, false);
      return undefined;
    }
  }

  list(): CollectFailure[] {
    return [...this.#entries.values()].map(({ scope, part, code, message, partial, count }) => ({
      scope,
      part,
      code,
      message: count === 1 ? message : `${message} (${count} times)`,
      ...(partial ? { partial } : {}),
    }));
  }
}

/** The call, host and vendor code of a message: what stands before the vendor's text, which names the single resource. */
function alike(message: string): string {
  return /^.*?\([\w.]+\)/.exec(message)?.[0] ?? message;
}
