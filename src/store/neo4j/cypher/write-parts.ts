import type { Statement } from '../connection.js';
import { storeName } from './names.js';

/** A state of a part stands until another takes its place; this is its end until then. */
export const forever = 2_147_483_647;

export interface PartState {
  readonly pid: number;
  readonly version: number;
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
  readonly source: string;
  readonly digest: string;
  readonly collectedAt: string;
  readonly stale: string | null;
  readonly notCollected: string;
  readonly facts: number;
  readonly problems: number;
  /** The index of its version stands. */
  readonly indexed: boolean;
  /** How much there is of each, so that nobody counts it. */
  readonly resources: number;
  readonly classes: number;
  readonly identities: number;
  /** When the index was made again, ISO instant; absent where it stands since the ingest. */
  readonly rebuiltAt?: string;
}

export const standingParts: Statement = {
  text: 'MATCH (part:Part {until: $forever}) RETURN part {.*} AS part',
  parameters: { forever },
};

/** Numbers of all parts that ever were, and the keys of their youngest facts. */
export const partNames: Statement = {
  text: 'MATCH (name:PartName) WHERE name.pid >= 0 RETURN name {.*} AS name',
  parameters: {},
};

/** What an ingest is about to write, so that the next can clear it away: facts from a key on, indexes of versions. */
export function announce(pid: number, fromKey: number, versions: readonly number[] = []): Statement {
  return {
    text: `MERGE (pending:Pending {pid: $pid})
           SET pending.fromKey = CASE WHEN pending.fromKey < $fromKey THEN pending.fromKey ELSE $fromKey END,
             pending.versions = coalesce(pending.versions, []) + $versions`,
    parameters: { pid, fromKey, versions },
  };
}

export const pendingParts: Statement = {
  text: 'MATCH (pending:Pending) WHERE pending.pid >= 0 RETURN pending {.*} AS pending',
  parameters: {},
};

export function withdraw(pid: number): Statement {
  return { text: 'MATCH (pending:Pending {pid: $pid}) DELETE pending', parameters: { pid } };
}

export function endParts(pids: readonly number[], generation: number): Statement {
  return {
    text: 'UNWIND $pids AS pid MATCH (part:Part {pid: pid, until: $forever}) USING INDEX part:Part(pid) SET part.until = $generation',
    parameters: { pids, generation, forever },
  };
}

export function createParts(rows: readonly PartState[], since: number): Statement {
  return {
    text: 'UNWIND $rows AS row CREATE (part:Part {since: $since, until: $forever}) SET part += row',
    parameters: { rows, since, forever },
  };
}

export function namePart(row: {
  readonly pid: number;
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
  readonly lastKey: number;
}): Statement {
  return {
    text: `MERGE (name:PartName {pid: $pid})
           SET name.provider = $provider, name.scope = $scope, name.part = $part, name.lastKey = $lastKey`,
    parameters: row,
  };
}

export function endProblems(pids: readonly number[], generation: number): Statement {
  return {
    text: `UNWIND $pids AS pid MATCH (problem:Problem {pid: pid}) WHERE problem.until = $forever
           SET problem.until = $generation`,
    parameters: { pids, generation, forever },
  };
}

export function createProblems(
  rows: readonly { readonly pid: number; readonly at: number; readonly body: string }[],
  since: number,
): Statement {
  return {
    text: `UNWIND $rows AS row
           CREATE (:Problem {pid: row.pid, at: row.at, body: row.body, since: $since, until: $forever})`,
    parameters: { rows, since, forever },
  };
}

export function createGeneration(row: {
  readonly number: number;
  readonly collectedAt: string;
  readonly createdAt: string;
  readonly facts: number;
  readonly lease: string;
}): Statement {
  return {
    text: `CREATE (:Generation {number: $number, collectedAt: $collectedAt, createdAt: $createdAt, facts: $facts, lease: $lease})`,
    parameters: row,
  };
}

/** A row where the ingest that held the lease made the generation. */
export function generationBy(number: number, lease: string): Statement {
  return {
    text: 'MATCH (generation:Generation {number: $number}) WHERE generation.lease = $lease RETURN generation.number AS number',
    parameters: { number, lease },
  };
}

/** From here on readers see the generation. */
export function moveHead(head: number, lastPid: number, lastVersion: number): Statement {
  return {
    text: 'MATCH (s:Store {name: $name}) SET s.head = $head, s.lastPid = $lastPid, s.lastVersion = $lastVersion',
    parameters: { name: storeName, head, lastPid, lastVersion },
  };
}
