import { federatedHosts } from '../../evaluators/aws/index.js';
import type { Decision, Hop } from '../../evaluators/verdict.js';
import type { Node, NodeRef } from '../../store/contract.js';
import { type Actor, actorFor } from './actors.js';
import { type Ask, both, decidePair } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
import { reservedRolePrefix, virtualRoleArn } from './identity-center.js';

/** Somebody acting as somebody else: the hops, and the verdict on the step where one is checked. */
export interface Session {
  /** Who acts. */
  readonly source: string;
  /** The actor whose policies decide. */
  readonly actor: string;
  readonly path: readonly Hop[];
  /** Null where the step needs no permission of its own (an instance has its role). */
  readonly step: Decision | null;
}

/** What the source may, where its actor may `decision`: the step between them must be allowed too. */
export function through({ step }: Pick<Session, 'step'>, decision: Decision): Decision {
  return step === null ? decision : both(step, decision);
}

const bare = (id: string): Session => ({ source: id, actor: id, path: [], step: null });

/**
 * Own sessions of an identity (design: whose rights count): itself; the role a workload runs as; the roles of an Identity
 * Center person; the roles that trust a federated provider.
 */
export function* sessionsOf(estate: AwsEstate, id: string, ask: Ask): Iterable<Session> {
  const node = estate.set.node(id);
  if (node?.kind === 'resource') {
    for (const edge of node.edges) {
      if (edge.kind === 'runs-as')
        yield { source: id, actor: edge.to, path: [{ hop: 'runs-as', from: id, to: edge.to }], step: null };
    }
    return;
  }
  // A group of people answers for a member that has nothing else.
  if (node?.kind === 'sso-user' || node?.kind === 'sso-group') {
    yield* personSessions(estate, node);
    return;
  }
  yield bare(id);
  if (id.includes('-provider/')) {
    for (const ref of estate.set.grantees([id])) {
      const session = ref.kind === 'role' ? federateSession(estate, id, ref.id, ask) : null;
      if (session) yield session;
    }
  }
}

/** Everybody who acts as this actor in own sessions, itself first. */
export function* actedBy(estate: AwsEstate, actor: Actor, ask: Ask): Iterable<Session> {
  yield bare(actor.id);
  if (actor.principal.kind !== 'role' || actor.class === null) return;
  for (const ref of estate.set.into(actor.id, 'runs-as')) {
    yield { source: ref.id, actor: actor.id, path: [{ hop: 'runs-as', from: ref.id, to: actor.id }], step: null };
  }
  yield* peopleBehind(estate, actor);
  // The provider of a reserved role stands for the people of Identity Center: where they are collected, they are the sources.
  const known = permissionSetOf(estate, actor) !== null;
  for (const provider of federatedBy(estate, actor)) {
    if (known && provider.includes(':saml-provider/AWSSSO_')) continue;
    const session = federateSession(estate, provider, actor.id, ask);
    if (session) yield session;
  }
}

function* personSessions(estate: AwsEstate, person: Node): Iterable<Session> {
  const holders = [{ node: person, hops: [] as Hop[] }];
  for (const edge of person.edges) {
    const group = edge.kind === 'member-of' ? estate.set.node(edge.to) : undefined;
    if (group) holders.push({ node: group, hops: [{ hop: 'member', from: person.id, to: group.id }] });
  }
  const seen = new Set<string>();
  for (const { node, hops } of holders) {
    for (const edge of node.edges) {
      if (edge.kind !== 'assigned') continue;
      const role = reservedRole(
        estate,
        String(edge.props?.['account'] ?? ''),
        estate.set.node(edge.to)?.name ?? edge.to,
      );
      if (seen.has(role)) continue;
      seen.add(role);
      yield { source: person.id, actor: role, path: [...hops, { hop: 'sso', from: node.id, to: role }], step: null };
    }
  }
}

/** The role Identity Center made for a permission set in an account, or the stand-in when that account was not collected. */
function reservedRole(estate: AwsEstate, account: string, permissionSet: string): string {
  const prefix = reservedRolePrefix(permissionSet);
  const real = estate.set
    .named(account, 'role', prefix)
    .find((ref) => /^[0-9a-f]{16}$/.test(ref.name.slice(prefix.length)));
  return real?.id ?? virtualRoleArn(account, permissionSet);
}

function* peopleBehind(estate: AwsEstate, role: Actor): Iterable<Session> {
  const set = permissionSetOf(estate, role);
  if (set === null) return;
  const seen = new Set<string>();
  for (const ref of estate.set.into(set.id, 'assigned')) {
    if (!assignedIn(estate, ref, set.id, role.account)) continue;
    const to: Hop = { hop: 'sso', from: ref.id, to: role.id };
    const people = ref.kind === 'sso-group' ? estate.set.into(ref.id, 'member-of') : [ref];
    for (const person of people) {
      if (seen.has(person.id)) continue;
      seen.add(person.id);
      const member: Hop[] = person.id === ref.id ? [] : [{ hop: 'member', from: person.id, to: ref.id }];
      yield { source: person.id, actor: role.id, path: [...member, to], step: null };
    }
  }
}

function permissionSetOf(estate: AwsEstate, role: Actor): NodeRef | null {
  const given = role.class?.record.props?.['permissionSet'];
  if (typeof given === 'string')
    return { id: given, kind: 'permission-set', name: String(role.class?.record.props?.['name']) };
  const match = /\/AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role.id);
  if (!match || !role.id.includes(':role/aws-reserved/sso.amazonaws.com/')) return null;
  return estate.set.resolve(match[1]!).find((ref) => ref.kind === 'permission-set') ?? null;
}

function assignedIn(estate: AwsEstate, holder: NodeRef, set: string, account: string | undefined): boolean {
  const edges = estate.set.node(holder.id)?.edges ?? [];
  return edges.some((edge) => edge.kind === 'assigned' && edge.to === set && edge.props?.['account'] === account);
}

function federatedBy(estate: AwsEstate, role: Actor): readonly string[] {
  const view = estate.resources.view(role.id);
  return [...view.named].filter((text) => text.includes('-provider/') || federatedHosts.has(text));
}

function federateSession(estate: AwsEstate, provider: string, role: string, ask: Ask): Session | null {
  const actor = actorFor(estate, provider);
  if (actor === null) return null;
  const action = provider.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
  const resource = estate.resources.view(role);
  const step = decidePair({ estate, actor, action, resource, target: { resource: role, pattern: false }, ask });
  if (step.verdict === 'deny') return null;
  const residual = step.residual === null ? {} : { residual: step.residual };
  return { source: provider, actor: role, path: [{ hop: 'federate', from: provider, to: role, ...residual }], step };
}
