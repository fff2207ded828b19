import type { Fact } from '../../graph/fact.js';
import type { FactChange } from '../contract.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { contentColumns, factOf } from '../stored-fact.js';
import type { SqlDatabase, SqlRow } from './driver.js';

const pageSize = 500;

interface ChangedPart {
  readonly pid: number;
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
}

/** Facts that are valid in one of two generations and not in the other, paired by id. Read page by page. */
export function* factChanges(database: SqlDatabase, from: number, to: number): Iterable<FactChange> {
  for (const { pid, ...place } of changedParts(database, from, to)) {
    const differing = [...differingKeys(database, pid, from, to)];
    for (let at = 0; at < differing.length; at += pageSize) {
      const page = differing.slice(at, at + pageSize);
      const rows = rowsOf(
        database,
        page.flatMap(([, { before, after }]) => [...before, ...after]),
      );
      for (const [id, { before, after }] of page) {
        const [old, now] = withoutSame(
          before.map((key) => rows.get(key)!),
          after.map((key) => rows.get(key)!),
        );
        for (let one = 0; one < Math.max(old.length, now.length); one++)
          yield { ...place, id, before: factAt(old, one), after: factAt(now, one) };
      }
    }
  }
}

/** Parts whose content has another version, or that only one of the two has. */
function changedParts(database: SqlDatabase, from: number, to: number): ChangedPart[] {
  const at = (generation: number) =>
    database.prepare('SELECT * FROM part WHERE since <= ? AND until > ?').all(generation, generation);
  const [before, after] = [at(from), at(to)];
  const versions = new Map(before.map((row) => [Number(row['pid']), Number(row['version'])]));
  const rows = new Map<number, SqlRow>([...before, ...after].map((row) => [Number(row['pid']), row]));
  for (const row of after) {
    const pid = Number(row['pid']);
    if (versions.get(pid) === Number(row['version'])) rows.delete(pid);
  }
  return [...rows]
    .map(([pid, row]) => ({ pid, provider: `${row['provider']}`, scope: `${row['scope']}`, part: `${row['part']}` }))
    .toSorted((left, right) => byText(left.scope, right.scope) || byText(left.part, right.part));
}

interface Keys {
  readonly before: number[];
  readonly after: number[];
}

/** Keys of the rows that only one of the two generations sees, by id, in the order of ids. */
function differingKeys(database: SqlDatabase, pid: number, from: number, to: number): [string, Keys][] {
  const rows = database
    .prepare(
      `SELECT key, id, since <= ? AND until > ? AS old, since <= ? AND until > ? AS new FROM fact
       WHERE key >= ? AND key < ? AND old <> new ORDER BY id, key`,
    )
    .all(from, from, to, to, firstKeyOf(pid), endKeyOf(pid));
  const found = new Map<string, Keys>();
  for (const row of rows) {
    const id = row['id'] as string;
    const keys = found.get(id) ?? { before: [], after: [] };
    found.set(id, keys);
    (Number(row['old']) === 1 ? keys.before : keys.after).push(Number(row['key']));
  }
  return [...found];
}

function rowsOf(database: SqlDatabase, keys: readonly number[]): ReadonlyMap<number, SqlRow> {
  const rows = database
    .prepare('SELECT fact.* FROM json_each(?) AS wanted CROSS JOIN fact ON fact.key = wanted.value')
    .all(JSON.stringify(keys));
  return new Map(rows.map((row) => [Number(row['key']), row]));
}

/** What stands in both lists with the same content was only written anew. */
function withoutSame(before: readonly SqlRow[], after: readonly SqlRow[]): [SqlRow[], SqlRow[]] {
  const now = [...after];
  const old = before.filter((row) => {
    const same = now.findIndex((other) => contentColumns.every((column) => row[column] === other[column]));
    if (same >= 0) now.splice(same, 1);
    return same < 0;
  });
  return [old, now];
}

function factAt(rows: readonly SqlRow[], at: number): Fact | null {
  const row = rows[at];
  return row === undefined ? null : factOf(row);
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
