import { GrantgraphError } from '../../base/errors.js';
import { holds, outside, restricted, sees } from '../../callers/scope.js';
import type { Decision, Hop, Verdict } from '../../evaluators/verdict.js';
import type { AskOptions, CheckAnswer } from '../contract.js';
import { coverageWithin, reasonsWithin, visibleTo } from '../row-scope.js';
import { type Actor, actorFor } from './actors.js';
import { coverageOf, strictly } from './coverage.js';
import { type Ask, decidePair, type Pair } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
import { groupMember } from './group-member.js';
import { resolvePrincipal, resolveResource } from './names.js';
import { placeOf } from './place.js';
import { Reach } from './reach.js';
import { type Session, sessionsOf, through } from './sessions.js';

/** deny < conditional < allow; unknown outranks a deny, because it may hide an allow. */
const rank: Readonly<Record<Verdict, number>> = { deny: 0, unknown: 1, conditional: 2, allow: 3 };

/** May this principal do this to that? Highest verdict over the principal's sessions, the deciding one explained. */
export function check(
  estate: AwsEstate,
  principal: string,
  action: string,
  resource: string,
  options: AskOptions,
): CheckAnswer {
  const ids = resolvePrincipal(estate, principal, options.caller);
  const target = resolveResource(estate, resource, options.caller);
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action)) {
    const hint = estate.catalogue.suggestAction(action);
    throw new GrantgraphError('invalid-action', `\`${action}\` is not an action of AWS`, {
      exit: 2,
      ...(hint ? { hint: `did you mean \`${hint}\`?` } : {}),
    });
  }
  const spelt = estate.catalogue.action(action)?.name ?? action;
  const ask: Ask = { now: options.now, context: options.context };
  const answers = ids.map((id) => ({ id, ...bestOf(estate, id, spelt, target, ask, options.reach === 'all') }));
  answers.sort((left, right) => rank[right.decision.verdict] - rank[left.decision.verdict]);
  const best = answers[0]!;
  const coverage = coverageOf(estate, best.id, spelt, target, best.decision);
  const decision = options.strict ? strictly(best.decision, coverage) : best.decision;
  return within(estate, options, [principal, resource], {
    verdict: decision.verdict,
    explicit: decision.explicit,
    because: decision.because.map((reason) =>
      best.path.length > 0 && reason.path === undefined ? { ...reason, path: best.path } : reason,
    ),
    residual: decision.residual,
    ...(decision.until === undefined ? {} : { until: decision.until }),
    coverage,
    identities: answers.map(({ id, decision: { verdict } }) => ({ id, verdict })),
    principal: best.id,
    resource: target,
    action: spelt,
  });
}

/**
 * An answer about something outside the caller's scope is given where a row would show the same: the other end stands in the scope, and it is
 * no refusal. Whether what he may not see exists at all is not told.
 */
function within(
  estate: AwsEstate,
  { caller }: AskOptions,
  [principal, resource]: readonly [string, string],
  answer: CheckAnswer,
): CheckAnswer {
  if (!restricted(caller)) return answer;
  const places = [placeOf(estate, answer.principal), placeOf(estate, answer.resource)] as const;
  const unseen = places.findIndex((place) => !sees(caller, place));
  if (unseen >= 0 && (answer.verdict === 'deny' || !places.some((place) => holds(caller, place))))
    throw outside(unseen === 0 ? principal : resource);
  const place = (id: string) => placeOf(estate, id);
  const visible = visibleTo(caller, place);
  const ends = new Set([answer.principal, answer.resource]);
  return {
    ...answer,
    because: reasonsWithin(answer.because, visible, (id) => ends.has(id) || visible(id)),
    coverage: coverageWithin(answer.coverage, caller, place),
  };
}

function bestOf(
  estate: AwsEstate,
  id: string,
  action: string,
  resource: string,
  ask: Ask,
  reach: boolean,
): { decision: Decision; path: readonly Hop[] } {
  const member = groupMember(estate, id);
  const sessions: Iterable<Session & { readonly as?: Actor }> = member
    ? [{ source: id, actor: id, path: [{ hop: 'member', from: member.principal.arn, to: id }], step: null, as: member }]
    : reach
      ? new Reach(estate, ask).sessions(id)
      : sessionsOf(estate, id, ask);
  let best: { decision: Decision; path: readonly Hop[] } | null = null;
  for (const session of sessions) {
    const decision = decideSession(estate, session, action, resource, ask);
    if (best === null || rank[decision.verdict] > rank[best.decision.verdict]) best = { decision, path: session.path };
    if (decision.verdict === 'allow') break;
  }
  return best ?? { decision: nothing(id), path: [] };
}

function decideSession(
  estate: AwsEstate,
  session: Session & { readonly as?: Actor },
  action: string,
  resource: string,
  ask: Ask,
): Decision {
  const actor = session.as ?? actorFor(estate, session.actor);
  const target = estate.catalogue.target(action, resource);
  if (!target.applies) return notApplicable(action, target.reason);
  if (actor === null) return nothing(session.actor);
  const pair: Pair = { estate, actor, action, resource: estate.resources.view(resource), target, ask };
  const decision = decidePair(pair);
  return through(session, decision);
}

function nothing(id: string): Decision {
  return {
    verdict: 'deny',
    explicit: false,
    because: [{ key: 'no-allow', layer: 'identity', entity: id, note: 'acts as nobody that has rights here' }],
    residual: null,
  };
}

function notApplicable(action: string, reason: string): Decision {
  return {
    verdict: 'deny',
    explicit: false,
    because: [{ key: 'not-applicable', layer: 'identity', note: `${action}: ${reason}` }],
    residual: null,
  };
}
