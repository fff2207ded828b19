import type { RowsPlan } from '../planner/index.js';
import type { WorkingSetRequest } from '../store/contract.js';

/** More names than this are a list, not a neighbourhood. */
const mostNames = 200;

/** What a plan names that a store can fetch beforehand; a plan that names nothing concerns the whole estate. */
export function neighbourhood(plan: RowsPlan): WorkingSetRequest {
  const seeds = [plan.seed, ...plan.branches.map(({ seed }) => seed)];
  const principals = distinct(
    seeds.flatMap(({ sources = [], sourceNames = [], granters }) => [
      ...sources,
      ...sourceNames,
      ...(granters?.texts ?? []),
    ]),
  );
  const resources = distinct(seeds.flatMap(({ inventory }) => inventory?.resources ?? []));
  const actions = distinct(seeds.flatMap((seed) => seed.actions ?? [])).filter((action) => !/[*?]/.test(action));
  const named = principals.length + resources.length;
  if (named === 0 || named > mostNames) return { ask: 'estate' };
  return { ask: 'rows', principals, actions, resources };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
