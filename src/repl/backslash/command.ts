import { GrantgraphError } from '../../base/errors.js';
import type { Session } from '../session.js';

/** A command of the session: what it takes, what it does, and how. */
export interface BackslashCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** As the help writes it: `N`, `[TEXT]`, `own|all`. */
  readonly takes: string;
  readonly description: string;
  /** Words that may stand first behind it, for completion. */
  readonly words?: (session: Session) => readonly string[] | Promise<readonly string[]>;
  /** True, or a promise of it, ends the session. */
  readonly run: (session: Session, rest: string, signal: AbortSignal) => unknown;
}

export function usage(message: string, hint: string): GrantgraphError {
  return new GrantgraphError('usage', message, { exit: 2, hint });
}

/** Words of a command line; quotes keep spaces together. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'|"([^"]*)"|([^\s'"=]+=(?:'(?:[^']|'')*'|"[^"]*"))|([^\s'"]+)/g)].map(
    ([, single, double, pair, plain]) => single?.replaceAll("''", "'") ?? double ?? plain ?? unquotedPair(pair!),
  );
}

function unquotedPair(text: string): string {
  const [, name, quote, value] = /^([^=]+)=(['"])([\s\S]*)\2$/.exec(text)!;
  return `${name}=${quote === "'" ? value!.replaceAll("''", "'") : value}`;
}
