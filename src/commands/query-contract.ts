import type { AskContext, CheckAnswer, Coverage, ReachMode } from '../access/contract.js';
import type { PathsAnswer } from '../access/path-contract.js';
import type { Actual, ResultRow, Sink } from '../executor/index.js';
import type { Parameters } from '../planner/index.js';
import type { ChangesPage } from './what-changed.js';

export interface QueryInput {
  readonly text: string;
  readonly parameters?: Parameters;
  readonly limit?: number;
  /** Rows of a page where no limit is given. Paths have a count of their own. */
  readonly page?: number;
  readonly cursor?: string;
  readonly count?: boolean;
  readonly reach?: ReachMode;
  readonly strict?: boolean;
  readonly context?: AskContext;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Takes rows in batches while they are found; the answer then holds none, and has no page of its own accord. */
  readonly sink?: Sink;
}

export type QueryAnswer =
  | {
      readonly kind: 'rows';
      readonly rows: readonly ResultRow[];
      /** Columns of a grouped answer; null = full rows. */
      readonly columns: readonly string[] | null;
      readonly total: number | null;
      readonly cursor: string | null;
      readonly coverage: Coverage;
      /** What the run did, for `--explain`. */
      readonly actual: Actual;
      readonly couldBecome: {
        readonly count: number;
        readonly exact: boolean;
        readonly examples: readonly string[];
      } | null;
    }
  | { readonly kind: 'check'; readonly why: 'can' | 'cannot'; readonly answer: CheckAnswer }
  | { readonly kind: 'paths'; readonly answer: PathsAnswer }
  | { readonly kind: 'changes'; readonly answer: ChangesPage };

export type { ResultRow, Sink };
