import { compilePolicy, mentionedPrincipalTags, principalKeys } from '../../../evaluators/aws/index.js';
import type { Fact, JsonObject } from '../../../graph/fact.js';
import type { ClassGrant, IdentityClass, IndexRecord, PartIndexer } from '../../../graph/generation-index.js';
import { withoutPath } from '../arn.js';
import { type InlinePolicy, inlinePolicies } from '../inline-policies.js';
import { allowsSessionTags } from '../session-tags.js';
import { DocumentTable } from './document-table.js';

interface HeldIdentity {
  readonly id: string;
  readonly kind: 'user' | 'role';
  readonly account: string;
  readonly attached: readonly string[];
  readonly inline: readonly InlinePolicy[];
  readonly groups: readonly string[];
  readonly boundary: string | null;
  readonly tags: JsonObject;
  /** Session tags can be passed, so that role tags are not the last word. */
  readonly sessionTags: boolean;
}

interface HeldGroup {
  readonly attached: readonly string[];
  readonly inline: readonly InlinePolicy[];
}

/** Index of one account's identities: classes over users and roles, their documents, and who the trust policies name. */
export class AwsIdentityIndexer implements PartIndexer {
  private readonly documents = new DocumentTable();
  private readonly policies = new Map<string, { local: number; name: string; type: ClassGrant['type'] }>();
  private readonly groups = new Map<string, HeldGroup>();
  private readonly identities: HeldIdentity[] = [];
  private readonly grantees: IndexRecord[] = [];

  add(fact: Fact): void {
    if (fact.kind === 'policy') this.addPolicy(fact);
    else if (fact.kind === 'group')
      this.groups.set(fact.id, { attached: targets(fact, 'attached'), inline: inlinePolicies(fact.props) });
    else if (fact.kind === 'user' || fact.kind === 'role') this.addIdentity(fact, fact.kind);
  }

  private addPolicy(fact: Fact): void {
    const document = fact.props['document'];
    if (document === undefined || document === null) return;
    const type = fact.props['policyType'] === 'AWS Managed Policy' ? 'AWS Managed Policy' : 'Customer Managed Policy';
    this.policies.set(fact.id, { local: this.documents.intern(document), name: fact.name ?? fact.id, type });
  }

  private addIdentity(fact: Fact, kind: 'user' | 'role'): void {
    this.identities.push({
      id: fact.id,
      kind,
      account: fact.account ?? '',
      attached: targets(fact, 'attached'),
      inline: inlinePolicies(fact.props),
      groups: targets(fact, 'member-of').toSorted(),
      boundary: targets(fact, 'bounded-by')[0] ?? null,
      tags: (fact.props['tags'] as JsonObject | undefined) ?? {},
      sessionTags: kind === 'role' && allowsSessionTags(fact.props['trust']),
    });
    const trust = fact.props['trust'];
    if (kind !== 'role' || trust === undefined) return;
    const compiled = compilePolicy(trust, 'trust');
    for (const key of new Set(compiled.valid ? principalKeys(compiled) : ['*'])) {
      this.grantees.push({ record: 'grantee', key, node: fact.id, kind: 'role', name: fact.name ?? fact.id });
    }
  }

  *finish(): Iterable<IndexRecord> {
    const classes = new Map<string, { body: IdentityClass; members: string[] }>();
    for (const identity of this.identities) {
      const grants = this.allGrants(identity);
      const boundary = identity.boundary === null ? undefined : this.boundaryOf(identity.boundary);
      const mentioned = this.mentionedTags(grants, boundary?.local ?? null);
      const key = this.keyOf(identity, grants, mentioned);
      const known = classes.get(key);
      if (known) known.members.push(identity.id);
      else classes.set(key, { body: bodyOf(identity, grants, boundary, mentioned), members: [identity.id] });
    }
    yield* this.documents.records();
    for (const { body, members } of classes.values()) yield { record: 'class', body, members };
    yield* this.grantees;
  }

  private allGrants(identity: HeldIdentity): readonly ClassGrant[] {
    const own = this.grantsOf(identity, null);
    return identity.groups.length === 0
      ? own
      : [...own, ...identity.groups.flatMap((group) => this.groupGrants(group))];
  }

  private readonly grantsOfGroup = new Map<string, readonly ClassGrant[]>();

  private groupGrants(group: string): readonly ClassGrant[] {
    let grants = this.grantsOfGroup.get(group);
    if (!grants) {
      const held = this.groups.get(group);
      grants = held ? this.grantsOf(held, group) : [this.unreadGroup(group)];
      this.grantsOfGroup.set(group, grants);
    }
    return grants;
  }

