import { type AttachedPolicy, type AwsPrincipal, federatedHosts, wholeAccount } from '../../evaluators/aws/index.js';
import type { Node } from '../../store/contract.js';
import { isAccountId, parseArn } from './arn.js';
import type { AwsEstate, ClassPolicies } from './estate.js';

/** Somebody a platform authorizer can be asked about: one principal with its identity side. */
export interface Actor {
  readonly id: string;
  readonly principal: AwsPrincipal;
  readonly account: string | undefined;
  readonly node: Node | null;
  /** Class it belongs to; null for those that no part describes (root, services, outsiders). */
  readonly class: ClassPolicies | null;
  readonly identity: readonly AttachedPolicy[];
  readonly boundaries: readonly AttachedPolicy[];
  /** In no collected scope: its own side is taken as granting. */
  readonly external: boolean;
}

/**
 * A collected user or role (or the virtual role of a permission set). Its node is read only when something asks for it: a
 * class is decided without looking at a single member.
 */
class MemberActor implements Actor {
  readonly external = false;
  readonly principal: AwsPrincipal;
  private read: Node | null | undefined;

  constructor(
    private readonly estate: AwsEstate,
    readonly id: string,
    readonly class_: ClassPolicies,
    principal?: AwsPrincipal,
    private readonly owner = id,
  ) {
    this.principal =
      principal ??
      new MemberPrincipal(this, class_.record.kind === 'user' ? 'user' : 'role', id, class_.record.account);
  }

  get class(): ClassPolicies {
    return this.class_;
  }

  get account(): string {
    return this.class_.record.account;
  }

  get identity(): readonly AttachedPolicy[] {
    return this.class_.identity;
  }

  get boundaries(): readonly AttachedPolicy[] {
    return this.class_.boundaries;
  }

  get node(): Node | null {
    if (this.read === undefined) this.read = this.estate.set.node(this.owner) ?? null;
    return this.read;
  }
}

class MemberPrincipal implements AwsPrincipal {
  constructor(
    private readonly actor: MemberActor,
    readonly kind: 'user' | 'role',
    readonly arn: string,
    readonly account: string,
  ) {}

  get roleArn(): string | undefined {
    return this.kind === 'role' ? this.arn : undefined;
  }

  get uniqueId(): string | undefined {
    const id = this.actor.node?.props['uniqueId'];
    return typeof id === 'string' ? id : undefined;
  }
}

export function memberActor(estate: AwsEstate, id: string, of: ClassPolicies): Actor {
  return new MemberActor(estate, id, of);
}

export const publicActor: Actor = bare('public', { kind: 'anonymous', arn: '*' });
/** Whoever has an account: its own side is its own business and is taken as granting. */
export const authenticatedActor: Actor = bare('authenticated', { kind: 'authenticated', arn: '*' }, true);

function bare(id: string, principal: AwsPrincipal, external = false): Actor {
  return { id, principal, account: principal.account, node: null, class: null, identity: [], boundaries: [], external };
}

/**
 * The actor for an id: a collected identity, a session of a collected role, a root user, a service, a federated provider, or
 * somebody outside. Null for a text that can be none of them.
 */
export function actorFor(estate: AwsEstate, id: string): Actor | null {
  if (id === 'public' || id === '*') return publicActor;
  if (id === 'authenticated') return authenticatedActor;
  const key = estate.set.classOf(id);
  if (key !== undefined) return memberActor(estate, id, estate.class(key));
  if (federatedHosts.has(id)) return bare(id, { kind: 'federated', arn: id });
  if (isAccountId(id)) return bare(id, { kind: 'account', arn: id, account: id }, true);
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(id)) return bare(id, { kind: 'service', arn: id });
  const arn = parseArn(id);
  if (!arn) return null;
  if (wholeAccount(id) !== null) return bare(id, { kind: 'root', arn: id, account: arn.account });
  if (/^(oidc|saml)-provider\//.test(arn.resource))
    return bare(id, { kind: 'federated', arn: id, account: arn.account });
  if (arn.service === 'sts') return sessionActor(estate, id, arn.account, arn.resource);
  if (arn.service !== 'iam' || !/^(user|role)\//.test(arn.resource)) return null;
  const kind = arn.resource.startsWith('user/') ? 'user' : 'role';
  return bare(
    id,
    { kind, arn: id, account: arn.account, ...(kind === 'role' ? { roleArn: id } : {}) },
    !collected(estate, arn.account),
  );
}

/** Role names are unique per account whatever their path, so a session finds its role by name. */
function sessionActor(estate: AwsEstate, id: string, account: string, resource: string): Actor | null {
  const [type, name] = resource.split('/');
  if (name === undefined) return null;
  const wanted = type === 'assumed-role' ? 'role' : 'user';
  const ref = estate.set.named(account, wanted, name).find((candidate) => candidate.name === name);
  const key = ref ? estate.set.classOf(ref.id) : undefined;
  const kind = type === 'assumed-role' ? 'session' : 'federated-user';
  const principal: AwsPrincipal = { kind, arn: id, account, ...(ref && kind === 'session' ? { roleArn: ref.id } : {}) };
  if (key === undefined) return bare(id, principal, !collected(estate, account));
  const of = estate.class(key);
  const uniqueId = kind === 'session' ? memberActor(estate, ref!.id, of).principal.uniqueId : undefined;
  return new MemberActor(estate, id, of, { ...principal, ...(uniqueId ? { uniqueId } : {}) }, ref!.id);
}

/** Does any collected part describe the identities of this account? */
export function collected(estate: AwsEstate, account: string): boolean {
  return estate.holds(account, 'identities');
}

/** A principal of a collected account that the account does not have. */
export function isGone(estate: AwsEstate, { class: of, principal, account }: Actor): boolean {
  return (
    of === null &&
    ['user', 'role', 'session', 'federated-user'].includes(principal.kind) &&
    account !== undefined &&
    collected(estate, account)
  );
}
