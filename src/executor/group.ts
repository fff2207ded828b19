import type { AccessRow } from '../access/contract.js';
import type { Attribute, GroupKey, RowsPlan } from '../planner/index.js';
import { valuesOf } from './compile.js';
import type { Plain, RowEnvironment } from './getters.js';
import type { Pace } from './limits.js';
import { byKeys } from './order.js';
import type { ResultRow } from './result-row.js';

interface Group {
  readonly values: readonly Plain[];
  readonly actions: Set<string>;
  readonly sources: Set<string>;
  verdict: string;
  rows: number;
}

const strongest: Readonly<Record<string, number>> = { unknown: 0, conditional: 1, allow: 2 };

/** One row per combination of keys, with the count of rows, of distinct actions and sources, and the highest verdict. */
export class Groups {
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly keys: readonly GroupKey[],
    private readonly environment: RowEnvironment,
    private readonly pace: Pace,
  ) {}

  add(row: AccessRow): void {
    const held = this.keys.map(({ attribute, keys }) =>
      distinct(attribute, valuesOf(attribute, keys, row, this.environment)),
    );
    for (const values of combinations(held)) this.count(row, values);
  }

  private count(row: AccessRow, values: readonly Plain[]): void {
    const id = JSON.stringify(values);
    let group = this.groups.get(id);
    if (!group) {
      this.pace.hold(this.groups.size);
      group = { values, actions: new Set(), sources: new Set(), verdict: row.verdict, rows: 0 };
      this.groups.set(id, group);
    }
    group.rows++;
    group.actions.add(row.action.name);
    group.sources.add(row.source.id);
    if (strongest[row.verdict]! > strongest[group.verdict]!) group.verdict = row.verdict;
  }

  /** By the keys of `order by`, else by their own in the order in which they were asked for. */
  rows(orderBy: RowsPlan['orderBy']): readonly ResultRow[] {
    const columns = this.keys.map(columnOf);
    const groups = [...this.groups.values()];
    const shown = this.withNames(groups.map((group) => group.values));
    const order = (orderBy ?? this.keys.map((key) => ({ ...key, descending: false }))).map((one) => ({
      at: columns.indexOf(columnOf(one)),
      descending: one.descending,
    }));
    const down = order.map(({ descending }) => descending);
    const keysOf = (values: readonly Plain[]) => order.map(({ at }) => values[at] ?? null);
    return groups
      .map((group, at) => ({ group, values: shown[at]! }))
      .sort((left, right) => byKeys(keysOf(left.values), keysOf(right.values), down))
      .map(({ group, values }) => ({
        ...Object.fromEntries(columns.map((column, at) => [column, values[at]!])),
        actions: group.actions.size,
        sources: group.sources.size,
        rows: group.rows,
        verdict: group.verdict,
      }));
  }

  /** Names in place of ids of accounts and regions; a name that several have keeps the id beside it. */
  private withNames(rows: readonly (readonly Plain[])[]): readonly (readonly Plain[])[] {
    const naming = this.keys.map(({ attribute }, at) =>
      isPlace(attribute.name) ? this.namesOf(attribute.name, new Set(rows.map((row) => row[at]!))) : undefined,
    );
    return rows.map((row) => row.map((value, at) => naming[at]?.get(value) ?? value));
  }

  private namesOf(attribute: string, ids: ReadonlySet<Plain>): ReadonlyMap<Plain, string> {
    const names = [...ids]
      .filter((id) => typeof id === 'string')
      .map((id) => [id, placeName(attribute, id, this.environment)] as const);
    const count = new Map<string, number>();
    for (const [, name] of names) count.set(name, (count.get(name) ?? 0) + 1);
    return new Map(names.map(([id, name]) => [id, name === id || count.get(name) === 1 ? name : `${name} (${id})`]));
  }
}

export function columnOf({ attribute, keys }: GroupKey): string {
  return keys.length === 0 ? attribute.name : `${attribute.name} (${keys.join(', ')})`;
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

function placeName(attribute: string, id: string, { set, catalogue }: RowEnvironment): string {
  if (id === '*') return id;
  return (attribute.endsWith('.region') ? catalogue.regionName(id) : set.node(id)?.name) ?? id;
}
