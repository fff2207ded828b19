import type { Access, AccessRow, AskOptions } from '../access/contract.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { RowsPlan } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import { acceptedRows, type Running } from './accepted-rows.js';
import { advice } from './advice.js';
import { drive } from './drive.js';
import { columnOf, Groups } from './group.js';
import { Pace } from './limits.js';
import { ordered } from './order.js';
import { Output, type Page, type Sink } from './output.js';
import { type ResultRow, toResultRow } from './result-row.js';
import { environmentOf } from './row-environment.js';

export interface ExecuteOptions extends AskOptions {
  /** Most rows of this page; the plan's own limit holds as well. */
  readonly limit?: number;
  /** Rows to pass over: where an earlier page ended. */
  readonly offset?: number;
  /** Count every row, beyond the page. */
  readonly count?: boolean;
  /** Longest time to work; default a minute. */
  readonly timeoutMs?: number;
  /** Takes the rows in batches as they are found; without it they are kept for the answer, a page of them. */
  readonly sink?: Sink;
}

/** What a run did. */
export interface Actual {
  /** Rows of effective permissions that were made and tested. */
  readonly rowsLookedAt: number;
  /** Rows that satisfy the query, as far as it ran; groups where it groups. */
  readonly rowsKept: number;
  readonly classes: number;
  readonly decisions: number;
  readonly resources: number;
  readonly milliseconds: number;
}

export interface Execution {
  /** Empty where a sink took them. */
  readonly rows: readonly ResultRow[];
  readonly columns: readonly string[] | null;
  readonly total: number | null;
  /** Rows of this page, kept or handed to the sink. */
  readonly shown: number;
  /** Rows remain after this page. */
  readonly more: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
  /** Words of a question that nothing collected knows. */
  readonly unknown: ReadonlySet<string>;
  readonly actual: Actual;
}

/** Without `limit` a page is this long. */
export const defaultPage = 1000;

/**
 * Runs a plan: rows stream, a page stops the work, ordering and grouping need all of them. Works in slices, so that signals and
 * other questions get their turn. Errors: `timeout`, `too-many-rows`, an AbortError, and those of names that fit nothing.
 */
export async function execute(
  plan: RowsPlan,
  access: Access,
  set: WorkingSet,
  catalogue: AwsCatalogue,
  options: ExecuteOptions,
): Promise<Execution> {
  const environment = environmentOf(set, catalogue, options.now);
  const pace = new Pace({
    milliseconds: options.timeoutMs ?? 60_000,
    signal: options.signal,
    advice: advice(plan),
  });
  const findings = { unknown: new Set<string>(), made: 0 };
  const running: Running = { plan, access, environment, options, pace, findings };
  const touched = new Touched();
  const output = new Output(pageOf(plan, options), pace, options.sink);
  await arranged(running, touched, output);
  await output.end();
  return {
    rows: output.rows,
    columns: plan.groupBy?.map(columnOf) ?? null,
    total: output.total,
    shown: output.shown,
    more: output.more,
    accounts: touched.accounts,
    sources: touched.sources,
    unknown: findings.unknown,
    actual: {
      rowsLookedAt: findings.made,
      rowsKept: output.seen,
      classes: pace.classes,
      decisions: pace.decisions,
      resources: pace.resources,
      milliseconds: pace.worked,
    },
  };
}

/** As found, or, where the plan orders or groups, once all are there. */
async function arranged(running: Running, touched: Touched, output: Output): Promise<void> {
  const { plan, environment, pace } = running;
  const result = (row: AccessRow) => toResultRow(row, environment);
  const watched = (take: (row: AccessRow) => boolean | Promise<boolean>) =>
    drive(acceptedRows(running), pace, (row) => {
      touched.add(row);
      return take(row);
    });
  if (plan.groupBy) {
    const groups = new Groups(plan.groupBy, environment, pace);
    await watched((row) => {
      groups.add(row);
      return true;
    });
    await drive(groups.rows(plan.orderBy), pace, (row) => output.take(() => row));
  } else if (plan.orderBy) {
    const rows: AccessRow[] = [];
    await watched((row) => {
      pace.hold(rows.push(row));
      return true;
    });
    await drive(ordered(plan.orderBy, rows, environment), pace, (row) => output.take(() => result(row)));
  } else await watched((row) => output.take(() => result(row)));
}

function pageOf(plan: RowsPlan, options: ExecuteOptions): Page {
  const own = plan.limit ?? Number.POSITIVE_INFINITY;
  const most = options.sink || plan.limit !== undefined ? own : defaultPage;
  return {
    size: Math.min(options.limit ?? most, own),
    offset: options.offset ?? 0,
    own,
    // Ordered and grouped answers are whole before the first row is shown: counting them is free.
    countAll: options.count === true || plan.groupBy !== undefined || plan.orderBy !== undefined,
  };
}

/** Accounts and sources of the rows, for coverage. */
class Touched {
  readonly accounts = new Set<string>();
  readonly sources = new Set<string>();

  add({ source, destination }: AccessRow): void {
    for (const account of [source.account, destination.account])
      if (account !== null && account !== '*') this.accounts.add(account);
    if (this.sources.size < 1000) this.sources.add(source.id);
  }
}
