import type { OperatorName } from '../../grammar/ast.js';
import type { BoundExpression, BoundPredicate, BoundValue } from './plan.js';
import { keyedCondition, thing } from './predicates.js';

/** Operators whose negation is another operator, null values included. */
const opposite: Readonly<Partial<Record<OperatorName, OperatorName>>> = {
  '=': '!=',
  '!=': '=',
  IN: 'NOT IN',
  'NOT IN': 'IN',
  'ENDS WITH': 'DOES NOT END WITH',
  'DOES NOT END WITH': 'ENDS WITH',
  'STARTS WITH': 'DOES NOT START WITH',
  'DOES NOT START WITH': 'STARTS WITH',
  EXISTS: 'DOES NOT EXIST',
  'DOES NOT EXIST': 'EXISTS',
};

/**
 * The same test with NOT at the comparisons alone, AND and OR flat, and a list that mixes `*` with names of destinations taken
 * apart: what every later step of the planner reads.
 */
export function normalForm(expression: BoundExpression, negated = false): BoundExpression {
  switch (expression.kind) {
    case 'not':
      return normalForm(expression.part, !negated);
    case 'predicate':
      return withoutStar(negated ? negation(expression) : expression);
    default: {
      const kind = (expression.kind === 'and') === negated ? 'or' : 'and';
      return joined(
        kind,
        expression.parts.map((part) => normalForm(part, negated)),
      );
    }
  }
}

/** One AND or OR, without parts of its own kind in it. */
export function joined(kind: 'and' | 'or', parts: readonly BoundExpression[]): BoundExpression {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return flat.length === 1 ? flat[0]! : { kind, parts: flat };
}

/** Comparisons of numbers have no opposite, for neither side holds of null; nor have named conditions, which must be there. */
function negation(predicate: BoundPredicate): BoundExpression {
  const operator = keyedCondition(predicate) ? undefined : opposite[predicate.operator];
  return operator ? { ...predicate, operator } : { kind: 'not', part: predicate };
}

/** `*` is granted text, every other value a thing that a grant may reach: they are looked for in different ways. */
function withoutStar(expression: BoundExpression): BoundExpression {
  if (expression.kind !== 'predicate' || expression.operator !== 'IN' || !thing.test(expression.attribute.name))
    return expression;
  const isStar = (value: BoundValue) => value.kind === 'literal' && value.value === '*';
  const star = expression.values.filter(isStar);
  const names = expression.values.filter((value) => !isStar(value));
  if (star.length === 0 || names.length === 0) return expression;
  return {
    kind: 'or',
    parts: [
      { ...expression, values: names },
      { ...expression, operator: '=', values: star.slice(0, 1) },
    ],
  };
}
