import type { AccessRow, KnownColumns } from '../access/contract.js';
import type { Attribute, BoundExpression, BoundPredicate } from '../planner/index.js';
import { domains } from './domains.js';
import { getters, type Plain, type RowEnvironment } from './getters.js';
import type { Known } from './known-row.js';
import { operatorTest } from './operators.js';
import { reachTest } from './reach-test.js';

/** True or false of every row with these columns; null = the columns do not tell. */
export type Truth = boolean | null;
export type Compiled = (row: Known) => Truth;

/** The predicates as one function over rows and over beginnings of rows. Whole rows are never null. */
export function compile(expression: BoundExpression | null, environment: RowEnvironment): Compiled {
  if (expression === null) return () => true;
  if (expression.kind === 'predicate') return comparison(expression, environment);
  if (expression.kind === 'not') {
    const part = compile(expression.part, environment);
    return (row) => {
      const holds = part(row);
      return holds === null ? null : !holds;
    };
  }
  return combined(
    expression.parts.map((part) => compile(part, environment)),
    expression.kind === 'or',
  );
}

/** `decisive` ends it: true of OR, false of AND. */
function combined(parts: readonly Compiled[], decisive: boolean): Compiled {
  return (row) => {
    let open = false;
    for (const part of parts) {
      const holds = part(row);
      if (holds === decisive) return decisive;
      if (holds === null) open = true;
    }
    return open ? null : !decisive;
  };
}

function comparison(predicate: BoundPredicate, environment: RowEnvironment): Compiled {
  const { attribute, values } = predicate;
  const other = values.find((value) => value.kind === 'attribute')?.attribute;
  const known = knows(attribute);
  if (other) {
    const otherKnown = knows(other);
    const test = operatorTest(predicate.operator);
    return (row) =>
      known(row) && otherKnown(row) ? test(alone(attribute, row, environment), alone(other, row, environment)) : null;
  }
  const test = reachTest(predicate, environment) ?? plainTest(predicate, environment);
  const before = beforehand(predicate);
  return (row) => (known(row) ? test(row as AccessRow) : before);
}

function plainTest(predicate: BoundPredicate, environment: RowEnvironment): (row: AccessRow) => boolean {
  const { attribute, keys, operator } = predicate;
  const wanted = predicate.values.flatMap((value) => (value.kind === 'literal' ? [value.value as Plain] : []));
  const test = operatorTest(operator, wanted);
  // A negated test on a named condition needs the condition to be there (vendor reference).
  const mustBeThere =
    attribute.name === 'grantedby.cloud.policy.condition' &&
    keys.length > 0 &&
    (operator === '!=' || (operator === 'NOT IN' && keys.length === 2));
  return (row) => {
    const held = valuesOf(attribute, keys, row, environment);
    return mustBeThere && held.length === 0 ? false : test(held);
  };
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

/** Against another attribute an account stands by its id alone: names need not be unique. */
function alone(attribute: Attribute, row: Known, environment: RowEnvironment): readonly Plain[] {
  const values = valuesOf(attribute, [], row as AccessRow, environment);
  return attribute.name.endsWith('.cloud.account') ? values.slice(0, 1) : values;
}

/** Attributes whose value hangs on more than their own side of the row. */
const mixed: ReadonlySet<string> = new Set(['action.lastaccess.days']);

/** Attributes of a destination that its granted text tells. */
const textual = /^dest\.cloud\.(account|region|resource\.(id|name))$/;

/** Attributes of a granter that its statement tells, whoever carries it. */
const shared = /^grantedby\.cloud\.policy\.(name|type|condition|isexcessive|isadministrator)$/;

/** The columns any of which holds the attribute; empty = only a whole row does. */
function columnsOf({ name, side }: Attribute): readonly Column[] {
  if (mixed.has(name) || side === 'verdict') return [];
  if (shared.test(name)) return ['granter', 'policy'];
  if (side !== 'destination') return [side];
  if (name === 'dest.cloud.wildcardscope') return ['destination', 'granted'];
  return textual.test(name) ? ['destination', 'place', 'granted'] : ['destination', 'place'];
}

function knows(attribute: Attribute): (row: Known) => boolean {
  const columns = columnsOf(attribute);
  if (columns.length === 0) return (row) => row.verdict !== undefined;
  return (row) => columns.some((column) => row[column] !== undefined);
}

type Column = keyof KnownColumns;

/** Columns of half-known rows that the predicates look at. */
export function columnsAsked(expression: BoundExpression): ReadonlySet<Column> {
  if (expression.kind === 'not') return columnsAsked(expression.part);
  if (expression.kind !== 'predicate') return new Set(expression.parts.flatMap((part) => [...columnsAsked(part)]));
  const others = expression.values.flatMap((value) => (value.kind === 'attribute' ? [value.attribute] : []));
  return new Set([expression.attribute, ...others].flatMap(columnsOf));
}

/** What can be said before any column is known, from the values the attribute can have at all. */
function beforehand(predicate: BoundPredicate): Truth {
  const domain = domains[predicate.attribute.name];
  if (!domain) return null;
  const wanted = predicate.values.flatMap((value) => (value.kind === 'literal' ? [value.value as Plain] : []));
  const test = operatorTest(predicate.operator, wanted);
  const outcomes = new Set(domain.map((value) => test([value])));
  return outcomes.size === 1 ? [...outcomes][0]! : null;
}
