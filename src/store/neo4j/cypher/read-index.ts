import type { Statement } from '../connection.js';
import { indexText } from '../index-text.js';
import { above } from './read-facts.js';

/**
 * Rows of the index. They carry the version of the part they were made of; which versions count in a generation the reader knows from
 * its parts. Of what is left of earlier versions few stand beside them.
 */
const classRow = `class.key AS key, class.version AS version, class.scope AS scope, class.size AS size, class.grants AS grants,
  class.body AS body, class.members AS members`;

/** Classes of identities. */
export function classesOf(ids: readonly string[]): Statement {
  return {
    text: `UNWIND $ids AS wanted
           MATCH (identity:Identity {idText: wanted.text}) WHERE identity.id = wanted.id
           RETURN wanted.id AS id, identity.class AS class, identity.version AS version`,
    parameters: { ids: ids.map((id) => ({ id, text: indexText(id) })) },
  };
}

/** Ways to classes: by key, by who belongs to them, by the documents they carry. */
export type ClassesBy =
  | { readonly by: 'key'; readonly keys: readonly number[] }
  | { readonly by: 'identity'; readonly ids: readonly string[] }
  | { readonly by: 'document'; readonly documents: readonly number[] };

/** Binds `class`, each once, up to a limit in the order of keys. */
function someClasses(
  way: ClassesBy,
  limit: number,
): { readonly match: string; readonly parameters: Statement['parameters'] } {
  const found = 'WITH DISTINCT class ORDER BY class.key LIMIT toInteger($limit)';
  switch (way.by) {
    case 'key':
      return {
        match: `UNWIND $keys AS key MATCH (class:Class {key: key}) ${found}`,
        parameters: { keys: way.keys, limit },
      };
    case 'identity':
      return {
        match: `UNWIND $ids AS wanted MATCH (identity:Identity {idText: wanted.text}) WHERE identity.id = wanted.id
                MATCH (class:Class {key: identity.class}) ${found}`,
        parameters: { ids: way.ids.map((id) => ({ id, text: indexText(id) })), limit },
      };
    case 'document':
      return {
        match: `UNWIND $documents AS key MATCH (:Document {key: key})<-[:OF]-(:Grant)<-[:HOLDS]-(class:Class) ${found}`,
        parameters: { documents: way.documents, limit },
      };
  }
}

export function classesBy(way: ClassesBy, limit: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  return { text: `${match} RETURN ${classRow}`, parameters };
}

/** Their grants, each once. */
export function grantsBy(way: ClassesBy, limit: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  return {
    text: `${match} MATCH (class)-[:HOLDS]->(grant:Grant)
           WITH DISTINCT grant RETURN grant.key AS key, grant.body AS body`,
    parameters,
  };
}

/** The documents of their grants and boundaries, each once. */
export function documentsBy(way: ClassesBy, limit: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  const found = 'RETURN document.key AS key, document.json AS json';
  return {
    text: `${match} MATCH (class)-[:HOLDS]->(:Grant)-[:OF]->(document:Document) WITH DISTINCT document ${found}
           UNION
           ${match} MATCH (class)-[:BOUND_BY]->(document:Document) WITH DISTINCT document ${found}`,
    parameters,
  };
}

/** To which classes their members belong, as far as these stand in the class itself. */
export function identitiesBy(way: ClassesBy, limit: number, members: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  return {
    text: `${match} UNWIND class.members AS id WITH DISTINCT id LIMIT toInteger($members)
           MATCH (identity:Identity {idText: id})
           RETURN identity.id AS id, identity.class AS class, identity.version AS version`,
    parameters: { ...parameters, members },
  };
}

/** Facts of their members, as far as these stand in the class itself, and of their accounts. */
export function factsAround(way: ClassesBy, limit: number, generation: number, members: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  const facts = `fact.id = id AND fact.since <= $generation AND (fact.closed IS NULL OR fact.closed > $generation)
           RETURN fact.key AS key, fact.id AS id, fact.kind AS kind, fact.name AS name, fact.account AS account, fact.region AS region,
             fact.type AS type, fact.body AS body`;
  return {
    text: `${match} UNWIND class.members AS id WITH DISTINCT id LIMIT toInteger($members)
           MATCH (fact:Fact {idText: toLower(id)}) WHERE ${facts}
           UNION
           ${match} WITH DISTINCT class.account AS id
           MATCH (fact:Fact {idText: toLower(id)}) WHERE ${facts}`,
    parameters: { ...parameters, generation, members },
  };
}

