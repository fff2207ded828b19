import type { Statement } from '../connection.js';
import { indexText } from '../index-text.js';
import { above } from './read-facts.js';
import { valid } from './valid.js';

/**
 * Rows of the index. They carry the version of the part they were made of; which versions count in a generation the reader knows from
 * its parts. Of what is left of earlier versions few stand beside them.
 */

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

/**
 * Classes with all that is asked of them, as one row of lists: their grants, documents and boundaries, and of some members and of their
 * accounts the facts. One statement, as each costs the server more than the few rows it finds.
 */
export function wholeClasses(way: ClassesBy, limit: number, generation: number, members: number): Statement {
  const { match, parameters } = someClasses(way, limit);
  const each = (path: string, found: string) =>
    `CALL { WITH classes UNWIND classes AS class ${path} RETURN collect(${found}) }`;
  const facts = (ids: string) =>
    `${ids} MATCH (fact:Fact {idText: toLower(id)})
     WHERE fact.id = id AND ${valid()}
     WITH fact {.key, .id, .kind, .name, .account, .region, .type, .body} AS fact`;
  const some = 'UNWIND class.members AS id WITH DISTINCT id LIMIT toInteger($members)';
  const lists = {
    grants: each('MATCH (class)-[:HOLDS]->(grant:Grant) WITH DISTINCT grant', 'grant {.key, .body}'),
    documents: each(
      'MATCH (class)-[:HOLDS]->(:Grant)-[:OF]->(document:Document) WITH DISTINCT document',
      'document {.key, .json}',
    ),
    boundaries: each('MATCH (class)-[:BOUND_BY]->(document:Document) WITH DISTINCT document', 'document {.key, .json}'),
    identities: each(`${some} MATCH (identity:Identity {idText: id})`, 'identity {.id, .class, .version}'),
    members: each(facts(some), 'fact'),
    accounts: each(facts('WITH DISTINCT class.account AS id'), 'fact'),
    // All of them, beyond the limit too: who carries what is known then.
    ...(way.by === 'document'
      ? { holders: `CALL { ${holders} RETURN collect({document: document, class: class}) }` }
      : {}),
  };
  return {
    text: `${match} WITH collect(class) AS classes
           ${Object.entries(lists)
             .map(([name, list]) => list.replace(/\) \}$/, `) AS ${name} }`))
             .join('\n           ')}
           RETURN [class IN classes | class {.key, .version, .scope, .size, .grants, .body, .members}] AS classes,
             ${Object.keys(lists).join(', ')}`,
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

const holders = `UNWIND $documents AS key MATCH (:Document {key: key})<-[:OF]-(:Grant)<-[:HOLDS]-(holder:Class)
           WITH DISTINCT key AS document, holder.key AS class`;

/** Classes that carry the documents. */
export function holdersOf(documents: readonly number[]): Statement {
  return {
    text: `${holders} RETURN document, class ORDER BY document, class`,
    parameters: { documents },
  };
}

/** What is filed under an action key and one of the prefixes, or, with `below`, under a prefix that begins with it. */
export function filedUnder(
  actionKeys: readonly string[],
  prefixes: readonly string[],
  below: string | null,
  limit: number,
): Statement {
  const row =
    'RETURN pattern.actionKey AS action, pattern.prefix AS prefix, document.key AS document LIMIT toInteger($limit)';
  const under = `UNWIND $actionKeys AS action UNWIND $prefixes AS prefix
           MATCH (pattern:Pattern {actionKey: action, prefix: prefix})-[:ALLOWS]->(document:Document) ${row}`;
  const behind = `UNWIND $actionKeys AS action
           MATCH (pattern:Pattern)-[:ALLOWS]->(document:Document)
           WHERE pattern.actionKey = action AND pattern.prefix >= $from AND pattern.prefix < $end ${row}`;
  const parameters = { actionKeys: actionKeys.map(indexText), prefixes, limit };
  if (below === null) return { text: under, parameters };
  const from = indexText(below);
  return { text: `${under} UNION ALL ${behind}`, parameters: { ...parameters, from, end: above(from) } };
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
    text: `MATCH (principal:Principal) WHERE principal.keyText >= $from AND principal.keyText < $below
           RETURN principal.key AS key, principal.version AS version ORDER BY key`,
    parameters: { from, below: above(from) },
  };
}
