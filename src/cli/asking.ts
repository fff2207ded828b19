import type { QueryInput } from '../commands/query.js';
import type { Session } from './session.js';

/** What `query` and `run` take alike. */
export interface AskingOptions {
  readonly param?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly count: boolean;
  readonly explain: boolean;
  readonly timeout?: number;
  readonly failIfAny: boolean;
  readonly failIfNone: boolean;
}

/** Rows of a table without a limit. */
const tablePage = 200;

/** How to ask, by the options of the command and of the program. */
export function askingInput(session: Session, options: AskingOptions): Omit<QueryInput, 'text' | 'parameters'> {
  const { reach, strict } = session.options;
  return {
    reach,
    strict,
    signal: session.signal,
    count: options.count,
    ...(isTable(session) ? { page: tablePage } : {}),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
  };
}

export function isTable({ options: { format } }: Session): boolean {
  return format === undefined || format === 'table';
}

/** Exit code by what was asked of the number of answers. */
export function conditionMet({ failIfAny, failIfNone }: AskingOptions, count: number): number {
  return (failIfAny && count > 0) || (failIfNone && count === 0) ? 1 : 0;
}
