import type { Statement } from '../connection.js';
import { valid } from './valid.js';

/** A row where the generation has the part. */
export function partAt(provider: string, scope: string, part: string, generation: number): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until > $generation AND part.since <= $generation
             AND part.provider = $provider AND part.scope = $scope AND part.part = $part
           RETURN part.pid AS pid`,
    parameters: { provider, scope, part, generation },
  };
}

/** A page of the facts of a part as they stood in a generation, in the order of their keys. */
export function factsOfPart(after: number, end: number, generation: number, limit: number): Statement {
  return {
    text: `MATCH (fact:Fact) WHERE fact.key > $after AND fact.key < $end AND ${valid()}
           RETURN fact.key AS key, fact.id AS id, fact.kind AS kind, fact.name AS name, fact.account AS account,
             fact.region AS region, fact.type AS type, fact.body AS body
           ORDER BY key LIMIT toInteger($limit)`,
    parameters: { after, end, generation, limit },
  };
}

export function problemsOfPart(pid: number, generation: number): Statement {
  return {
    text: `MATCH (problem:Problem {pid: $pid}) WHERE problem.since <= $generation AND problem.until > $generation
           RETURN problem.body AS body ORDER BY problem.since, problem.at`,
    parameters: { pid, generation },
  };
}
