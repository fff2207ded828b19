import type { AccessRow } from '../access/contract.js';
import type { RowsPlan } from '../planner/index.js';
import { valuesOf } from './compile.js';
import type { Plain, RowEnvironment } from './getters.js';

/** Rows by the keys of `order by`; equal ones in canonical order (design: source, granter, action, destination). */
export function ordered(
  orderBy: NonNullable<RowsPlan['orderBy']>,
  rows: readonly AccessRow[],
  environment: RowEnvironment,
): AccessRow[] {
  const keyed = rows.map((row) => ({
    row,
    keys: orderBy.map(({ attribute, keys }) => valuesOf(attribute, keys, row, environment)[0] ?? null),
    canonical: canonicalKey(row),
  }));
  const down = orderBy.map(({ descending }) => descending);
  return keyed
    .sort((left, right) => byKeys(left.keys, right.keys, down) || compare(left.canonical, right.canonical))
    .map(({ row }) => row);
}

function canonicalKey({ source, granter, action, destination }: AccessRow): string {
  return [source.id, granter.entityId, action.name, destination.id ?? destination.pattern].join('\n');
}

/** One key after the other, each up or down. */
export function byKeys(left: readonly Plain[], right: readonly Plain[], down: readonly boolean[]): number {
  for (const [at, descending] of down.entries()) {
    const order = compare(left[at]!, right[at]!);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Numbers as numbers, everything else as text; null stands last. */
function compare(left: Plain, right: Plain): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}