export function documentsByKey(keys: readonly number[]): Statement {
  return {
    text: 'UNWIND $keys AS key MATCH (document:Document {key: key}) RETURN document.key AS key, document.json AS json',
    parameters: { keys },
  };
}

/** A page of classes, of one account or of all, in the order of their keys. */
export function classPage(account: string | null, after: number, limit: number): Statement {
  const where = account === null ? '' : 'class.account = $account AND';
  return {
    text: `MATCH (class:Class) WHERE ${where} class.key > $after
           RETURN class.key AS key ORDER BY class.key LIMIT toInteger($limit)`,
    parameters: { account, after, limit },
  };
}

export function membersOf(key: number, chunk: number, chunks: number): Statement {
  return {
    text: `MATCH (members:Members) WHERE members.class = $key AND members.chunk >= $chunk AND members.chunk < $end
           RETURN members.chunk AS chunk, members.ids AS ids ORDER BY chunk`,
    parameters: { key, chunk, end: chunk + chunks },
  };
}

/** Classes that carry the documents. */
export function holdersOf(documents: readonly number[]): Statement {
  return {
    text: `UNWIND $documents AS key
           MATCH (document:Document {key: key})<-[:OF]-(:Grant)<-[:HOLDS]-(class:Class)
           RETURN DISTINCT key AS document, class.key AS class ORDER BY document, class`,
    parameters: { documents },
  };
}

/** What is filed under an action key and a prefix that goes on behind the given one, itself among them. */
export function filedBelow(actionKeys: readonly string[], prefix: string, limit: number): Statement {
  const from = indexText(prefix);
  return {
    text: `UNWIND $actionKeys AS action
           MATCH (pattern:Pattern)-[:ALLOWS]->(document:Document)
           WHERE pattern.actionKey = action.text AND pattern.prefix >= $from AND pattern.prefix < $below
           RETURN pattern.actionKey AS action, pattern.prefix AS prefix, document.key AS document LIMIT toInteger($limit)`,
    parameters: { actionKeys: numbered(actionKeys), from, below: above(from), limit },
  };
}

/** What is filed under any action of a service, or under all actions. */
export function filedOfService(service: string, limit: number): Statement {
  const row =
    'RETURN pattern.actionKey AS action, pattern.prefix AS prefix, document.key AS document LIMIT toInteger($limit)';
  return {
    text: `MATCH (pattern:Pattern)-[:ALLOWS]->(document:Document)
           WHERE pattern.actionKey >= $from AND pattern.actionKey < $below AND pattern.prefix >= '' ${row}
           UNION ALL
           MATCH (pattern:Pattern)-[:ALLOWS]->(document:Document) WHERE pattern.actionKey = '*' AND pattern.prefix >= '' ${row}`,
    parameters: { from: `${service}:`, below: above(`${service}:`), limit },
  };
}

/** What is filed under an action key and one of the prefixes. */
export function filedUnder(actionKeys: readonly string[], prefixes: readonly string[], limit: number): Statement {
  return {
    text: `UNWIND $actionKeys AS action UNWIND $prefixes AS prefix
           MATCH (pattern:Pattern {actionKey: action.text, prefix: prefix})-[:ALLOWS]->(document:Document)
           RETURN pattern.actionKey AS action, pattern.prefix AS prefix, document.key AS document LIMIT toInteger($limit)`,
    parameters: { actionKeys: numbered(actionKeys), prefixes, limit },
  };
}

function numbered(texts: readonly string[]): readonly { readonly text: string; readonly at: number }[] {
  return texts.map((text, at) => ({ text: indexText(text), at }));
}

export function granteesOf(keys: readonly string[]): Statement {
  return {
    text: `UNWIND $keys AS wanted
           MATCH (grantee:Grantee {keyText: wanted.text}) WHERE grantee.key = wanted.key
           RETURN wanted.key AS wanted, grantee.node AS id, grantee.kind AS kind, grantee.name AS name, grantee.version AS version`,
    parameters: { keys: keys.map((key) => ({ key, text: indexText(key) })) },
  };
}

export function granteeKeys(prefix: string): Statement {
  const from = indexText(prefix);
  return {
    text: `MATCH (grantee:Grantee) WHERE grantee.keyText >= $from AND grantee.keyText < $below
           RETURN DISTINCT grantee.key AS key, grantee.version AS version ORDER BY key`,
    parameters: { from, below: above(from) },
  };
}
