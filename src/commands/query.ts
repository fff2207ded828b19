import { type Diagnostic, renderDiagnostics } from '../../grammar/diagnostics.js';
import type { AskContext, CheckAnswer, Coverage, ReachMode } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { Actual, ResultRow, Sink } from '../executor/index.js';
import { bind, type Parameters, type Plan } from '../planner/index.js';
import type { Environment } from './environment.js';
import { rowsAnswer } from './rows-answer.js';
import { whyAnswer } from './why-answer.js';

export { explainPlan } from './explain.js';

export interface QueryInput {
  readonly text: string;
  readonly parameters?: Parameters;
  readonly limit?: number;
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
  | { readonly kind: 'check'; readonly why: 'can' | 'cannot'; readonly answer: CheckAnswer };

/** Text to plan; wrong text is one error that shows every place. A reach of `all` counts as if the text said so. */
export async function plan(text: string, parameters: Parameters | undefined, reach?: ReachMode): Promise<Plan> {
  const { parse } = await import('../../grammar/bundle.js');
  const { ast, diagnostics } = parse(text);
  if (ast === null) throw invalidQuery(text, diagnostics);
  const asked =
    reach === 'all' && ast.kind !== 'resource'
      ? { ...ast, clauses: { reach: [0, text.length] as const, ...ast.clauses } }
      : ast;
  const bound = bind(asked, parameters ?? {});
  if (bound.plan === null) throw invalidQuery(text, bound.diagnostics);
  return bound.plan;
}

function invalidQuery(text: string, diagnostics: readonly Diagnostic[]): GrantgraphError {
  return new GrantgraphError(diagnostics[0]?.code ?? 'invalid-query', renderDiagnostics(text, diagnostics), {
    exit: 2,
    data: { diagnostics },
  });
}

/** RQL or a question, answered from one generation. */
export async function query(environment: Environment, caller: Caller, input: QueryInput): Promise<QueryAnswer> {
  const wanted = await plan(input.text, input.parameters, input.reach);
  const now = wanted.asOf === undefined ? environment.now() : Date.parse(wanted.asOf);
  if (wanted.kind === 'check') {
    const context = { ...input.context, ...wanted.context };
    const answer = await whyAnswer(environment, wanted, {
      caller,
      now,
      context,
      reach: wanted.reach === 'all' ? 'all' : (input.reach ?? 'own'),
      strict: input.strict ?? false,
    });
    return { kind: 'check', why: wanted.why, answer };
  }
  return rowsAnswer(environment, caller, input, wanted, now);
}
