import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { Generation } from '../store/contract.js';
import type { Environment } from './environment.js';

/** Begins a store where there is none, and brings an older schema up to date. The latest generation; null = nothing was ingested yet. */
export async function beginStore(environment: Environment, caller: Caller): Promise<Generation | null> {
  assertEverything(caller, 'beginning a store');
  const store = await environment.store({ create: true });
  return (await store.generations()).at(-1) ?? null;
}
