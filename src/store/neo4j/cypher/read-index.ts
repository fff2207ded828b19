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

export function classesByKey(keys: readonly number[]): Statement {
  return {
    text: `UNWIND $keys AS key MATCH (class:Class {key: key}) RETURN ${classRow}`,
    parameters: { keys },
  };
}

/** Grants of the classes, each once. */
export function grantsOfClasses(keys: readonly number[]): Statement {
  return {
    text: `UNWIND $keys AS key MATCH (:Class {key: key})-[:HOLDS]->(grant:Grant)
           WITH DISTINCT grant RETURN grant.key AS key, grant.body AS body`,
    parameters: { keys },
  };
}

/** Documents of the classes' grants, each once. */
export function documentsOfClasses(keys: readonly number[]): Statement {
  return {
    text: `UNWIND $keys AS key MATCH (:Class {key: key})-[:HOLDS]->(:Grant)-[:OF]->(document:Document)
           WITH DISTINCT document RETURN document.key AS key, document.json AS json`,
    parameters: { keys },
  };
}

/** Facts, in short, of the classes' members, as far as these stand in the class itself. */
export function documentsByKey(keys: readonly number[]): Statement {
  return {
    text: 'UNWIND $keys AS key MATCH (document:Document {key: key}) RETURN document.key AS key, document.json AS json',
    parameters: { keys },
  };
}

/** A page of the keys of a version's classes, of one account or of all. */
export function classKeys(
  range: { readonly from: number; readonly end: number },
  account: string | null,
  after: number,
  limit: number,
): Statement {
  return {
    text: `MATCH (class:Class) WHERE class.key >= $from AND class.key < $end AND class.key > $after
             AND ($account IS NULL OR class.account = $account)
           RETURN ${classRow} ORDER BY class.key LIMIT toInteger($limit)`,
    parameters: { ...range, account, after, limit },
  };
}

/** Versions in which an account has classes. */
export function versionsOfAccount(account: string): Statement {
  return {
    text: 'MATCH (class:Class {account: $account}) RETURN DISTINCT class.version AS version',
    parameters: { account },
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

/** Documents filed under an action key and one of the prefixes; `at` and `length` = which of them. */
export function documentsFiled(actionKeys: readonly string[], prefixes: readonly string[]): Statement {
  return {
    text: `UNWIND $actionKeys AS action UNWIND $prefixes AS prefix
           MATCH (:Pattern {actionKey: action.text, prefix: prefix.text})-[:ALLOWS]->(document:Document)
           RETURN action.at AS at, prefix.at AS length, document.key AS document ORDER BY at, length, document`,
    parameters: { actionKeys: numbered(actionKeys), prefixes: numbered(prefixes) },
  };
}

/** Documents filed under an action key and a prefix that goes on behind the given one. */
export function documentsFiledBelow(actionKeys: readonly string[], prefix: string): Statement {
  const from = indexText(prefix);
  return {
    text: `UNWIND $actionKeys AS action
           MATCH (pattern:Pattern)-[:ALLOWS]->(document:Document)
           WHERE pattern.actionKey = action.text AND pattern.prefix > $from AND pattern.prefix < $below
           RETURN DISTINCT document.key AS document`,
    parameters: { actionKeys: numbered(actionKeys), from, below: above(from) },
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
