import type { BoundExpression, BoundPredicate, Seed } from './plan.js';
import { literals, thing, topLevel } from './predicates.js';

/** Predicates on one attribute that hold one value or one of a list. */
const positive = new Set(['=', 'IN']);

/**
 * The most selective way in, from the comparisons that must all hold. Design: a query that constrains the destination by an
 * inventory attribute asks about inventory resources; any other about granted destinations.
 */
export function seedOf(where: BoundExpression): Seed {
  const parts = topLevel(where).map((part) => asList(part) ?? part);
  const predicates = parts.filter((part): part is BoundPredicate => part.kind === 'predicate');
  const sources = sourcesOf(predicates);
  const sourceNames = sources ? undefined : sourceNamesOf(predicates);
  const granters = grantersOf(predicates);
  const alternatives = parts.filter((part) => part.kind === 'or');
  const actions = actionsOf(predicates, alternatives);
  const services = listOf(predicates, 'dest.cloud.service.name');
  const inventory = inventoryOf(predicates, alternatives);
  return {
    ...(sources ? { sources } : {}),
    ...(sourceNames ? { sourceNames } : {}),
    ...(granters ? { granters } : {}),
    ...(actions ? { actions } : {}),
    ...(services ? { services } : {}),
    ...(inventory ? { inventory } : {}),
  };
}

/** `a = x OR a = y` says what `a IN (x, y)` says; ids and names of resources are looked up alike. */
export function asList(expression: BoundExpression): BoundPredicate | undefined {
  if (expression.kind !== 'or') return undefined;
  const parts = expression.parts.map((part) => (part.kind === 'predicate' ? part : asList(part)));
  const [first] = parts;
  const alike = parts.every(
    (part) =>
      part !== undefined &&
      isList(part) &&
      (part.attribute === first!.attribute || (thing.test(part.attribute.name) && thing.test(first!.attribute.name))),
  );
  if (!first || !alike) return undefined;
  return { ...first, operator: 'IN', values: parts.flatMap((part) => part!.values) };
}

function isList({ operator, values }: BoundPredicate): boolean {
  return positive.has(operator) && values.every((value) => value.kind === 'literal');
}

function listOf(predicates: readonly BoundPredicate[], name: string): readonly string[] | undefined {
  const found = predicates.find((one) => one.attribute.name === name && isList(one));
  return found && literals(found);
}

/** Ids that stand for themselves, whether or not the graph has a node for them. */
const certainId = /^(arn:.+|\d{12})$/;
const mail = /@/;

/**
 * Sources by what is sure to find all of them. Names are looked up apart: roots, outside roles and providers have names without
 * being nodes, and one name may be that of more things than a look-up returns.
 */
const waysIn: readonly (readonly [attribute: string, certain: RegExp])[] = [
  ['source.cloud.resource.id', certainId],
  ['source.email', mail],
  ['source.idp.email', mail],
  ['source.idp.username', mail],
];

function sourcesOf(predicates: readonly BoundPredicate[]): readonly string[] | undefined {
  const everyone = predicates.some(
    (one) => one.attribute.name === 'source.public' && one.operator === '=' && literals(one)[0] === 'true',
  );
  if (everyone) return ['public', 'authenticated'];
  for (const [attribute, certain] of waysIn) {
    const list = listOf(predicates, attribute);
    if (list?.every((text) => certain.test(text))) return list;
  }
  return undefined;
}

function sourceNamesOf(predicates: readonly BoundPredicate[]): readonly string[] | undefined {
  const list = listOf(predicates, 'source.cloud.resource.name');
  return list && list.length > 0 && !list.includes('*') ? list : undefined;
}

function grantersOf(predicates: readonly BoundPredicate[]): Seed['granters'] {
  for (const by of ['id', 'name'] as const) {
    const texts = listOf(predicates, `grantedby.cloud.entity.${by}`);
    if (texts && texts.length > 0) return { by, texts };
  }
  return undefined;
}

