import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { restricted } from '../callers/scope.js';
import { execute } from '../executor/index.js';
import type { RowsPlan } from '../planner/index.js';
import { nothingBy, withBeyond } from './beyond-coverage.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import type { Environment } from './environment.js';
import { neighbourhood } from './neighbourhood.js';
import type { QueryAnswer, QueryInput } from './query-contract.js';

type RowsAnswer = Extract<QueryAnswer, { kind: 'rows' }>;

/** Rows of a plan, a page of them, from the latest generation, that of a date, or that of a cursor. */
export async function rowsAnswer(
  environment: Environment,
  caller: Caller,
  input: QueryInput,
  plan: RowsPlan,
  now: number,
): Promise<RowsAnswer> {
  const fingerprint = fingerprintOf(input.text, input.parameters);
  const from = input.cursor === undefined ? null : readCursor(input.cursor, fingerprint);
  const opened = await environment
    .access(neighbourhood(plan), from ? { generation: from.generation } : plan.asOf ? { date: plan.asOf } : undefined, {
      signal: input.signal,
      timeoutMs: input.timeoutMs,
    })
    .catch((error: unknown) => {
      if (plan.asOf === undefined || !beforeTheFirst(error)) throw error;
      return null;
    });
  if (opened === null) return nothing(plan.asOf!);
  const { access, set } = opened;
  const options = {
    caller,
    now,
    ...(input.context ? { context: input.context } : {}),
    ...(input.reach ? { reach: input.reach } : {}),
    ...(input.signal ? { signal: input.signal } : {}),
  };
  const offset = from?.offset ?? 0;
  const done = await execute(plan, access, set, environment.catalogue(), {
    ...options,
    offset,
    ...((input.limit ?? input.page) === undefined ? {} : { limit: input.limit ?? input.page! }),
    ...(input.count ? { count: true } : {}),
    ...(input.sink ? { sink: input.sink } : {}),
    ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
  });
  // A provider or attribute that nothing collected fills is reason enough for an empty answer.
  const unexplained =
    done.shown === 0 && offset === 0 && plan.beyond.providers.length + plan.beyond.attributes.length === 0;
  const touched = unexplained ? {} : { accounts: done.accounts };
  const point =
    plan.seed.inventory?.resources !== undefined &&
    plan.seed.actions !== undefined &&
    plan.reach === 'own' &&
    input.reach !== 'all';
  return {
    kind: 'rows',
    rows: done.rows,
    columns: done.columns,
    total: done.total,
    cursor: done.more ? writeCursor({ generation: set.generation, offset: offset + done.shown, fingerprint }) : null,
    coverage: withBeyond(access.coverage(touched, caller), plan.beyond, done.unknown),
    // How much was looked at would tell of what the rows do not.
    actual: restricted(caller) ? { ...done.actual, classes: 0, decisions: 0, resources: 0 } : done.actual,
    couldBecome: point ? access.couldBecome([...done.sources], options) : null,
  };
}

function beforeTheFirst(error: unknown): boolean {
  return error instanceof GrantgraphError && error.code === 'no-generation';
}

/** The day lies before everything collected: there is no row to show, and coverage says that this tells nothing. */
function nothing(day: string): RowsAnswer {
  return {
    kind: 'rows',
    rows: [],
    columns: null,
    total: 0,
    cursor: null,
    coverage: nothingBy(day),
    actual: { rowsLookedAt: 0, rowsKept: 0, classes: 0, decisions: 0, resources: 0, milliseconds: 0 },
    couldBecome: null,
  };
}