  private boundaryOf(policy: string): { policy: string; local: number | null } {
    return { policy, local: this.policies.get(policy)?.local ?? null };
  }

  private readonly tagsOfDocument = new Map<number, readonly string[]>();

  /** Tag keys (lower case) that the class's own statements mention; null when there are none. */
  private mentionedTags(grants: readonly ClassGrant[], boundary: number | null): ReadonlySet<string> | null {
    let mentioned: Set<string> | null = null;
    const add = (local: number) => {
      for (const tag of this.tagsOf(local)) {
        mentioned ??= new Set();
        mentioned.add(tag);
      }
    };
    for (const grant of grants) add(grant.local);
    if (boundary !== null) add(boundary);
    return mentioned;
  }

  private tagsOf(local: number): readonly string[] {
    let tags = this.tagsOfDocument.get(local);
    if (!tags) {
      const compiled = this.documents.compiled[local];
      tags = compiled ? mentionedPrincipalTags(compiled) : [];
      this.tagsOfDocument.set(local, tags);
    }
    return tags;
  }

  /** Grants are shared objects, numbered as they come: a class key is short. */
  private readonly numbers = new Map<ClassGrant, number>();

  private keyOf(identity: HeldIdentity, grants: readonly ClassGrant[], mentioned: ReadonlySet<string> | null): string {
    let key = `${identity.kind} ${identity.account} ${identity.boundary ?? ''} ${isServiceLinked(identity.id)}`;
    for (const grant of grants) {
      let number = this.numbers.get(grant);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(grant, number);
      }
      key += ` ${number}`;
    }
    if (identity.groups.length > 0) key += ` ${identity.groups.join(' ')}`;
    return mentioned ? `${key} ${identity.sessionTags} ${JSON.stringify(tagValues(identity.tags, mentioned))}` : key;
  }

  /** A membership in a group the dump does not hold: its rights are unknown. */
  private unreadGroup(group: string): ClassGrant {
    const local = this.documents.missing();
    return { local, policy: `${group}/unread`, name: 'unread group', type: 'Inline Policy', group };
  }

  private readonly managed = new Map<string, ClassGrant>();

  private grantsOf(holder: HeldGroup, group: string | null): ClassGrant[] {
    const grants = holder.attached.map((policy) => this.managedGrant(policy, group));
    for (const policy of holder.inline) {
      const local = this.documents.intern(policy.document);
      grants.push({
        local,
        policy: `${group ?? 'self'}/inline/${policy.name}`,
        name: policy.name,
        type: 'Inline Policy',
        group,
      });
    }
    return grants;
  }

  private managedGrant(policy: string, group: string | null): ClassGrant {
    const key = group === null ? policy : `${policy} ${group}`;
    let grant = this.managed.get(key);
    if (!grant) {
      const known = this.policies.get(policy);
      grant = {
        local: known?.local ?? this.documents.missing(),
        policy,
        name: known?.name ?? withoutPath(policy),
        type: known?.type ?? (policy.includes(':iam::aws:policy/') ? 'AWS Managed Policy' : 'Customer Managed Policy'),
        group,
      };
      this.managed.set(key, grant);
    }
    return grant;
  }
}

function bodyOf(
  identity: HeldIdentity,
  grants: readonly ClassGrant[],
  boundary: IdentityClass['boundary'],
  mentioned: ReadonlySet<string> | null,
): IdentityClass {
  return {
    kind: identity.kind,
    account: identity.account,
    grants,
    groups: identity.groups,
    ...(boundary ? { boundary } : {}),
    ...(mentioned
      ? { tags: tagValues(identity.tags, mentioned), ...(identity.sessionTags ? { props: { sessionTags: true } } : {}) }
      : {}),
    ...(isServiceLinked(identity.id) ? { serviceLinked: true } : {}),
  };
}

function isServiceLinked(id: string): boolean {
  return id.includes(':role/aws-service-role/');
}

function targets(fact: Fact, kind: string): string[] {
  return (fact.edges ?? []).filter((edge) => edge.kind === kind).map((edge) => edge.to);
}

function tagValues(tags: JsonObject, mentioned: ReadonlySet<string>): { [key: string]: string | null } {
  const lower = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return Object.fromEntries([...mentioned].toSorted().map((key) => [key, lower.get(key) ?? null]));
}
