import type { Statement } from '../connection.js';
import { storeName } from './names.js';

const generationColumns = `generation.number AS number, generation.collectedAt AS collectedAt,
           generation.createdAt AS createdAt, generation.facts AS facts`;

/** No row before the first ingest. */
export const readLatest: Statement = {
  text: `MATCH (s:Store {name: $name}) MATCH (generation:Generation {number: s.head}) RETURN ${generationColumns}`,
  parameters: { name: storeName },
};

/** In order; one that an ingest is about to show is not among them. */
export const readGenerations: Statement = {
  text: `MATCH (s:Store {name: $name}) MATCH (generation:Generation) WHERE generation.number <= s.head
         RETURN ${generationColumns} ORDER BY number`,
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
    text: `MATCH (state:Part)
           WHERE state.until > $generation AND state.since <= $generation AND ($scope IS NULL OR state.scope = $scope)
           MATCH (problem:Problem {pid: state.pid}) WHERE problem.since <= $generation AND problem.until > $generation
           WITH state, problem ORDER BY state.scope, state.part, state.pid, problem.since, problem.at
           RETURN state.provider AS provider, state.scope AS scope, state.part AS part, problem.body AS body`,
    parameters: { generation, scope },
  };
}
