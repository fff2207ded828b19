import type { Statement } from '../connection.js';

/** Ids and names begin behind the empty text: the condition lets an index list them in order. */
const any = '';

export function getRecord(kind: string, id: string): Statement {
  return {
    text: `MATCH (r:Record {kind: $kind, id: $id})
           RETURN r.id AS id, r.version AS version, r.body AS body, r.change AS change`,
    parameters: { kind, id },
  };
}

export const recordKinds: Statement = {
  text: 'MATCH (r:Record) WHERE r.kind > $any AND r.id > $any RETURN DISTINCT r.kind AS name ORDER BY name',
  parameters: { any },
};

export function listRecords(kind: string): Statement {
  return {
    text: `MATCH (r:Record) WHERE r.kind = $kind AND r.id > $any
           RETURN r.id AS id, r.version AS version, r.body AS body ORDER BY r.id`,
    parameters: { kind, any },
  };
}

/**
 * The document as it stands, made where there is none: a version of 0 that is never left behind. Setting a property first takes the lock, so
 * that what is read after it is what others have committed.
 */
export function lockRecord(kind: string, id: string, change: string): Statement {
  return {
    text: `MERGE (r:Record {kind: $kind, id: $id}) ON CREATE SET r.version = 0 SET r.asked = $change
           WITH r RETURN r.version AS version, r.change AS change`,
    parameters: { kind, id, change },
  };
}

export function setRecord(kind: string, id: string, version: number, body: string, change: string): Statement {
  return {
    text: `MATCH (r:Record {kind: $kind, id: $id}) SET r.version = $version, r.body = $body, r.change = $change REMOVE r.asked
           RETURN r.version AS version`,
    parameters: { kind, id, version, body, change },
  };
}

export function deleteRecord(kind: string, id: string): Statement {
  return { text: 'MATCH (r:Record {kind: $kind, id: $id}) DELETE r', parameters: { kind, id } };
}

export const logNames: Statement = {
  text: 'MATCH (l:Log) WHERE l.name > $any AND l.last > 0 RETURN l.name AS name ORDER BY name',
  parameters: { any },
};

/** The head of a log under its lock, with its last entry. */
export function lockLog(log: string): Statement {
  return {
    text: `MERGE (l:Log {name: $log}) ON CREATE SET l.last = 0, l.changes = [] SET l.asked = timestamp()
           WITH l OPTIONAL MATCH (e:LogEntry {log: $log, number: l.last})
           RETURN l.last AS last, l.changes AS changes, e.body AS body`,
    parameters: { log },
  };
}

/** Numbered behind `last`; `changes` are what the head remembers from now on. */
export function addEntries(
  log: string,
  last: number,
  bodies: readonly string[],
  changes: readonly string[],
): Statement {
  return {
    text: `MATCH (l:Log {name: $log}) SET l.last = $last + size($bodies), l.changes = $changes
           WITH l UNWIND range(1, size($bodies)) AS at
           CREATE (:LogEntry {log: $log, number: $last + at, body: $bodies[at - 1]})`,
    parameters: { log, last, bodies, changes },
  };
}

export function readLog(log: string, after: number, limit: number): Statement {
  return {
    text: `MATCH (e:LogEntry) WHERE e.log = $log AND e.number > $after
           RETURN e.number AS number, e.body AS body ORDER BY e.number LIMIT toInteger($limit)`,
    parameters: { log, after, limit },
  };
}
