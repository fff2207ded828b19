import type { Access, AccessRow, AskOptions } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { GroupKey, RowsPlan } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import type { Plain, RowEnvironment } from './getters.js';
import { acceptances } from './acceptances.js';
import { matches, valuesOf } from './matches.js';
import { resolveSeed } from './resolve-seed.js';
import { type ResultRow, toResultRow } from './result-row.js';

export interface ExecuteOptions extends AskOptions {
  /** Most rows of this page; the plan's own limit holds as well. */
  readonly limit?: number;
  /** Rows to pass over: where an earlier page ended. */
  readonly offset?: number;
  /** Count every row, beyond the page. */
  readonly count?: boolean;
  readonly timeoutMs?: number;
}

export interface Execution {
  readonly rows: readonly ResultRow[];
  readonly columns: readonly string[] | null;
  readonly total: number | null;
  /** Rows remain after this page. */
  readonly more: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
}

/** Ordering and grouping hold their rows in memory; beyond this the query must be narrowed. */
const mostHeld = 500_000;
/** Without `limit` a page is this long. */
export const defaultPage = 1000;

/** Runs a plan: rows stream, a page stops the work, ordering and grouping need all of them. */
export function execute(
  plan: RowsPlan,
  access: Access,
  set: WorkingSet,
  catalogue: AwsCatalogue,
  options: ExecuteOptions,
): Execution {
  const environment: RowEnvironment = { set, catalogue, now: options.now };
  const touched = { accounts: new Set<string>(), sources: new Set<string>() };
  const seen = watched(filtered(plan, access, environment, options), options, touched);
  const own = plan.limit ?? Number.POSITIVE_INFINITY;
  const size = Math.min(options.limit ?? (plan.limit === undefined ? defaultPage : own), own);
  const offset = options.offset ?? 0;
  if (plan.groupBy)
    return page(grouped(plan, plan.groupBy, seen, environment), plan.groupBy.map(columnOf), size, offset, own, touched);
  if (plan.orderBy)
    return page(
      ordered(plan, seen, environment).map((row) => toResultRow(row, environment)),
      null,
      size,
      offset,
      own,
      touched,
    );
  return streamed(seen, environment, size, offset, own, options.count === true, touched);
}

type Touched = { readonly accounts: Set<string>; readonly sources: Set<string> };

function* filtered(
  plan: RowsPlan,
  access: Access,
  environment: RowEnvironment,
  options: ExecuteOptions,
): Iterable<AccessRow> {
  const { set, catalogue } = environment;
  const resolved = resolveSeed({ seed: plan.seed, set, catalogue, strict: plan.where === null });
  const seed = resolved && { ...resolved, ...acceptances(plan.where, environment) };
  if (seed === null) return;
  const ask: AskOptions = {
    ...options,
    reach: plan.reach === 'all' ? 'all' : (options.reach ?? 'own'),
    ...(plan.context ? { context: { ...options.context, ...plan.context } } : {}),
  };
  const group = plan.outsideGroup?.toLowerCase();
  const accepted = (row: AccessRow) =>
    matches(plan.where, row, environment) &&
    (!plan.usersOnly || row.source.user) &&
    (group === undefined ||
      !row.source.groups.some((one) => one.id.toLowerCase() === group || one.name.toLowerCase() === group)) &&
    visible(row, options);
  if (plan.containsAll.length === 0) {
    for (const row of access.rows(seed, ask)) if (accepted(row)) yield row;
    return;
  }
  yield* containing(plan, access.rows(seed, ask), accepted);
}

/** Rows of a caller with a row scope: those that begin or end in it. */
function visible(row: AccessRow, { caller }: ExecuteOptions): boolean {
  if (caller.accounts === null) return true;
  return [row.source.account, row.destination.account].some(
    (account) => account !== null && caller.accounts!.has(account),
  );
}

/** CONTAINS ALL: one source holds every listed action through the same granting entity. */
function* containing(
  plan: RowsPlan,
  rows: Iterable<AccessRow>,
  accepted: (row: AccessRow) => boolean,
): Iterable<AccessRow> {
  const groups = new Map<string, { rows: AccessRow[]; actions: Set<string> }>();
  let held = 0;
  for (const row of rows) {
    if (!accepted(row)) continue;
    if (++held > mostHeld) throw tooMany();
    const key = `${row.source.id}\n${row.granter.entityId}`;
    const group = groups.get(key) ?? { rows: [], actions: new Set() };
    group.rows.push(row);
    group.actions.add(row.action.name.toLowerCase());
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    if (plan.containsAll.every((list) => list.every((action) => group.actions.has(action.toLowerCase()))))
      yield* group.rows;
  }
}

