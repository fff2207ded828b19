import type { AccessRow } from '../access/contract.js';
import { grantingEntity } from '../access/row-scope.js';
import type { Pace } from './limits.js';

interface Held {
  readonly rows: AccessRow[];
  readonly actions: Set<string>;
}

/** Rows of sources that hold every listed action through one granting entity (design: CONTAINS ALL). Needs all rows. */
export function* containing(
  lists: readonly (readonly string[])[],
  rows: Iterable<AccessRow | null>,
  pace: Pace,
): Iterable<AccessRow | null> {
  const wanted = new Set(lists.flat().map((action) => action.toLowerCase()));
  const groups = new Map<string, Held>();
  let held = 0;
  for (const row of rows) {
    yield null;
    if (row === null) continue;
    pace.hold(++held);
    const key = `${row.source.id}\n${grantingEntity(row)}`;
    const group = groups.get(key) ?? { rows: [], actions: new Set() };
    group.rows.push(row);
    group.actions.add(row.action.name.toLowerCase());
    groups.set(key, group);
  }
  for (const group of groups.values()) if (group.actions.size === wanted.size) yield* group.rows;
}
