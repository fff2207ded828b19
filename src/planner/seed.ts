import type { BoundExpression, BoundPredicate, Seed } from './plan.js';
import { literals, topLevel } from './predicates.js';

/** Predicates on one attribute that hold one value or one of a list. */
const positive = new Set(['=', 'IN']);

/**
 * The most selective way in, from the comparisons that must all hold. Design: a query that constrains the destination by an
 * inventory attribute asks about inventory resources; any other about granted destinations.
 */
export function seedOf(where: BoundExpression): Seed {
  const predicates = topLevel(where).filter((part): part is BoundPredicate => part.kind === 'predicate');
  const sources = sourcesOf(predicates);
  const actions = actionsOf(predicates, topLevel(where).filter((part) => part.kind === 'or'));
  const services = listOf(predicates, 'dest.cloud.service.name');
  const inventory = inventoryOf(predicates);
  return {
    ...(sources ? { sources } : {}),
    ...(actions ? { actions } : {}),
    ...(services ? { services } : {}),
    ...(inventory ? { inventory } : {}),
  };
}

function listOf(predicates: readonly BoundPredicate[], name: string): readonly string[] | undefined {
  const found = predicates.find(
    (one) => one.attribute.name === name && positive.has(one.operator) && literals(one).length === one.values.length,
  );
  return found && literals(found);
}

function sourcesOf(predicates: readonly BoundPredicate[]): readonly string[] | undefined {
  const everyone = predicates.some(
    (one) => one.attribute.name === 'source.public' && one.operator === '=' && literals(one)[0] === 'true',
  );
  if (everyone) return ['public'];
  const names = [
    'source.cloud.resource.id',
    'source.email',
    'source.idp.email',
    'source.idp.username',
    'source.cloud.resource.name',
  ];
  for (const name of names) {
    const list = listOf(predicates, name);
    // `*` as a name stands for everyone.
    if (list) return list.map((text) => (text === '*' ? 'public' : text));
  }
  return undefined;
}

function actionsOf(predicates: readonly BoundPredicate[], alternatives: readonly BoundExpression[]): readonly string[] | undefined {
  const named = listOf(predicates, 'action.name');
  if (named) return named;
  const all = predicates.find((one) => one.operator === 'CONTAINS ALL');
  if (all) return literals(all);
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
  return positive.has(expression.operator) && literals(expression).length === expression.values.length ? literals(expression) : null;
}

function inventoryOf(predicates: readonly BoundPredicate[]): Seed['inventory'] {
  const by = (name: string) => listOf(predicates, name)?.filter((text) => text !== '*');
  const ids = by('dest.cloud.resource.id') ?? by('dest.cloud.resource.name');
  const account = by('dest.cloud.account')?.[0];
  const region = by('dest.cloud.region')?.[0];
  const tags = predicates.filter(
    (one) => one.attribute.name === 'dest.cloud.resource.tag' && one.operator !== 'DOES NOT EXIST',
  );
  const resources = ids && ids.length > 0 ? ids : undefined;
  if (!resources && account === undefined && region === undefined && tags.length === 0) return undefined;
  const types = listOf(predicates, 'dest.cloud.resource.type');
  return {
    ...(resources ? { resources } : {}),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(types ? { types } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}
