import {
  allowPatterns,
  type CompiledPolicy,
  compilePolicy,
  mentionedPrincipalTags,
  principalKeys,
} from '../../../evaluators/aws/index.js';
import type { Fact, Json, JsonObject } from '../../../graph/fact.js';
import type { ClassGrant, IdentityClass, IndexRecord, PartIndexer } from '../../../graph/generation-index.js';
import { allowsSessionTags } from '../session-tags.js';

interface InlinePolicy {
  readonly name: string;
  readonly document: Json;
}

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

/** Documents of one part, numbered; equal texts share a number. */
export class DocumentTable {
  private readonly byText = new Map<string, number>();
  readonly json: Json[] = [];
  readonly compiled: (CompiledPolicy | null)[] = [];

  /** The document that stands for every missing one: filed so that each question meets its holders. */
  missing(): number {
    return this.intern(null);
  }

  intern(document: Json): number {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const local = this.json.length;
    this.byText.set(text, local);
    this.json.push(document);
    this.compiled.push(document === null ? null : compilePolicy(document, 'identity'));
    return local;
  }

  *records(): Iterable<IndexRecord> {
    for (let local = 0; local < this.json.length; local++) {
      yield { record: 'document', local, json: this.json[local]! };
      const seen = new Set<string>();
      for (const { actionKey, prefix } of patternsOf(this.compiled[local] ?? null)) {
        const key = `${actionKey}\n${prefix}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { record: 'pattern', local, actionKey, prefix };
      }
    }
  }
}

/** A broken or missing policy might have granted anything: it is filed so that every question meets it and can answer `unknown`. */
function patternsOf(compiled: CompiledPolicy | null): readonly { actionKey: string; prefix: string }[] {
  return compiled?.valid ? allowPatterns(compiled) : [{ actionKey: '*', prefix: '' }];
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
      this.groups.set(fact.id, { attached: targets(fact, 'attached'), inline: inlineOf(fact) });
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
      inline: inlineOf(fact),
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
    const tagsOf = memoize((local: number) => {
      const compiled = this.documents.compiled[local];
      return compiled ? [...mentionedPrincipalTags(compiled)] : [];
    });
    for (const identity of this.identities) {
      const body = this.classOf(identity, tagsOf);
      const key = JSON.stringify(body);
      const known = classes.get(key);
      if (known) known.members.push(identity.id);
      else classes.set(key, { body, members: [identity.id] });
    }
    yield* this.documents.records();
    for (const { body, members } of classes.values()) yield { record: 'class', body, members };
    yield* this.grantees;
  }

  private classOf(identity: HeldIdentity, tagsOf: (local: number) => Iterable<string>): IdentityClass {
    const grants: ClassGrant[] = [
      ...this.grantsOf(identity, null),
      ...identity.groups.flatMap((group) => {
        const held = this.groups.get(group);
        return held ? this.grantsOf(held, group) : [this.unreadGroup(group)];
      }),
    ];
    const boundary = identity.boundary
      ? { policy: identity.boundary, local: this.policies.get(identity.boundary)?.local ?? null }
      : undefined;
    const mentioned = new Set<string>();
    for (const local of [...grants.map((grant) => grant.local), boundary?.local]) {
      if (local !== null && local !== undefined) for (const tag of tagsOf(local)) mentioned.add(tag.toLowerCase());
    }
    return {
      kind: identity.kind,
      account: identity.account,
      grants,
      groups: identity.groups,
      ...(boundary ? { boundary } : {}),
      ...(mentioned.size > 0
        ? {
            tags: tagValues(identity.tags, mentioned),
            ...(identity.sessionTags ? { props: { sessionTags: true } } : {}),
          }
        : {}),
      ...(identity.id.includes(':role/aws-service-role/') ? { serviceLinked: true } : {}),
    };
  }

  /** A membership in a group the dump does not hold: its rights are unknown. */
  private unreadGroup(group: string): ClassGrant {
    const local = this.documents.missing();
    return { local, policy: `${group}/unread`, name: 'unread group', type: 'Inline Policy', group };
  }

  private grantsOf(holder: HeldGroup, group: string | null): ClassGrant[] {
    const managed = holder.attached.map((policy): ClassGrant => {
      const known = this.policies.get(policy);
      const name = known?.name ?? policy.slice(policy.lastIndexOf('/') + 1);
      const type =
        known?.type ?? (policy.includes(':iam::aws:policy/') ? 'AWS Managed Policy' : 'Customer Managed Policy');
      return { local: known?.local ?? this.documents.missing(), policy, name, type, group };
    });
    const inline = holder.inline.map((policy): ClassGrant => {
      const local = this.documents.intern(policy.document);
      return {
        local,
        policy: `${group ?? 'self'}/inline/${policy.name}`,
        name: policy.name,
        type: 'Inline Policy',
        group,
      };
    });
    return [...managed, ...inline];
  }
}

function targets(fact: Fact, kind: string): string[] {
  return (fact.edges ?? []).filter((edge) => edge.kind === kind).map((edge) => edge.to);
}

export function inlineOf(fact: { readonly props: JsonObject }): readonly InlinePolicy[] {
  return (fact.props['inline'] as unknown as InlinePolicy[] | undefined) ?? [];
}

function tagValues(tags: JsonObject, mentioned: ReadonlySet<string>): { [key: string]: string | null } {
  const lower = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return Object.fromEntries([...mentioned].toSorted().map((key) => [key, lower.get(key) ?? null]));
}

function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const cache = new Map<K, V>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    cache.set(key, value);
    return value;
  };
}
