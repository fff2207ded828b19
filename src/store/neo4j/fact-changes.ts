import type { Fact } from '../../graph/fact.js';
import type { FactChange } from '../contract.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { contentColumns, factOf } from '../stored-fact.js';
import type { Row, Statement } from './connection.js';
import { differingFacts } from './cypher/read-facts.js';
import type { PartState } from './cypher/write-parts.js';

const pageSize = 500;

export interface Generations {
  readonly from: number;
  readonly to: number;
  /** Parts of either, as of `readParts`. */
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

/** Facts that are valid in one of two generations and not in the other, paired by id, part by part, in the order of ids. */
export function* factChanges(
  generations: Generations,
  read: (statements: readonly Statement[]) => readonly (readonly Row[])[],
): Iterable<FactChange> {
  for (const { pid, provider, scope, part } of changedParts(generations)) {
    for (const [id, { before, after }] of differing(pid, generations, read)) {
      const [old, now] = withoutSame(before, after);
      for (let one = 0; one < Math.max(old.length, now.length); one++)
        yield { provider, scope, part, id, before: factAt(old, one), after: factAt(now, one) };
    }
  }
}

/** Parts whose content has another version, or that only one of the two has. */
function changedParts({ before, after }: Generations): PartState[] {
  const old = new Map(before.map((row) => row['part'] as PartState).map((state) => [state.pid, state]));
  const now = new Map(after.map((row) => row['part'] as PartState).map((state) => [state.pid, state]));
  return [...new Map([...old, ...now]).values()]
    .filter(({ pid }) => old.get(pid)?.version !== now.get(pid)?.version)
    .toSorted((left, right) => byText(left.scope, right.scope) || byText(left.part, right.part));
}

interface Sides {
  readonly before: Row[];
  readonly after: Row[];
}

/** Facts of a part that only one of the two sees. They are as many as changed, and held at once to be paired. */
function differing(
  pid: number,
  { from, to }: Generations,
  read: (statements: readonly Statement[]) => readonly (readonly Row[])[],
): [string, Sides][] {
  const range = { from: firstKeyOf(pid), end: endKeyOf(pid) };
  const found = new Map<string, Sides>();
  for (let key = -1; ; ) {
    const [rows = []] = read([differingFacts(range, from, to, { text: '', key }, pageSize)]);
    for (const row of rows) {
      const id = String(row['id']);
      const sides = found.get(id) ?? { before: [], after: [] };
      found.set(id, sides);
      (row['old'] === true ? sides.before : sides.after).push(row);
    }
    if (rows.length < pageSize) break;
    key = Number(rows.at(-1)!['key']);
  }
  return [...found].toSorted(([left], [right]) => byText(left, right));
}

/** What stands in both lists with the same content was only written anew. */
function withoutSame(before: readonly Row[], after: readonly Row[]): [Row[], Row[]] {
  const now = [...after];
  const old = before.filter((row) => {
    const same = now.findIndex((other) => contentColumns.every((column) => row[column] === other[column]));
    if (same >= 0) now.splice(same, 1);
    return same < 0;
  });
  return [old, now];
}

function factAt(rows: readonly Row[], at: number): Fact | null {
  const row = rows[at];
  return row === undefined ? null : factOf(row);
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
