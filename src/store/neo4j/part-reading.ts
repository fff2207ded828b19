import type { JsonObject } from '../../graph/fact.js';
import type { Generation, PartStatus } from '../contract.js';
import type { Connection, Row } from './connection.js';
import { readGenerations, readParts, readProblems } from './cypher/read-parts.js';
import type { PartState } from './cypher/write-parts.js';

export async function generationsOf(connection: Connection): Promise<Generation[]> {
  const [rows = []] = await connection.read([readGenerations]);
  return rows.map((row) => row as unknown as Generation);
}

export async function partsAt(connection: Connection, generation: number): Promise<PartStatus[]> {
  const [rows = []] = await connection.read([readParts(generation)]);
  return rows.map(partStatus);
}

/** A state of a part as the contract has it, of a row of `readParts`. */
export function partStatus(row: Row): PartStatus {
  const state = row['part'] as PartState;
  return {
    provider: state.provider,
    scope: state.scope,
    part: state.part,
    source: state.source,
    digest: state.digest,
    collectedAt: state.collectedAt,
    facts: state.facts,
    stale: state.stale ?? null,
    notCollected: JSON.parse(state.notCollected) as string[],
    problems: state.problems,
  };
}

/** Each with the place it belongs to. */
export async function problemsAt(connection: Connection, generation: number, scope?: string): Promise<JsonObject[]> {
  const [rows = []] = await connection.read([readProblems(generation, scope ?? null)]);
  return rows.map(({ provider, scope: where, part, body }) => ({
    ...({ provider, scope: where, part } as JsonObject),
    ...(JSON.parse(String(body)) as JsonObject),
  }));
}
