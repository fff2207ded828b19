import type { EdgeKind, NodeKind } from '../../../graph/kinds/index.js';
import type { ResourceFilter } from '../../contract.js';
import type { Statement } from '../connection.js';
import { entityId, foldedId, foldedName, indexText } from '../index-text.js';
import { edgeTypes, kindLabels } from './names.js';
import { valid } from './valid.js';

/** All that a node is made of. */
const whole = `fact.key AS key, fact.id AS id, fact.kind AS kind, fact.name AS name, fact.account AS account, fact.region AS region,
  fact.type AS type, fact.body AS body`;
const reference = 'fact.key AS key, fact.id AS id, fact.kind AS kind, fact.name AS name';

/** Kinds with indexes by id and name of their own; resources are many and go by those of the inventory. */
export type FewKind = Exclude<NodeKind, 'resource'>;

/** Above every text that begins with the prefix. */
export function above(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Facts of these ids, exactly. */
export function factsById(generation: number, ids: readonly string[]): Statement {
  return {
    text: `UNWIND $ids AS wanted
           MATCH (fact:Fact {idText: wanted.text}) WHERE fact.id = wanted.id AND ${valid()}
           RETURN ${whole} ORDER BY key`,
    parameters: { generation, ids: ids.map((id) => ({ id, text: foldedId(id) })) },
  };
}

/** Of a text that an index has the beginning of only, all of it. */
function wholeOf(text: string): string | null {
  return indexText(text) === text ? null : text.toLowerCase();
}

const same = (property: string) => `(wanted.whole IS NULL OR toLower(${property}) = wanted.whole)`;

/** Facts whose id, name or alias is one of the texts, without case; `rank` 0 = id. Of each text the first ones, in the order of ids. */
export function factsByText(generation: number, texts: readonly string[], limit: number): Statement {
  const each = (rank: number, match: string) =>
    `UNWIND $texts AS wanted
     CALL { WITH wanted ${match} ${valid()} RETURN ${reference} ORDER BY id, key LIMIT toInteger($limit) }
     RETURN wanted.text AS found, ${rank} AS rank, key, id, kind, name`;
  return {
    text: [
      each(0, `MATCH (fact:Fact {idText: wanted.id}) WHERE ${same('fact.id')} AND`),
      each(1, `MATCH (fact:Fact {nameText: wanted.name}) WHERE ${same('fact.name')} AND`),
      each(1, 'MATCH (:Alias {text: wanted.name})-[:NAMES]->(fact:Fact) WHERE'),
    ].join('\nUNION ALL\n'),
    parameters: {
      generation,
      limit,
      texts: texts.map((text) => ({ text, id: foldedId(text), name: foldedName(text), whole: wholeOf(text) })),
    },
  };
}

/** Facts with an edge of the kind to one of the ids. */
export function factsInto(generation: number, ids: readonly string[], kind: EdgeKind): Statement {
  return {
    text: `UNWIND $ids AS wanted
           MATCH (:Entity {id: wanted.entity})<-[:${edgeTypes.get(kind)!}]-(fact:Fact) WHERE ${valid()}
           RETURN DISTINCT wanted.id AS target, ${reference} ORDER BY target, id, key`,
    parameters: { generation, ids: ids.map((id) => ({ id, entity: entityId(id) })) },
  };
}

/** All facts of the ids that have an edge of the kind to one of the ids, of some of them. */
export function factsAroundEdges(generation: number, ids: readonly string[], kind: EdgeKind, limit: number): Statement {
  return {
    text: `UNWIND $ids AS wanted
           MATCH (:Entity {id: wanted.entity})<-[:${edgeTypes.get(kind)!}]-(fact:Fact) WHERE ${valid()}
           WITH DISTINCT fact.id AS id, fact.idText AS text LIMIT toInteger($limit)
           MATCH (fact:Fact {idText: text}) WHERE fact.id = id AND ${valid()}
           RETURN ${whole} ORDER BY key`,
    parameters: { generation, ids: ids.map((id) => ({ id, entity: entityId(id) })), limit },
  };
}

/** Facts of a kind in one account whose names begin with the prefix, without case. */
export function factsNamed(generation: number, account: string, kind: FewKind, prefix: string): Statement {
  const from = foldedName(prefix);
  return {
    text: `MATCH (fact:${kindLabels.get(kind)!})
           WHERE fact.account = $account AND fact.nameText >= $from AND fact.nameText < $below AND ${valid()}
           RETURN ${reference} ORDER BY name, id`,
    parameters: { generation, account, from, below: above(from) },
  };
}

/** Some facts by the beginning of name, alias or id; at most `most` entries of the index are looked at. */
export function factsStarting(
  generation: number,
  by: 'name' | 'alias' | 'id',
  text: string,
  kinds: readonly NodeKind[] | null,
  { limit, most }: { readonly limit: number; readonly most: number },
): Statement {
  const from = by === 'id' ? foldedId(text) : foldedName(text);
  const match = {
    name: 'MATCH (fact:Fact) WHERE fact.nameText >= $from AND fact.nameText < $below',
    alias: 'MATCH (alias:Alias)-[:NAMES]->(fact:Fact) WHERE alias.text >= $from AND alias.text < $below',
    id: 'MATCH (fact:Fact) WHERE fact.idText >= $from AND fact.idText < $below',
  }[by];
  return {
    text: `${match} AND ${valid()} WITH fact LIMIT toInteger($most)
           WITH fact WHERE ($kinds IS NULL OR fact.kind IN $kinds)
             AND ($whole IS NULL OR toLower(fact.${by === 'id' ? 'id' : 'name'}) STARTS WITH $whole)
           RETURN ${reference} LIMIT toInteger($limit)`,
    parameters: { generation, from, below: above(from), kinds, limit, most, whole: wholeOf(text) },
  };
}

/** Where a page of a stream ended. */
export interface Place {
  readonly text: string;
  readonly key: number;
}

export const beginning: Place = { text: '', key: -1 };

/** All facts of the ids that the page has facts of, as other parts may describe them too; `at` = the page's fact. */
const withCompanions = `MATCH (other:Fact {idText: fact.idText})
           WHERE other.id = fact.id AND ${valid('other')}
           RETURN fact.key AS at, fact.idText AS text, other.key AS key, other.id AS id, other.kind AS kind, other.name AS name,
             other.account AS account, other.region AS region, other.type AS type, other.body AS body`;

/** A page of the facts of a kind, in the order of their ids. */
export function factsOfKind(generation: number, kind: FewKind, after: Place, limit: number): Statement {
  return {
    text: `MATCH (fact:${kindLabels.get(kind)!})
           WHERE fact.idText >= $after AND fact.key IS NOT NULL AND (fact.idText > $after OR fact.key > $key) AND ${valid()}
           WITH fact ORDER BY fact.idText, fact.key LIMIT toInteger($limit)
           ${withCompanions} ORDER BY text, at, key`,
    parameters: { generation, after: after.text, key: after.key, limit },
  };
}

/** A page of inventory facts by the narrowest index that the filter has a key for; `order` says how pages go on. */
export function factsOfInventory(
  generation: number,
  filter: ResourceFilter,
  after: Place,
  limit: number,
): Statement & { readonly order: 'id' | 'key' } {
  const { match, conditions, parameters, order } = inventoryWalk(filter);
  const on = order === 'id' ? '(fact.idText > $after OR fact.key > $key)' : 'fact.key > $key';
  return {
    order,
    text: `MATCH (${match}) WHERE ${[...conditions, on, valid()].join(' AND ')}
           WITH fact ORDER BY ${order === 'id' ? 'fact.idText, fact.key' : 'fact.key'} LIMIT toInteger($limit)
           ${withCompanions} ORDER BY ${order === 'id' ? 'text, at' : 'at'}, key`,
    parameters: { generation, ...parameters, after: after.text, key: after.key, limit },
  };
}

/** How many of them there are, up to `most`. */
export function countInventory(generation: number, filter: ResourceFilter, most: number): Statement {
  const { match, conditions, parameters } = inventoryWalk(filter);
  return {
    text: `MATCH (${match}) WHERE ${[...conditions, 'fact.key > $key', valid()].join(' AND ')}
           WITH fact LIMIT toInteger($most) RETURN count(fact) AS count`,
    parameters: { generation, ...parameters, after: '', key: -1, most },
  };
}

function inventoryWalk({ idPrefix, name, account, type, region }: ResourceFilter): {
  readonly match: string;
  readonly conditions: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly order: 'id' | 'key';
} {
  const parameters: Record<string, unknown> = {};
  const conditions: string[] = [];
  const equals = (property: string, value: unknown) => {
    parameters[property] = value;
    conditions.push(`fact.${property} = $${property}`);
  };
  if (name !== undefined) equals('nameText', foldedName(name));
  if (account !== undefined) equals('account', account);
  if (type !== undefined) equals('type', type);
  if (region !== undefined) equals('region', region);
  if (idPrefix !== undefined) {
    const from = foldedId(idPrefix);
    Object.assign(parameters, { from, below: above(from) });
    conditions.push('fact.idText >= $from', 'fact.idText < $below');
  }
  if (name === undefined && idPrefix !== undefined)
    return {
      match: 'fact:Fact',
      conditions: ["fact.kind = 'resource'", 'fact.idText >= $after', ...conditions],
      parameters,
      order: 'id',
    };
  if (name !== undefined || [account, type, region].every((place) => place === undefined))
    return { match: 'fact:Fact', conditions: ["fact.kind = 'resource'", ...conditions], parameters, order: 'key' };
  return { match: 'fact:Resource', conditions, parameters, order: 'key' };
}

/** Keys of the facts of a part that only one of two generations sees, in the order of ids; a page. */
export function differingFacts(
  range: { readonly from: number; readonly end: number },
  before: number,
  after: number,
  place: Place,
  limit: number,
): Statement {
  return {
    text: `MATCH (fact:Fact) WHERE fact.key >= $from AND fact.key < $end AND fact.key > $key
           WITH fact, ${valid('fact', '$before')} AS old,
             ${valid('fact', '$after')} AS new
           WHERE old <> new
           RETURN ${whole}, old, new ORDER BY fact.key LIMIT toInteger($limit)`,
    parameters: { ...range, before, after, key: place.key, limit },
  };
}
