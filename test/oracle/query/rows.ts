import type { AccessRow } from '../../../src/access/contract.js';
import { getters, type Plain, type RowEnvironment } from '../../../src/executor/getters.js';
import type { BoundExpression, BoundPredicate } from '../../../src/planner/index.js';

/** One comparison, negated or not. */
interface Atom {
  readonly predicate: BoundPredicate;
  readonly negated: boolean;
}

/**
 * What a where clause means, said slowly: it is a list of alternatives, each of which asks either about inventory resources or
 * about granted destinations. A row is an answer when an alternative that asks about its kind holds of it.
 */
export function isAnswer(alternatives: readonly Atom[][], row: AccessRow, environment: RowEnvironment): boolean {
  return alternatives.some(
    (atoms) =>
      atoms.some(asksInventory) === (row.destination.id !== null) &&
      atoms.every(({ predicate, negated }) => holds(predicate, row, environment) !== negated),
  );
}

export function alternativesOf(expression: BoundExpression, negated = false): Atom[][] {
  if (expression.kind === 'predicate') return apart(folded({ predicate: expression, negated })).map((atom) => [atom]);
  if (expression.kind === 'not') return alternativesOf(expression.part, !negated);
  const parts = expression.parts.map((part) => alternativesOf(part, negated));
  if ((expression.kind === 'or') !== negated) return parts.flat();
  return parts.reduce<Atom[][]>((left, right) => left.flatMap((one) => right.map((other) => [...one, ...other])), [[]]);
}

const flipped = { '=': '!=', '!=': '=', IN: 'NOT IN', 'NOT IN': 'IN' } as const;

/** `NOT a = x` says `a != x`; a named condition must be there for `!=` and not for NOT. */
function folded(atom: Atom): Atom {
  const { predicate, negated } = atom;
  const operator = flipped[predicate.operator as keyof typeof flipped];
  if (!negated || !operator || predicate.attribute.name === 'grantedby.cloud.policy.condition') return atom;
  return { predicate: { ...predicate, operator }, negated: false };
}

/** A list of destinations that holds `*` beside names asks for both, in their own ways. */
function apart(atom: Atom): Atom[] {
  const { predicate } = atom;
  const stars = predicate.values.filter((value) => value.kind === 'literal' && value.value === '*');
  const names = predicate.values.filter((value) => !stars.includes(value));
  const lists = /^dest\.cloud\.resource\.(id|name)$/.test(predicate.attribute.name) && predicate.operator === 'IN';
  if (!lists || stars.length === 0 || names.length === 0) return [atom];
  return [names, stars].map((values) => ({ ...atom, predicate: { ...predicate, values } }));
}

/** Design: an id or name by `=` or IN, a tag, a region, an account; `*` is granted text. */
function asksInventory({ predicate: { attribute, operator, values } }: Atom): boolean {
  if (attribute.name === 'dest.cloud.resource.tag') return true;
  return (
    /^dest\.cloud\.(resource\.(id|name)|account|region)$/.test(attribute.name) &&
    ['=', 'IN'].includes(operator) &&
    values.every((value) => value.kind === 'literal' && value.value !== '*')
  );
}

function holds(predicate: BoundPredicate, row: AccessRow, environment: RowEnvironment): boolean {
  const { attribute, keys, operator, values } = predicate;
  const of = (name: string) => [getters[name]!(row, keys, environment)].flat() as Plain[];
  const held = of(attribute.name).filter((value) => value !== null);
  const wanted = values.flatMap((value) => {
    if (value.kind === 'literal') return [value.value];
    return of(value.attribute.name).filter((one) => one !== null);
  });
  const low = (value: Plain) => String(value).toLowerCase();
  const any = (test: (left: string, right: string) => boolean) =>
    held.some((left) => wanted.some((right) => test(low(left), low(right))));
  const order = (test: (left: number, right: number) => boolean) =>
    held.some((left) => typeof left === 'number' && wanted.some((right) => test(left, Number(right))));
  const everywhere = attribute.name === 'dest.cloud.region' && held.includes('*');
  const absent = attribute.name === 'grantedby.cloud.policy.condition' && keys.length > 0 && held.length === 0;
  switch (operator) {
    case '=':
    case 'IN':
      return everywhere || any((left, right) => left === right);
    case '!=':
      return !absent && !any((left, right) => left === right);
    case 'NOT IN':
      return !(absent && keys.length === 2) && !any((left, right) => left === right);
    case 'LIKE':
      return held.includes('*') || any((left, right) => left === right);
    case 'STARTS WITH':
      return any((left, right) => left.startsWith(right));
    case 'DOES NOT START WITH':
      return !any((left, right) => left.startsWith(right));
    case 'ENDS WITH':
      return any((left, right) => left.endsWith(right));
    case 'DOES NOT END WITH':
      return !any((left, right) => left.endsWith(right));
    case 'EXISTS':
      return held.length > 0;
    case 'DOES NOT EXIST':
      return held.length === 0;
    case '<':
      return order((left, right) => left < right);
    case '<=':
      return order((left, right) => left <= right);
    case '>':
      return order((left, right) => left > right);
    case '>=':
      return order((left, right) => left >= right);
    default:
      throw new Error(`no meaning given to ${operator}`);
  }
}
