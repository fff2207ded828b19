import type { Caller } from '../callers/caller.js';
import type { JsonObject } from '../graph/fact.js';
import type { Generation, PartStatus } from '../store/contract.js';
import type { Environment } from './environment.js';

export interface Status {
  readonly generation: Generation | null;
  readonly parts: readonly (PartStatus & { readonly ageSeconds: number })[];
  readonly problems: readonly JsonObject[];
}

/** Scopes, parts and their ages, and what was found wrong while they were read. */
export async function status(environment: Environment, caller: Caller): Promise<Status> {
  const store = await environment.store();
  const generations = await store.generations();
  const visible = (scope: string) => caller.accounts === null || caller.accounts.has(scope);
  const parts = (await store.parts()).filter((part) => visible(part.scope));
  return {
    generation: generations.at(-1) ?? null,
    parts: parts.map((part) => ({
      ...part,
      ageSeconds: Math.max(0, Math.round((environment.now() - Date.parse(part.collectedAt)) / 1000)),
    })),
    problems: await store.problems(),
  };
}

/** Generations, oldest first. */
export async function snapshots(environment: Environment, _caller: Caller): Promise<readonly Generation[]> {
  return (await environment.store()).generations();
}
