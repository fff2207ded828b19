import { type Diagnostic, renderDiagnostics } from '../../grammar/diagnostics.js';
import type { AskContext, CheckAnswer, Coverage, ReachMode } from '../access/contract.js';
import type { PathsAnswer } from '../access/path-contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { ResultRow } from '../executor/index.js';
import { execute } from '../executor/index.js';
import { bind, type Parameters, type Plan, type RowsPlan } from '../planner/index.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import type { Environment } from './environment.js';
import { explainQuestion } from './explain-question.js';
import { mistakesOf } from './mistakes.js';
import { changesAnswer, pathsAnswer } from './question-answers.js';
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
      readonly couldBecome: {
        readonly count: number;
        readonly exact: boolean;
        readonly examples: readonly string[];
      } | null;
    }
  | { readonly kind: 'check'; readonly why: 'can' | 'cannot'; readonly answer: CheckAnswer }
  | { readonly kind: 'paths'; readonly answer: PathsAnswer }
  | { readonly kind: 'changes'; readonly answer: ChangesPage };

/** Text to plan; wrong text is one error that shows every place. A reach of `all` counts as if the text said so. */
export async function plan(text: string, parameters: Parameters | undefined, reach?: ReachMode): Promise<Plan> {
  const { parse } = await import('../../grammar/bundle.js');
  const parsed = parse(text);
  const { ast } = parsed;
  if (ast === null) throw invalidQuery(text, mistakesOf(parsed, parameters ?? {}));
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
  if (wanted.kind === 'paths') return { kind: 'paths', answer: await pathsAnswer(environment, caller, input, wanted) };
  if (wanted.kind === 'changes')
    return { kind: 'changes', answer: await changesAnswer(environment, caller, input, wanted) };
  const asOf = wanted.asOf === undefined ? undefined : { date: wanted.asOf };
  const now = wanted.asOf === undefined ? environment.now() : Date.parse(wanted.asOf);
  if (wanted.kind === 'check') {
    const { principal, action, resource } = wanted;
    const { access } = await environment.access({ ask: 'check', principal, action, resource }, asOf);
    const context = { ...input.context, ...wanted.context };
    const answer = access.check(principal, action, resource, {
      caller,
      now,
      context,
      reach: wanted.reach === 'all' ? 'all' : (input.reach ?? 'own'),
      strict: input.strict ?? false,
    });
    return { kind: 'check', why: wanted.why, answer };
  }
  return rowsAnswer(environment, caller, input, wanted, now, asOf);
}

async function rowsAnswer(
  environment: Environment,
  caller: Caller,
  input: QueryInput,
  wanted: RowsPlan,
  now: number,
  asOf?: { date: string },
): Promise<QueryAnswer> {
  const fingerprint = fingerprintOf(input.text, input.parameters);
  const from = input.cursor === undefined ? null : readCursor(input.cursor, fingerprint);
  const at = from ? { generation: from.generation } : asOf;
  const { access, set } = await environment.access({ ask: 'estate' }, at);
  const options = {
    caller,
    now,
    ...(input.context ? { context: input.context } : {}),
    ...(input.reach ? { reach: input.reach } : {}),
    ...(input.signal ? { signal: input.signal } : {}),
  };
  const offset = from?.offset ?? 0;
  const done = execute(wanted, access, set, environment.catalogue(), {
    ...options,
    offset,
    ...((input.limit ?? input.page) === undefined ? {} : { limit: input.limit ?? input.page! }),
    ...(input.count ? { count: true } : {}),
    ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
  });
  const point =
    wanted.seed.inventory?.resources !== undefined &&
    wanted.seed.actions !== undefined &&
    wanted.reach === 'own' &&
    input.reach !== 'all';
  return {
    kind: 'rows',
    rows: done.rows,
    columns: done.columns,
    total: done.total,
    cursor: done.more
      ? writeCursor({ generation: set.generation, offset: offset + done.rows.length, fingerprint })
      : null,
    coverage: access.coverage({ accounts: done.accounts }),
    couldBecome: point ? access.couldBecome([...done.sources], options) : null,
  };
}

/** The plan in words, for `--explain`. */
export function explainPlan(wanted: Plan): string {
  if (wanted.kind === 'check') return `decide one pair: ${wanted.principal} ${wanted.action} on ${wanted.resource}`;
  if (wanted.kind === 'paths' || wanted.kind === 'changes') return explainQuestion(wanted);
  const { seed } = wanted;
  const inventory = seed.inventory;
  const lines = [
    `sources: ${seed.sources?.join(', ') ?? 'everybody'}`,
    `actions: ${seed.actions?.join(', ') ?? 'all'}${seed.services ? ` of ${seed.services.join(', ')}` : ''}`,
    `destinations: ${inventory ? (inventory.resources?.join(', ') ?? ['inventory', inventory.account && `account ${inventory.account}`, inventory.region && `region ${inventory.region}`].filter(Boolean).join(', ')) : 'as granted'}`,
    `rights counted: ${wanted.reach === 'all' ? 'own and those of whoever one can become' : 'own sessions'}`,
  ];
  return lines.join('\n');
}