function actionsOf(
  predicates: readonly BoundPredicate[],
  alternatives: readonly BoundExpression[],
): readonly string[] | undefined {
  const named = listOf(predicates, 'action.name');
  if (named) return named;
  const all = predicates.filter((one) => one.operator === 'CONTAINS ALL');
  if (all.length > 0) return [...new Set(all.flatMap(literals))];
  const either = alternatives.map(namedActions).find((list) => list !== null);
  if (either) return either;
  const start = predicates.find((one) => one.attribute.name === 'action.name' && one.operator === 'STARTS WITH');
  return start && literals(start).map((text) => (text.includes(':') ? `${text}*` : `${text}*:*`));
}

/** An OR whose every branch names its actions. */
function namedActions(expression: BoundExpression): readonly string[] | null {
  if (expression.kind === 'or') {
    const lists = expression.parts.map(namedActions);
    return lists.every((list) => list !== null) ? lists.flat() : null;
  }
  if (expression.kind === 'and') return expression.parts.map(namedActions).find((list) => list !== null) ?? null;
  if (expression.kind !== 'predicate' || expression.attribute.name !== 'action.name') return null;
  return isList(expression) ? literals(expression) : null;
}

/** Does the comparison ask about resources of the inventory rather than about granted text? */
export function restrictsInventory(expression: BoundExpression): boolean {
  if (expression.kind === 'not') return false;
  if (expression.kind !== 'predicate')
    return expression.kind === 'and'
      ? expression.parts.some(restrictsInventory)
      : expression.parts.every(restrictsInventory);
  const { name } = expression.attribute;
  return (
    name === 'dest.cloud.resource.tag' ||
    (placeOrThing.test(name) && isList(expression) && !literals(expression).includes('*'))
  );
}

const placeOrThing = /^dest\.cloud\.(resource\.(id|name)|account|region)$/;

/** Ids and names of which every row must have one; null = some rows are found by other means. */
export function namesResources(expression: BoundExpression): boolean {
  return namedResources(expression) !== null;
}

function namedResources(expression: BoundExpression): readonly string[] | null {
  if (expression.kind === 'not') return null;
  if (expression.kind !== 'predicate') {
    const lists = expression.parts.map(namedResources);
    if (expression.kind === 'and') return shortest(lists);
    return lists.every((list) => list !== null) ? [...new Set(lists.flat())] : null;
  }
  if (!thing.test(expression.attribute.name) || !restrictsInventory(expression)) return null;
  return literals(expression);
}

function shortest(lists: readonly (readonly string[] | null)[]): readonly string[] | null {
  const found = lists.filter((list) => list !== null);
  return found.toSorted((left, right) => left.length - right.length)[0] ?? null;
}

function inventoryOf(
  predicates: readonly BoundPredicate[],
  alternatives: readonly BoundExpression[],
): Seed['inventory'] {
  const resources = shortest([...predicates, ...alternatives].map(namedResources));
  const accounts = inventoryList(predicates, 'dest.cloud.account');
  const regions = inventoryList(predicates, 'dest.cloud.region');
  const tags = predicates.filter((one) => one.attribute.name === 'dest.cloud.resource.tag');
  if (!resources && !accounts && !regions && tags.length === 0 && !alternatives.some(restrictsInventory))
    return undefined;
  const types = listOf(predicates, 'dest.cloud.resource.type');
  return {
    ...(resources ? { resources } : {}),
    ...(accounts ? { accounts } : {}),
    ...(accounts?.length === 1 ? { account: accounts[0]! } : {}),
    ...(regions ? { regions } : {}),
    ...(regions?.length === 1 ? { region: regions[0]! } : {}),
    ...(types ? { types } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** `*` is granted text, and no resource is called that: a list that has it does not ask about the inventory. */
function inventoryList(predicates: readonly BoundPredicate[], name: string): readonly string[] | undefined {
  const list = listOf(predicates, name);
  return list && list.length > 0 && !list.includes('*') ? list : undefined;
}
