import type { Statement } from '../connection.js';
import { storeName } from './names.js';

/** The latest generation that readers see. */
export const readHead: Statement = {
  text: 'MATCH (s:Store {name: $name}) RETURN s.head AS head',
  parameters: { name: storeName },
};

/** In order; one that an ingest is about to show is not among them. */
export const readGenerations: Statement = {
  text: `MATCH (s:Store {name: $name}) MATCH (generation:Generation) WHERE generation.number <= s.head
         RETURN generation.number AS number, generation.collectedAt AS collectedAt, generation.createdAt AS createdAt,
           generation.facts AS facts ORDER BY number`,
  parameters: { name: storeName },
};

/** States of the parts in a generation. */
export function readParts(generation: number): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until > $generation AND part.since <= $generation
           RETURN part {.*} AS part ORDER BY part.provider, part.scope, part.part`,
    parameters: { generation },
  };
}

/** Problems of a generation's parts, of one scope or of all. */
export function readProblems(generation: number, scope: string | null): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until > $generation AND part.since <= $generation AND ($scope IS NULL OR part.scope = $scope)
           MATCH (problem:Problem {pid: part.pid}) WHERE problem.since <= $generation AND problem.until > $generation
           RETURN part.provider AS provider, part.scope AS scope, part.part AS part, problem.body AS body
           ORDER BY scope, part, part.pid, problem.since, problem.at`,
    parameters: { generation, scope },
  };
}
