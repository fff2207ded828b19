import type { AwsCatalogue } from '../catalogue/contract.js';
import type { WorkingSet } from '../store/contract.js';
import type { RowEnvironment } from './getters.js';

/** What rows are tested in, of one generation at one instant. */
export function environmentOf(set: WorkingSet, catalogue: AwsCatalogue, now: number): RowEnvironment {
  const parts = set.parts();
  const scopesOf = (part: string) => new Set(parts.filter((one) => one.part === part).map((one) => one.scope));
  const inventories = scopesOf('resources');
  return {
    set,
    catalogue,
    now,
    inventoryComplete: [...scopesOf('identities')].every((scope) => inventories.has(scope)),
  };
}
