import { joined, normalForm } from './normal-form.js';
import type { BoundExpression, Branch } from './plan.js';
import { topLevel } from './predicates.js';
import { asList, namesResources, restrictsInventory, seedOf } from './seed.js';

/** Beyond this the alternatives that ask about the inventory are asked as one. */
const mostBranches = 24;

/**
 * A query asks either about inventory resources or about granted destinations (design: rows). An OR that does both is asked as
 * several queries, whose rows together are the answer; the executor passes over a row that an earlier one gave.
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
  if (parts.some((part) => restrictsInventory(part) && (part.kind !== 'or' || isOneList(part)))) return [where];
  const mixed = parts.find((part) => part.kind === 'or' && mentionsInventory(part));
  if (mixed?.kind !== 'or') return [where];
  const rest = parts.filter((part) => part !== mixed);
  const pure = mixed.parts.flatMap((part) => (restrictsInventory(part) ? [part] : taken(part)));
  const inventory = pure.filter(restrictsInventory);
  const granted = pure.filter((part) => !restrictsInventory(part));
  // Names of resources that stand side by side are one list.
  const [named, placed] = [true, false].map((wanted) => inventory.filter((part) => namesResources(part) === wanted));
  const alternatives =
    placed!.length > mostBranches
      ? [joined('or', inventory)]
      : [...(named!.length > 0 ? [joined('or', named!)] : []), ...placed!];
  const apart = alternatives.map((part) => joined('and', [...rest, part]));
  const others = granted.length === 0 ? [] : [joined('and', [...rest, joined('or', granted)])];
  return [...apart, ...others].flatMap((part) => taken(part));
}

/** Does an alternative of it ask about the inventory? */
function mentionsInventory(expression: BoundExpression): boolean {
  if (expression.kind === 'not') return false;
  return expression.kind === 'predicate' ? restrictsInventory(expression) : expression.parts.some(mentionsInventory);
}
