import { GrantgraphError } from '../base/errors.js';
import type { Environment } from '../commands/environment.js';

export type Format = 'table' | 'json' | 'ndjson' | 'csv';

export interface GlobalOptions {
  readonly data: string;
  readonly store: string;
  readonly format?: Format;
  readonly reach: 'own' | 'all';
  readonly strict: boolean;
  readonly quiet: boolean;
}

/** What every command's action gets: the environment is opened on use and closed by `run`. */
export interface Session {
  readonly environment: Environment;
  readonly options: GlobalOptions;
  readonly signal: AbortSignal;
}

/** `--set a=b` and `--param a=b`. */
export function keyValues(pairs: readonly string[] | undefined, option: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const pair of pairs ?? []) {
    const at = pair.indexOf('=');
    if (at <= 0)
      throw new GrantgraphError('invalid-option', `${option} takes name=value, not \`${pair}\``, { exit: 2 });
    values[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return values;
}
