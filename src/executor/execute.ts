import type { Access, AccessRow, AskOptions } from '../access/contract.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { Attribute, GroupKey, RowsPlan } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import { acceptedRows } from './accepted-rows.js';
import type { Plain, RowEnvironment } from './getters.js';
import { clockOf, mostHeld, tooMany } from './limits.js';
import { valuesOf } from './matches.js';
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
  const clock = clockOf(options.timeoutMs ?? 60_000);
  const seen = watched(acceptedRows(plan, access, environment, options, clock), touched);
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

function* watched(rows: Iterable<AccessRow>, touched: Touched): Iterable<AccessRow> {
  for (const row of rows) {
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
    { row: Record<string, Plain>; actions: Set<string>; sources: Set<string>; verdict: string; count: number }
  >();
  const members = function* (): Iterable<{ row: AccessRow; values: readonly Plain[] }> {
    for (const row of rows) {
      const held = keys.map(({ attribute, keys: own }) =>
        distinct(attribute, valuesOf(attribute, own, row, environment)),
      );
      for (const values of combinations(held)) yield { row, values };
    }
  };
  for (const { row, values } of members()) {
    const id = JSON.stringify(values);
    let group = groups.get(id);
    if (!group) {
      if (groups.size >= mostHeld) throw tooMany();
      group = {
        row: Object.fromEntries(keys.map((key, at) => [columnOf(key), values[at]!])),
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
  named(
    keys,
    [...groups.values()].map((group) => group.row),
    environment,
  );
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

/** What a row counts under: each of several values; accounts and regions hold id and name of one thing, the id tells them apart. */
function distinct({ name }: Attribute, values: readonly Plain[]): readonly Plain[] {
  if (isPlace(name)) return [values[0] ?? null];
  const present = [...new Set(values.filter((value) => value !== null))];
  return present.length === 0 ? [null] : present;
}

function combinations(lists: readonly (readonly Plain[])[]): readonly (readonly Plain[])[] {
  return lists.reduce<readonly (readonly Plain[])[]>(
    (made, list) => made.flatMap((one) => list.map((value) => [...one, value])),
    [[]],
  );
}

function isPlace(attribute: string): boolean {
  return /\.(account|region)$/.test(attribute);
}

/** Puts names in place of ids of accounts and regions; a name that several have keeps the id beside it. */
function named(keys: readonly GroupKey[], rows: readonly Record<string, Plain>[], environment: RowEnvironment): void {
  for (const key of keys.filter(({ attribute }) => isPlace(attribute.name))) {
    const column = columnOf(key);
    const ids = [...new Set(rows.map((row) => row[column]!))].filter((id) => typeof id === 'string');
    const names = new Map(ids.map((id) => [id, placeName(key.attribute.name, id, environment)]));
    const count = new Map<string, number>();
    for (const name of names.values()) count.set(name, (count.get(name) ?? 0) + 1);
    for (const row of rows) {
      const id = row[column] as string | null;
      const name = id === null ? undefined : names.get(id);
      if (name !== undefined) row[column] = name === id || count.get(name) === 1 ? name : `${name} (${id})`;
    }
  }
}

function placeName(attribute: string, id: string, { set, catalogue }: RowEnvironment): string {
  if (id === '*') return id;
  return (attribute.endsWith('.region') ? catalogue.regionName(id) : set.node(id)?.name) ?? id;
}
