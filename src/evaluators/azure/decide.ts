import { and, type Formula, not, or } from '../formula.js';
import type { Decision, Reason } from '../verdict.js';
import { conclude } from './conclude.js';
import type { AzureAccess, AzureRequest } from './contract.js';
import { denialsOf, grantsOf, type Hit, roleLayer } from './hits.js';
import { prepare } from './prepare.js';

/**
 * The verdict of one request: deny assignments first, then the union of all role assignments that reach the scope, each role less what
 * its own blocks leave out, and each assignment under its condition.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function decide(request: AzureRequest, access: AzureAccess): Decision {
  const prepared = prepare(request);
  const denies = access.denies.flatMap((deny) => denialsOf(deny, prepared));
  const certain = denies.find((hit) => hit.formula === true);
  if (certain) return { verdict: 'deny', explicit: true, because: [certain.reason], residual: null };
  const hits: Hit[] = [];
  const withheld: Reason[] = [];
  for (const assignment of access.assignments) {
    const found = grantsOf(assignment, prepared);
    for (const hit of found.hits) hits.push(hit);
    for (const reason of found.withheld) withheld.push(reason);
  }
  if (hits.length === 0) return nothingGranted(withheld);
  const enough = lasting(hits);
  const grant: Formula = enough ? true : or(hits.map((hit) => hit.formula));
  const because = (enough ? [enough] : hits).map((hit) => hit.reason);
  const until = enough?.until ?? null;
  if (denies.length === 0) return conclude(grant, because, until);
  const denied = or(denies.map((hit) => hit.formula));
  return conclude(and([grant, not(denied)]), [...because, ...denies.map((hit) => hit.reason)], until);
}

function nothingGranted(withheld: readonly Reason[]): Decision {
  const because: readonly Reason[] = [{ key: 'no-allow', layer: roleLayer }, ...withheld];
  return { verdict: 'deny', explicit: false, because, residual: null };
}

/** Of those that certainly hold, the one that holds longest. */
function lasting(hits: readonly Hit[]): Hit | undefined {
  let best: Hit | undefined;
  for (const hit of hits) {
    if (hit.formula !== true) continue;
    if (hit.until === null) return hit;
    if (best === undefined || hit.until > best.until!) best = hit;
  }
  return best;
}
