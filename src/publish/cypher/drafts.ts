import type { Statement } from '../../store/neo4j/connection.js';
import { draftLabel, lockName, type PublishedEdge, type PublishedLabel } from './names.js';

export interface NodeRow {
  /** Number of the draft, by which edges find it. */
  readonly key: number;
  readonly properties: object;
}

export interface EdgeRow {
  readonly from: number;
  readonly to: number;
  readonly properties: object;
}

export function createNodes(label: PublishedLabel, rows: readonly NodeRow[]): Statement {
  return {
    text: `UNWIND $rows AS row CREATE (n:Publishing:${draftLabel(label)} {key: row.key}) SET n += row.properties`,
    parameters: { rows },
  };
}

export function createEdges(type: PublishedEdge, rows: readonly EdgeRow[]): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (from:Publishing {key: row.from}) MATCH (to:Publishing {key: row.to})
           CREATE (from)-[edge:${type}]->(to) SET edge = row.properties`,
    parameters: { rows },
  };
}

/** How many hold each of some rights. */
export function countHolders(keys: readonly number[]): Statement {
  return {
    text: `UNWIND $keys AS key
           MATCH (rights:Publishing {key: key}) SET rights.holders = COUNT { (rights)<-[:HAS]-() }`,
    parameters: { keys },
  };
}

/** Some nodes with all their edges, as long as the lock is ours; repeated until none is left. */
export function deleteSome(label: 'Publishing' | 'Unpublished', token: string, limit: number): Statement {
  return {
    text: `MATCH (lock:PublishLock {name: $name}) WHERE lock.token = $token
           MATCH (n:${label}) WITH n LIMIT toInteger($limit) DETACH DELETE n RETURN count(*) AS count`,
    parameters: { name: lockName, token, limit },
  };
}
