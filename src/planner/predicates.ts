import type { BoundExpression, BoundPredicate } from './plan.js';

/** The comparisons that must all hold. */
export function topLevel(expression: BoundExpression): readonly BoundExpression[] {
  return expression.kind === 'and' ? expression.parts.flatMap(topLevel) : [expression];
}

export function literals(predicate: BoundPredicate): string[] {
  return predicate.values.flatMap((value) => (value.kind === 'literal' ? [String(value.value)] : []));
}

/** Attributes that name one destination. */
export const thing = /^dest\.cloud\.resource\.(id|name)$/;

/** A condition asked for by its key: the vendor's reference wants it to be there for `!=`, so that NOT cannot be moved into it. */
export function keyedCondition({ attribute, keys }: BoundPredicate): boolean {
  return attribute.name === 'grantedby.cloud.policy.condition' && keys.length > 0;
}

/** Every comparison that is not negated, wherever it stands. */
export function positives(expression: BoundExpression): readonly BoundPredicate[] {
  if (expression.kind === 'not') return [];
  return expression.kind === 'predicate' ? [expression] : expression.parts.flatMap(positives);
}
