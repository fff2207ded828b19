import { GrantgraphError } from '../../base/errors.js';
import type { Decision, Hop, Verdict } from '../../evaluators/verdict.js';
import { identityKinds } from '../../graph/kinds/index.js';
import type { NodeRef } from '../../store/contract.js';
import type { AskOptions, CheckAnswer } from '../contract.js';
import { type Actor, actorFor, isGone } from './actors.js';
import { isAccountId, parseArn } from './arn.js';
import { coverageOf, strictly } from './coverage.js';
import { type Ask, decidePair, type Pair } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
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
  const ids = resolvePrincipal(estate, principal);
  const target = resolveResource(estate, resource);
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
  return {
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
  const sessions = groupSession(estate, id) ?? [
    ...(reach ? new Reach(estate, ask).sessions(id) : sessionsOf(estate, id, ask)),
  ];
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

/** A group is never a source: it answers for a member that has nothing else. */
function groupSession(estate: AwsEstate, id: string): (Session & { as: Actor })[] | null {
  const node = estate.set.node(id);
  if (node?.kind !== 'group') return null;
  const account = node.account ?? '';
  const arn = `arn:aws:iam::${account}:user/(a member of ${node.name})`;
  const identity = groupPolicies(estate, id);
  const actor: Actor = {
    id,
    principal: { kind: 'user', arn, account },
    account,
    node: null,
    class: null,
    identity,
    boundaries: [],
    external: false,
  };
  return [{ source: id, actor: id, path: [{ hop: 'member', from: arn, to: id }], step: null, as: actor }];
}

function groupPolicies(estate: AwsEstate, group: string): Actor['identity'] {
  for (const member of estate.set.into(group, 'member-of')) {
    const key = estate.set.classOf(member.id);
    if (key !== undefined) return estate.class(key).identity.filter((attached) => attached.entity === group);
  }
  return estate.unheldGroup(group);
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

/** Ids for what somebody typed: an id, a name, an e-mail. Several things of one name are an error that lists them; an e-mail means the person. */
function resolvePrincipal(estate: AwsEstate, text: string): string[] {
  if (estate.set.node(text) && !isAccountId(text)) return [text];
  if (['public', '*', 'authenticated'].includes(text)) return [text];
  const found = estate.set.resolve(text).filter((ref) => acts(estate, ref));
  if (text.includes('@') && found.length > 0) return found.map((ref) => ref.id);
  if (found.length === 1) return [found[0]!.id];
  if (found.length > 1) throw ambiguous(text, found);
  const actor = actorFor(estate, text);
  if (actor === null)
    throw new GrantgraphError('unknown-principal', `no identity called \`${text}\``, {
      exit: 2,
      hint: 'give an ARN, a user or role name, or an e-mail address',
    });
  if (isGone(estate, actor)) {
    throw new GrantgraphError(
      'unknown-principal',
      `account \`${actor.account}\` is collected and holds no \`${text}\``,
      { exit: 2 },
    );
  }
  return [text];
}

function acts(estate: AwsEstate, ref: NodeRef): boolean {
  if (
    ref.kind === 'group' ||
    ref.kind === 'sso-group' ||
    identityKinds.has(ref.kind) ||
    ref.kind === 'identity-provider'
  )
    return true;
  return ref.kind === 'resource' && (estate.set.node(ref.id)?.edges.some((edge) => edge.kind === 'runs-as') ?? false);
}

/** The resource somebody typed: `*`, an ARN, or the name of something collected. */
function resolveResource(estate: AwsEstate, text: string): string {
  if (text === '*' || estate.set.node(text)) return text;
  if (text.startsWith('arn:')) {
    if (parseArn(text) === null)
      throw new GrantgraphError('invalid-arn', `\`${text}\` is not an ARN: it needs six parts divided by colons`, {
        exit: 2,
      });
    return text;
  }
  const found = estate.set.resolve(text);
  if (found.length === 1) return found[0]!.id;
  const resources = found.filter((ref) => ref.kind === 'resource');
  if (resources.length === 1) return resources[0]!.id;
  if (found.length > 1) throw ambiguous(text, found);
  throw new GrantgraphError('unknown-resource', `no resource called \`${text}\``, {
    exit: 2,
    hint: 'give the ARN to ask about a resource that no inventory holds',
  });
}

function ambiguous(text: string, found: readonly NodeRef[]): GrantgraphError {
  const list = found.slice(0, 10).map((ref) => `${ref.kind} ${ref.id}`);
  return new GrantgraphError('ambiguous-name', `\`${text}\` fits ${found.length} things: ${list.join(', ')}`, {
    exit: 2,
    hint: 'give the id of one',
    data: { ids: found.map((ref) => ref.id) },
  });
}
