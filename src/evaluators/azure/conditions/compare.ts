import { and, type Formula, leaf, or } from '../../formula.js';
import type { Operator } from './operators.js';

/** One side of a comparison, as far as it is known. */
export type Side =
  /** `text`: the attribute they came from; null for literals. */
  | { readonly state: 'values'; readonly values: readonly string[]; readonly text: string | null }
  | { readonly state: 'open'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'missing'; readonly what: string };

/**
 * A comparison with an attribute that is not there does not succeed, under a negated name either: `Exists` asks for it.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format#cross-product-comparison-operators
 */
export function compare(operator: Operator, left: Side, right: Side): Formula {
  if (left.state === 'absent' || right.state === 'absent') return false;
  if (left.state === 'missing') return leaf({ missing: left.what });
  if (right.state === 'missing') return leaf({ missing: right.what });
  const unclear = severalOf(operator, left) ?? severalOf(operator, right);
  if (unclear !== null) return unclear;
  if (left.state === 'open') {
    const values = right.state === 'open' ? [right.text] : right.values;
    return leaf({ key: left.text, operator: operator.text, values });
  }
  return right.state === 'open' ? mirrored(operator, left.values, right.text) : known(operator, left, right);
}

/** The vendor does not say how a list meets an operator on single values. */
function severalOf({ quantifier, text }: Operator, side: Side): Formula | null {
  if (quantifier !== null || side.state !== 'values' || side.values.length < 2) return null;
  return leaf({ missing: `what ${text} does with several values of ${side.text}` });
}

type Known = Extract<Side, { readonly state: 'values' }>;

function known({ quantifier, test }: Operator, left: Known, right: Known): Formula {
  const meets = (one: string): boolean =>
    quantifier?.right === 'All'
      ? right.values.every((other) => test(one, other))
      : right.values.some((other) => test(one, other));
  return quantifier?.left === 'All' ? left.values.every(meets) : left.values.some(meets);
}

/** The left side is known and the right is not: what the right must be, asked from its side. */
function mirrored(operator: Operator, values: readonly string[], key: string): Formula {
  const { quantifier } = operator;
  const name = operator.mirrored ?? `${operator.name} from the right`;
  if (quantifier === null) return leaf({ key, operator: name, values });
  const { left, right } = quantifier;
  if (left === right) return leaf({ key, operator: `For${left}Of${right}Values:${name}`, values });
  const each = values.map((value) => leaf({ key, operator: `For${right}OfAnyValues:${name}`, values: [value] }));
  return left === 'Any' ? or(each) : and(each);
}
