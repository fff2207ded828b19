import type { AccessRow } from '../access/contract.js';
import type { Attribute, BoundExpression, BoundPredicate } from '../planner/index.js';
import { getters, type Plain, type RowEnvironment } from './getters.js';
import { tests } from './operators.js';

/** Does the row satisfy the predicates? */
export function matches(expression: BoundExpression | null, row: AccessRow, environment: RowEnvironment): boolean {
  if (expression === null) return true;
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => matches(part, row, environment));
    case 'or':
      return expression.parts.some((part) => matches(part, row, environment));
    case 'not':
      return !matches(expression.part, row, environment);
    default:
      return holds(expression, row, environment);
  }
}

export function valuesOf(
  attribute: Attribute,
  keys: readonly string[],
  row: AccessRow,
  environment: RowEnvironment,
): readonly Plain[] {
  const held = getters[attribute.name]!(row, keys, environment);
  return Array.isArray(held) ? (held as readonly Plain[]) : [held as Plain];
}

function holds(predicate: BoundPredicate, row: AccessRow, environment: RowEnvironment): boolean {
  const { attribute, keys, operator } = predicate;
  const held = valuesOf(attribute, keys, row, environment);
  const wanted = predicate.values.flatMap((value) =>
    value.kind === 'literal' ? [value.value as Plain] : compared(value.attribute, row, environment),
  );
  // A negated test on a named condition needs the condition to be there (vendor reference).
  if (
    attribute.name === 'grantedby.cloud.policy.condition' &&
    keys.length > 0 &&
    held.length === 0 &&
    (operator === '!=' || (operator === 'NOT IN' && keys.length === 2))
  )
    return false;
  if (reachesById(predicate, row)) return operator === '=' || operator === 'IN';
  return tests[operator](held, touching(attribute, wanted, held));
}

/** Against another attribute an account stands by its id alone: names need not be unique. */
function compared(attribute: Attribute, row: AccessRow, environment: RowEnvironment): readonly Plain[] {
  const values = valuesOf(attribute, [], row, environment);
  return attribute.name.endsWith('.cloud.account') ? values.slice(0, 1) : values;
}

/** A grant tied to no region touches every region. */
function touching(attribute: Attribute, wanted: readonly Plain[], held: readonly Plain[]): readonly Plain[] {
  return attribute.name === 'dest.cloud.region' && held.includes('*') ? [...wanted, '*'] : wanted;
}

/** `=` and IN on id test reach: an object or container that was asked by id is that destination, however it was granted. */
function reachesById({ attribute, values, operator }: BoundPredicate, row: AccessRow): boolean {
  if (
    attribute.name !== 'dest.cloud.resource.id' ||
    !/^(=|!=|IN|NOT IN)$/.test(operator) ||
    row.destination.id === null
  )
    return false;
  return values.some(
    (value) => value.kind === 'literal' && String(value.value).toLowerCase() === row.destination.id!.toLowerCase(),
  );
}