function* watched(rows: Iterable<AccessRow>, options: ExecuteOptions, touched: Touched): Iterable<AccessRow> {
  const started = performance.now();
  const limit = options.timeoutMs ?? 60_000;
  let count = 0;
  for (const row of rows) {
    if ((++count & 255) === 0 && performance.now() - started > limit) {
      throw new GrantgraphError('timeout', `the query ran longer than ${Math.round(limit / 1000)} s`, {
        hint: 'narrow it by source, action or destination, or give --timeout',
      });
    }
    for (const account of [row.source.account, row.destination.account])
      if (account !== null && account !== '*') touched.accounts.add(account);
    if (touched.sources.size < 1000) touched.sources.add(row.source.id);
    yield row;
  }
}

function streamed(
  rows: Iterable<AccessRow>,
  environment: RowEnvironment,
  size: number,
  offset: number,
  own: number,
  count: boolean,
  touched: Touched,
): Execution {
  const page: ResultRow[] = [];
  let at = 0;
  let more = false;
  for (const row of rows) {
    if (at >= own) break;
    if (at >= offset && page.length < size) page.push(toResultRow(row, environment));
    else if (at >= offset) {
      more = true;
      if (!count) break;
    }
    at++;
  }
  return { rows: page, columns: null, total: more && !count ? null : at, more, ...touched };
}

function page(
  rows: readonly ResultRow[],
  columns: readonly string[] | null,
  size: number,
  offset: number,
  own: number,
  touched: Touched,
): Execution {
  const all = rows.slice(0, Math.min(rows.length, own));
  return {
    rows: all.slice(offset, offset + size),
    columns,
    total: all.length,
    more: offset + size < all.length,
    ...touched,
  };
}

function ordered(plan: RowsPlan, rows: Iterable<AccessRow>, environment: RowEnvironment): AccessRow[] {
  const list: AccessRow[] = [];
  for (const row of rows) {
    if (list.length >= mostHeld) throw tooMany();
    list.push(row);
  }
  const key = ({ source, granter, action, destination }: AccessRow) =>
    [source.id, granter.entityId, action.name, destination.id ?? destination.pattern].join('\n');
  return list.toSorted((left, right) => {
    for (const { attribute, keys, descending } of plan.orderBy!) {
      const order = compare(
        valuesOf(attribute, keys, left, environment)[0] ?? null,
        valuesOf(attribute, keys, right, environment)[0] ?? null,
      );
      if (order !== 0) return descending ? -order : order;
    }
    return compare(key(left), key(right));
  });
}

function compare(left: Plain, right: Plain): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function columnOf({ attribute, keys }: GroupKey): string {
  return keys.length === 0 ? attribute.name : `${attribute.name} (${keys.join(', ')})`;
}

const strongest: Readonly<Record<string, number>> = { unknown: 0, conditional: 1, allow: 2 };

/** One row per combination, with the count of rows, of distinct actions and sources, and the highest verdict. */
function grouped(
  plan: RowsPlan,
  keys: readonly GroupKey[],
  rows: Iterable<AccessRow>,
  environment: RowEnvironment,
): ResultRow[] {
  const groups = new Map<
    string,
    { row: Record<string, unknown>; actions: Set<string>; sources: Set<string>; verdict: string; count: number }
  >();
  for (const row of rows) {
    const values = keys.map(({ attribute, keys: own }) =>
      shown(attribute.name, valuesOf(attribute, own, row, environment)),
    );
    const id = JSON.stringify(values);
    let group = groups.get(id);
    if (!group) {
      if (groups.size >= mostHeld) throw tooMany();
      group = {
        row: Object.fromEntries(keys.map((key, at) => [columnOf(key), values[at]])),
        actions: new Set(),
        sources: new Set(),
        verdict: row.verdict,
        count: 0,
      };
      groups.set(id, group);
    }
    group.count++;
    group.actions.add(row.action.name);
    group.sources.add(row.source.id);
    if (strongest[row.verdict]! > strongest[group.verdict]!) group.verdict = row.verdict;
  }
  const list = [...groups.values()].map(({ row, actions, sources, verdict, count }) => ({
    ...row,
    actions: actions.size,
    sources: sources.size,
    rows: count,
    verdict,
  }));
  const order = (plan.orderBy ?? keys.map((key) => ({ ...key, descending: false }))).map((one) => ({
    column: columnOf(one),
    descending: one.descending,
  }));
  return list.toSorted((left, right) => {
    for (const { column, descending } of order) {
      const result = compare(
        (left as Record<string, Plain>)[column] ?? null,
        (right as Record<string, Plain>)[column] ?? null,
      );
      if (result !== 0) return descending ? -result : result;
    }
    return 0;
  });
}

/** Accounts and regions hold id and name: the name is what people group by. */
function shown(attribute: string, values: readonly Plain[]): Plain {
  if (values.length === 0) return null;
  return /\.(account|region)$/.test(attribute) ? values.at(-1)! : values.length === 1 ? values[0]! : values.join(', ');
}

function tooMany(): GrantgraphError {
  return new GrantgraphError('too-many-rows', `more than ${mostHeld.toLocaleString('en')} rows would have to be held`, {
    hint: 'narrow the query, or leave out order by and group by',
  });
}
