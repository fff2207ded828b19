import type { Caller } from '../callers/caller.js';
import { holds, nowhere, type Place, restricted, sees } from '../callers/scope.js';
import type { JsonObject } from '../graph/fact.js';
import type { Generation, PartStatus, Store } from '../store/contract.js';
import type { Environment } from './environment.js';

export interface Status {
  readonly generation: Generation | null;
  readonly parts: readonly (PartStatus & { readonly ageSeconds: number })[];
  readonly problems: readonly JsonObject[];
}

/** Scopes, parts and their ages, and what was found wrong while they were read; of what the caller may see. */
export async function status(environment: Environment, caller: Caller): Promise<Status> {
  const store = await environment.store();
  const generation = (await store.generations()).at(-1) ?? null;
  const place = await placesOf(environment, caller, generation);
  const parts = (await store.parts()).filter(({ scope }) => sees(caller, place(scope)));
  const problems = await store.problems();
  return {
    generation: generation && (await generationFor(store, caller, generation, place)),
    parts: parts.map((part) => ({
      ...part,
      ageSeconds: Math.max(0, Math.round((environment.now() - Date.parse(part.collectedAt)) / 1000)),
    })),
    // What is wrong with an organization or directory may name anybody's things.
    problems: restricted(caller)
      ? problems.filter((problem) => holds(caller, place(String(problem['scope']))))
      : problems,
  };
}

/** Generations, oldest first. */
export async function snapshots(environment: Environment, caller: Caller): Promise<readonly Generation[]> {
  const store = await environment.store();
  const generations = await store.generations();
  const place = await placesOf(environment, caller, generations.at(-1) ?? null);
  return Promise.all(generations.map((generation) => generationFor(store, caller, generation, place)));
}

/** Where scopes belong; looked up only for a caller who does not see them all. */
async function placesOf(
  environment: Environment,
  caller: Caller,
  generation: Generation | null,
): Promise<(scope: string) => Place> {
  if (!restricted(caller) || generation === null) return () => nowhere;
  return (await environment.access({ ask: 'estate' })).access.place;
}

/** Facts are counted of what the caller may see. */
async function generationFor(
  store: Store,
  caller: Caller,
  generation: Generation,
  place: (scope: string) => Place,
): Promise<Generation> {
  if (!restricted(caller)) return generation;
  const parts = await store.parts(generation.number);
  const seen = parts.filter(({ scope }) => sees(caller, place(scope)));
  return { ...generation, facts: seen.reduce((sum, { facts }) => sum + facts, 0) };
}
