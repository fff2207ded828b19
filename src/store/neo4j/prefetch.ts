import type { WorkingSetRequest } from '../contract.js';
import type { Fetch } from './fetch.js';
import type { Neo4jWorkingSet } from './working-set.js';

export async function prefetch(
  _set: Neo4jWorkingSet,
  _request: WorkingSetRequest,
  _fetch: (fetches: readonly Fetch[]) => Promise<void>,
): Promise<void> {}
