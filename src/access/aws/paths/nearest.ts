import type { Reason } from '../../../evaluators/verdict.js';
import { actionKeys } from '../../../graph/generation-index.js';
import type { NearMiss } from '../../path-contract.js';
import { type Actor, actorFor } from '../actors.js';
import { type Ask, decidePair } from '../decide-pair.js';
import type { AwsEstate } from '../estate.js';
import { pairRows } from '../pair-rows.js';
import type { Budget } from './budget.js';

const mostOthers = 20;
const mostFrom = 30;
const mostRoles = 10;

/** Where no path is: who could reach the resource at all, and the one hop whose lack comes nearest. */
export function nearMiss(
  estate: AwsEstate,
  resource: string,
  reached: readonly Actor[],
  asked: number,
  ask: Ask,
  budget: Budget,
): NearMiss {
  const others = new Map<string, NearMiss['others'][number]>();
  const roles = new Set<string>();
  for (const { id, action, verdict, actor } of holders(estate, resource, ask, budget)) {
    if (others.size > mostOthers) break;
    if (!others.has(id)) others.set(id, { id, action, verdict });
    if (roles.size < mostRoles && estate.set.node(actor)?.kind === 'role') roles.add(actor);
  }
  const target = estate.set.node(resource);
  if (target?.kind === 'role') roles.add(resource);
  return {
    actsAs: Math.max(0, reached.length - asked),
    others: [...others.values()].slice(0, mostOthers),
    more: others.size > mostOthers,
    missing: missingHop(estate, reached.slice(0, mostFrom), [...roles], ask, budget),
  };
}

function* holders(
  estate: AwsEstate,
  resource: string,
  ask: Ask,
  budget: Budget,
): Iterable<NearMiss['others'][number] & { readonly actor: string }> {
  for (const action of estate.catalogue.actionsOn(resource)) {
    budget.check();
    for (const row of pairRows({ estate, ask, action, resource, sides: 'both' })) {
      if (row === null) continue;
      const last = row.path.findLast((hop) => hop.hop !== 'member');
      yield { id: row.source.id, action: action.name, verdict: row.verdict, actor: last?.to ?? row.source.id };
    }
  }
}

/** Of all hops that are refused, the one where most of it stands already: trust that names the caller, a caller that may assume. */
function missingHop(
  estate: AwsEstate,
  from: readonly Actor[],
  roles: readonly string[],
  ask: Ask,
  budget: Budget,
): NearMiss['missing'] {
  let best: { readonly score: number; readonly from: Actor; readonly to: string } | null = null;
  for (const to of roles) {
    const allowing = new Set(estate.holdersOf(estate.set.allowDocuments(actionKeys('sts:AssumeRole'), to, false)));
    const named = estate.resources.view(to).named;
    for (const [distance, actor] of from.entries()) {
      budget.check();
      if (actor.id === to || actorFor(estate, to) === null) continue;
      const trusts = [actor.id, actor.account, `arn:aws:iam::${actor.account}:root`, actor.principal.uniqueId];
      const side = actor.class !== null && allowing.has(actor.class.key) ? 1 : 0;
      const score = (trusts.some((text) => text !== undefined && named.has(text)) ? 1 : 0) + side - distance / 1000;
      if (best === null || score > best.score) best = { score, from: actor, to };
    }
  }
  return best === null
    ? null
    : { hop: 'assume', from: best.from.id, to: best.to, because: refusal(estate, best.from, best.to, ask) };
}

function refusal(estate: AwsEstate, actor: Actor, role: string, ask: Ask): readonly Reason[] {
  const target = { resource: role, pattern: false };
  const resource = estate.resources.view(role);
  return decidePair({ estate, actor, action: 'sts:AssumeRole', resource, target, ask }).because;
}
