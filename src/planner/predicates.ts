import type { BoundExpression, BoundPredicate } from './plan.js';

/** The comparisons that must all hold. */
export function topLevel(expression: BoundExpression): readonly BoundExpression[] {
  return expression.kind === 'and' ? expression.parts.flatMap(topLevel) : [expression];
}

export function literals(predicate: BoundPredicate): string[] {
  return predicate.values.flatMap((value) => (value.kind === 'literal' ? [String(value.value)] : []));
}
