import type { Statement } from '../connection.js';
import { locked } from './lease.js';
import { storeName } from './names.js';

export interface ClassRow {
  readonly key: number;
  readonly account: string;
  readonly size: number;
  readonly grants: readonly number[];
  readonly body: string;
  readonly members: readonly string[];
  /** Document of the permissions boundary, where the part has it. */
  readonly boundary: number | null;
}

export function createDocuments(
  version: number,
  rows: readonly { readonly key: number; readonly json: string }[],
): Statement {
  return {
    text: 'UNWIND $rows AS row CREATE (:Document:Indexed {key: row.key, version: $version, json: row.json})',
    parameters: { version, rows },
  };
}

export function createPatterns(
  rows: readonly { readonly actionKey: string; readonly prefix: string; readonly document: number }[],
): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (document:Document {key: row.document}) MERGE (pattern:Pattern {actionKey: row.actionKey, prefix: row.prefix})
           CREATE (pattern)-[:ALLOWS]->(document)`,
    parameters: { rows },
  };
}

export function createGrants(
  version: number,
  rows: readonly { readonly key: number; readonly document: number; readonly body: string }[],
): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (document:Document {key: row.document})
           CREATE (:Grant:Indexed {key: row.key, version: $version, body: row.body})-[:OF]->(document)`,
    parameters: { version, rows },
  };
}

export function createClasses(version: number, scope: string, rows: readonly ClassRow[]): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (class:Class:Indexed {key: row.key, version: $version, scope: $scope, account: row.account, size: row.size,
             grants: row.grants, body: row.body, members: row.members})
           WITH class, row UNWIND row.holds AS held
           MATCH (grant:Grant {key: held}) CREATE (class)-[:HOLDS]->(grant)`,
    parameters: { version, scope, rows: rows.map((row) => ({ ...row, holds: [...new Set(row.grants)] })) },
  };
}

/** Boundaries of classes that stand already. */
export function boundClasses(rows: readonly { readonly key: number; readonly document: number }[]): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (class:Class {key: row.key}) MATCH (document:Document {key: row.document})
           CREATE (class)-[:BOUND_BY]->(document)`,
    parameters: { rows },
  };
}

export function createMembers(
  version: number,
  rows: readonly { readonly class: number; readonly chunk: number; readonly ids: readonly string[] }[],
): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (:Members:Indexed {class: row.class, chunk: row.chunk, version: $version, ids: row.ids})`,
    parameters: { version, rows },
  };
}

export function createIdentities(
  version: number,
  rows: readonly { readonly id: string; readonly idText: string; readonly class: number }[],
): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (:Identity:Indexed {id: row.id, idText: row.idText, class: row.class, version: $version})`,
    parameters: { version, rows },
  };
}

/** Principals that policies of the version name, each once: for whoever lists them. */
export function createPrincipals(
  version: number,
  rows: readonly { readonly key: string; readonly keyText: string }[],
): Statement {
  return {
    text: 'UNWIND $rows AS row CREATE (:Principal:Indexed {key: row.key, keyText: row.keyText, version: $version})',
    parameters: { version, rows },
  };
}

export function createGrantees(
  version: number,
  rows: readonly {
    readonly key: string;
    readonly keyText: string;
    readonly node: string;
    readonly kind: string;
    readonly name: string;
  }[],
): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (:Grantee:Indexed {key: row.key, keyText: row.keyText, node: row.node, kind: row.kind, name: row.name, version: $version})`,
    parameters: { version, rows },
  };
}

/** Deletes some rows of `$version`, and the patterns that nothing is filed under any more. */
export const deleteRows = `MATCH (row:Indexed {version: $version}) WITH row LIMIT toInteger($limit)
           OPTIONAL MATCH (pattern:Pattern)-[:ALLOWS]->(row)
           WITH collect(DISTINCT row) AS rows, collect(DISTINCT pattern) AS patterns
           FOREACH (row IN rows | DETACH DELETE row)
           WITH size(rows) AS count, patterns
           CALL {
             WITH patterns UNWIND patterns AS pattern
             WITH pattern WHERE NOT EXISTS { (pattern)-[:ALLOWS]->() } DELETE pattern
           }
           RETURN count`;

/** Some rows of an index; repeated until none is left. Whoever files under the same patterns meanwhile waits. */
export function deleteIndexed(version: number, limit: number): Statement {
  return { text: `${locked} ${deleteRows}`, parameters: { name: storeName, version, limit } };
}
