import type { EdgeKind, NodeKind } from '../../../graph/kinds/index.js';
import type { Statement } from '../connection.js';
import { edgeTypes, kindLabels } from './names.js';

/** A fact as it is stored; absent properties are not set. */
export interface FactRow {
  readonly key: number;
  readonly id: string;
  readonly idText: string;
  readonly name: string | null;
  readonly nameText: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly type: string | null;
  readonly body: string;
  readonly digest: string;
}

export interface EdgeRow {
  readonly from: number;
  readonly to: string;
  readonly props: string | null;
}

/** Facts of one kind, new ones. */
export function createFacts(kind: NodeKind, since: number, rows: readonly FactRow[]): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (:Fact:${kindLabels.get(kind)!} {key: row.key, id: row.id, idText: row.idText, kind: $kind, name: row.name, nameText: row.nameText,
             account: row.account, region: row.region, type: row.type, body: row.body, digest: row.digest, since: $since})`,
    parameters: { kind, since, rows },
  };
}

export function mergeEntities(ids: readonly string[]): Statement {
  return { text: 'UNWIND $ids AS id MERGE (:Entity {id: id})', parameters: { ids } };
}

/** Edges of one kind; both ends stand already. */
export function createEdges(kind: EdgeKind, rows: readonly EdgeRow[]): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (from:Fact {key: row.from}) MATCH (to:Entity {id: row.to})
           CREATE (from)-[:${edgeTypes.get(kind)!} {props: row.props}]->(to)`,
    parameters: { rows },
  };
}

export function createAliases(rows: readonly { readonly text: string; readonly fact: number }[]): Statement {
  return {
    text: `UNWIND $rows AS row
           MATCH (fact:Fact {key: row.fact}) MERGE (alias:Alias {text: row.text}) CREATE (alias)-[:NAMES]->(fact)`,
    parameters: { rows },
  };
}

/** Standing facts of a part with these ids, in the order of their keys. */
export function standingFacts(
  ids: readonly { readonly id: string; readonly idText: string }[],
  from: number,
  end: number,
): Statement {
  return {
    text: `UNWIND $ids AS wanted
           MATCH (fact:Fact {idText: wanted.idText}) USING INDEX fact:Fact(idText)
           WHERE fact.id = wanted.id AND fact.closed IS NULL AND fact.key >= $from AND fact.key < $end
           RETURN fact.key AS key, fact.id AS id, fact.digest AS digest ORDER BY key`,
    parameters: { ids, from, end },
  };
}

/** A page of the keys of a part's standing facts. */
export function standingKeys(after: number, end: number, limit: number): Statement {
  return {
    text: `MATCH (fact:Fact) WHERE fact.key > $after AND fact.key < $end AND fact.closed IS NULL
           RETURN fact.key AS key ORDER BY key LIMIT toInteger($limit)`,
    parameters: { after, end, limit },
  };
}

export function closeFacts(keys: readonly number[], generation: number): Statement {
  return {
    text: 'UNWIND $keys AS key MATCH (fact:Fact {key: key}) SET fact.closed = $generation',
    parameters: { keys, generation },
  };
}

/** For what an ingest left behind that never ended. */
export function reopenFacts(generation: number, limit: number): Statement {
  return {
    text: `MATCH (fact:Fact {closed: $generation}) WITH fact LIMIT toInteger($limit)
           REMOVE fact.closed RETURN count(fact) AS count`,
    parameters: { generation, limit },
  };
}

export function deleteFacts(from: number, end: number, limit: number): Statement {
  return {
    text: `MATCH (fact:Fact) WHERE fact.key >= $from AND fact.key < $end WITH fact LIMIT toInteger($limit)
           DETACH DELETE fact RETURN count(*) AS count`,
    parameters: { from, end, limit },
  };
}
