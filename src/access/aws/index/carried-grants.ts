import { mentionedPrincipalTags } from '../../../evaluators/aws/index.js';
import type { Fact } from '../../../graph/fact.js';
import type { ClassGrant } from '../../../graph/generation-index.js';
import { withoutPath } from '../arn.js';
import { type InlinePolicy, inlinePolicies } from '../inline-policies.js';
import type { DocumentTable } from './document-table.js';

/** A grant, shared by all that carry it. */
export interface CarriedGrant {
  readonly grant: ClassGrant;
  /** Numbered as they come, so that a class key is short. */
  readonly number: number;
  /** Principal tags that its document mentions, in lower case. */
  readonly tags: readonly string[];
}

interface Group {
  readonly attached: readonly string[];
  readonly inline: readonly InlinePolicy[];
}

/** What the users, groups and roles of one account carry: managed policies and groups by id, each made into a grant once. */
export class CarriedGrants {
  private readonly policies = new Map<string, { local: number; name: string; type: ClassGrant['type'] }>();
  private readonly groups = new Map<string, Group>();
  private readonly managed = new Map<string, CarriedGrant>();
  private readonly ofGroups = new Map<string, readonly CarriedGrant[]>();
  private readonly tagsOfDocument = new Map<number, readonly string[]>();
  private count = 0;

  constructor(private readonly documents: DocumentTable) {}

  addPolicy(fact: Fact): void {
    const document = fact.props['document'];
    if (document === undefined || document === null) return;
    const type = fact.props['policyType'] === 'AWS Managed Policy' ? 'AWS Managed Policy' : 'Customer Managed Policy';
    this.policies.set(fact.id, { local: this.documents.intern(document), name: fact.name ?? fact.id, type });
  }

  addGroup(fact: Fact): void {
    const attached = (fact.edges ?? []).filter((edge) => edge.kind === 'attached').map((edge) => edge.to);
    this.groups.set(fact.id, { attached, inline: inlinePolicies(fact.props) });
  }

  /** Grants of managed policies; null when one of them was not described yet. */
  described(policies: readonly string[]): CarriedGrant[] | null {
    const grants: CarriedGrant[] = [];
    for (const policy of policies) {
      const grant = this.managed.get(policy) ?? (this.policies.has(policy) ? this.ofPolicy(policy, null) : null);
      if (!grant) return null;
      grants.push(grant);
    }
    return grants;
  }

  isDescribedGroup(group: string): boolean {
    if (this.ofGroups.has(group)) return true;
    if (!this.groups.get(group)?.attached.every((policy) => this.policies.has(policy))) return false;
    this.ofGroup(group);
    return true;
  }

  isDescribed(policy: string): boolean {
    return this.policies.has(policy);
  }

  /** Local number of its document; null where this part has none. */
  documentOf(policy: string): number | null {
    return this.policies.get(policy)?.local ?? null;
  }

  /** `group` carries it; null = the identity itself. */
  ofPolicy(policy: string, group: string | null): CarriedGrant {
    const key = group === null ? policy : `${policy} ${group}`;
    let carried = this.managed.get(key);
    if (!carried) {
      const known = this.policies.get(policy);
      carried = this.carried({
        local: known?.local ?? this.documents.missing(),
        policy,
        name: known?.name ?? withoutPath(policy),
        type: known?.type ?? (policy.includes(':iam::aws:policy/') ? 'AWS Managed Policy' : 'Customer Managed Policy'),
        group,
      });
      this.managed.set(key, carried);
    }
    return carried;
  }

  inline({ name, document }: InlinePolicy, group: string | null): CarriedGrant {
    const policy = `${group ?? 'self'}/inline/${name}`;
    return this.carried({ local: this.documents.intern(document), policy, name, type: 'Inline Policy', group });
  }

  /** The rights of a membership in a group the dump does not hold are unknown. */
  ofGroup(group: string): readonly CarriedGrant[] {
    let grants = this.ofGroups.get(group);
    if (!grants) {
      const held = this.groups.get(group);
      grants = held
        ? [
            ...held.attached.map((policy) => this.ofPolicy(policy, group)),
            ...held.inline.map((policy) => this.inline(policy, group)),
          ]
        : [this.unread(group)];
      this.ofGroups.set(group, grants);
    }
    return grants;
  }

  private unread(group: string): CarriedGrant {
    const local = this.documents.missing();
    return this.carried({ local, policy: `${group}/unread`, name: 'unread group', type: 'Inline Policy', group });
  }

  private carried(grant: ClassGrant): CarriedGrant {
    return { grant, number: this.count++, tags: this.tagsOf(grant.local) };
  }

  tagsOf(local: number): readonly string[] {
    let tags = this.tagsOfDocument.get(local);
    if (!tags) {
      const compiled = this.documents.compiled[local];
      tags = compiled ? mentionedPrincipalTags(compiled) : [];
      this.tagsOfDocument.set(local, tags);
    }
    return tags;
  }
}
