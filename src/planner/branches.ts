import { joined, normalForm } from './normal-form.js';
import type { BoundExpression, Branch } from './plan.js';
import { topLevel } from './predicates.js';
import { asList, namesResources, restrictsInventory, seedOf } from './seed.js';

/** Beyond this an OR is not taken apart. */
const mostBranches = 24;

/**
 * A query asks either about inventory resources or about granted destinations (design: rows). An OR that does both is asked as
 * several queries, whose rows together are the answer and none of which gives a row that another one gave.
 */
export function branchesOf(where: BoundExpression): readonly Branch[] {
  return taken(normalForm(where)).map((part) => ({ where: part, seed: seedOf(part) }));
}

/** Alternatives that one look-up finds. */
function isOneList(part: BoundExpression): boolean {
  return namesResources(part) || asList(part) !== undefined;
}

function taken(where: BoundExpression): readonly BoundExpression[] {
  const parts = topLevel(where);
  if (parts.some((part) => part.kind !== 'or' && restrictsInventory(part))) return [where];
  const mixed = parts.find((part) => part.kind === 'or' && part.parts.some(restrictsInventory) && !isOneList(part));
  if (mixed?.kind !== 'or' || mixed.parts.length > mostBranches) return [where];
  const rest = parts.filter((part) => part !== mixed);
  const inventory = mixed.parts.filter(restrictsInventory);
  const granted = mixed.parts.filter((part) => !restrictsInventory(part));
  // Names of resources that stand side by side are one list.
  const [named, placed] = [true, false].map((wanted) => inventory.filter((part) => namesResources(part) === wanted));
  const alternatives = [...(named!.length > 0 ? [joined('or', named!)] : []), ...placed!];
  const apart = alternatives.map((part, at) =>
    joined('and', [...rest, part, ...alternatives.slice(0, at).map((before) => normalForm(before, true))]),
  );
  const others = granted.length === 0 ? [] : [joined('and', [...rest, joined('or', granted)])];
  return [...apart, ...others].flatMap(taken);
}
