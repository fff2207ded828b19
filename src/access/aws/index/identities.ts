import { compilePolicy, principalKeys } from '../../../evaluators/aws/index.js';
import type { Fact, Json, JsonObject } from '../../../graph/fact.js';
import type { IdentityClass, IndexRecord, PartIndexer } from '../../../graph/generation-index.js';
import { type InlinePolicy, inlinePolicies } from '../inline-policies.js';
import { allowsSessionTags } from '../session-tags.js';
import { type CarriedGrant, CarriedGrants } from './carried-grants.js';
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

/** Who a trust policy names, and whether it lets them pass tags. */
interface Trust {
  readonly keys: readonly string[];
  readonly sessionTags: boolean;
}

/** Index of one account's identities: classes over users and roles, their documents, and who the trust policies name. */
export class AwsIdentityIndexer implements PartIndexer {
  private readonly documents = new DocumentTable();
  private readonly grants = new CarriedGrants(this.documents);
  private readonly classes = new Map<string, { body: IdentityClass; members: string[] }>();
  /** Those whose policies or groups have not come yet, and may not come: all others are classed at once and not kept. */
  private readonly waiting: HeldIdentity[] = [];
  private readonly trusts = new Map<string, Trust>();
  private readonly grantees: IndexRecord[] = [];

  add(fact: Fact): void {
    if (fact.kind === 'policy') this.grants.addPolicy(fact);
    else if (fact.kind === 'group') this.grants.addGroup(fact);
    else if (fact.kind === 'user' || fact.kind === 'role') this.addIdentity(fact, fact.kind);
  }

  *finish(): Iterable<IndexRecord> {
    for (const identity of this.waiting) {
      this.classify(
        identity,
        identity.attached.map((policy) => this.grants.ofPolicy(policy, null)),
      );
    }
    yield* this.documents.records();
    for (const { body, members } of this.classes.values()) yield { record: 'class', body, members };
    yield* this.grantees;
  }

  private addIdentity(fact: Fact, kind: 'user' | 'role'): void {
    const trust = kind === 'role' && fact.props['trust'] !== undefined ? this.readTrust(fact.props['trust']) : null;
    for (const key of trust?.keys ?? [])
      this.grantees.push({ record: 'grantee', key, node: fact.id, kind: 'role', name: fact.name ?? fact.id });
    const identity = heldIdentity(fact, kind, trust?.sessionTags ?? false);
    const attached = this.isDescribed(identity) ? this.grants.described(identity.attached) : null;
    if (attached) this.classify(identity, attached);
    else this.waiting.push(identity);
  }

  /** Most roles of an account trust the same few: each text is read once. */
  private readTrust(document: Json): Trust {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    let trust = this.trusts.get(text);
    if (!trust) {
      const compiled = compilePolicy(document, 'trust');
      const keys = [...new Set(compiled.valid ? principalKeys(compiled) : ['*'])];
      trust = { keys, sessionTags: allowsSessionTags(document) };
      this.trusts.set(text, trust);
    }
    return trust;
  }

  /** Groups and boundary; dumps describe them before whoever has them. */
  private isDescribed({ groups, boundary }: HeldIdentity): boolean {
    if (boundary !== null && !this.grants.isDescribed(boundary)) return false;
    return groups.every((group) => this.grants.isDescribedGroup(group));
  }

  private classify(identity: HeldIdentity, attached: readonly CarriedGrant[]): void {
    const carried = this.allCarried(identity, attached);
    const { boundary: policy } = identity;
    const boundary = policy === null ? undefined : { policy, local: this.grants.documentOf(policy) };
    const mentioned = this.mentionedTags(carried, boundary?.local ?? null);
    const key = this.keyOf(identity, carried, mentioned);
    const known = this.classes.get(key);
    if (known) known.members.push(identity.id);
    else this.classes.set(key, { body: bodyOf(identity, carried, boundary, mentioned), members: [identity.id] });
  }

  private allCarried({ inline, groups }: HeldIdentity, attached: readonly CarriedGrant[]): readonly CarriedGrant[] {
    if (inline.length === 0 && groups.length === 0) return attached;
    const own = inline.map((policy) => this.grants.inline(policy, null));
    return [...attached, ...own, ...groups.flatMap((group) => this.grants.ofGroup(group))];
  }

  /** Tag keys (lower case) that the class's own statements mention; null when there are none. */
  private mentionedTags(carried: readonly CarriedGrant[], boundary: number | null): ReadonlySet<string> | null {
    let mentioned: Set<string> | null = null;
    for (const { tags } of carried) {
      if (tags.length > 0) mentioned = new Set([...(mentioned ?? []), ...tags]);
    }
    const ceiling = boundary === null ? [] : this.grants.tagsOf(boundary);
    return ceiling.length > 0 ? new Set([...(mentioned ?? []), ...ceiling]) : mentioned;
  }

  private readonly numbers = new Map<string, number>();

  private keyOf(
    { kind, account, boundary, id, groups, sessionTags, tags }: HeldIdentity,
    carried: readonly CarriedGrant[],
    mentioned: ReadonlySet<string> | null,
  ): string {
    const shared = `${kind} ${account} ${boundary ?? ''} ${isServiceLinked(id)} ${groups.join(' ')}`;
    let number = this.numbers.get(shared);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(shared, number);
    }
    let key = String(number);
    for (const grant of carried) key += ` ${grant.number}`;
    return mentioned ? `${key} ${sessionTags} ${JSON.stringify(tagValues(tags, mentioned))}` : key;
  }
}

function heldIdentity(fact: Fact, kind: 'user' | 'role', sessionTags: boolean): HeldIdentity {
  const attached: string[] = [];
  const groups: string[] = [];
  let boundary: string | null = null;
  for (const edge of fact.edges ?? []) {
    if (edge.kind === 'attached') attached.push(edge.to);
    else if (edge.kind === 'member-of') groups.push(edge.to);
    else if (edge.kind === 'bounded-by') boundary ??= edge.to;
  }
  return {
    id: fact.id,
    kind,
    account: fact.account ?? '',
    attached,
    inline: inlinePolicies(fact.props),
    groups: groups.toSorted(),
    boundary,
    tags: (fact.props['tags'] as JsonObject | undefined) ?? {},
    sessionTags,
  };
}

function bodyOf(
  identity: HeldIdentity,
  carried: readonly CarriedGrant[],
  boundary: IdentityClass['boundary'],
  mentioned: ReadonlySet<string> | null,
): IdentityClass {
  return {
    kind: identity.kind,
    account: identity.account,
    grants: carried.map(({ grant }) => grant),
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

function tagValues(tags: JsonObject, mentioned: ReadonlySet<string>): { [key: string]: string | null } {
  const lower = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return Object.fromEntries([...mentioned].toSorted().map((key) => [key, lower.get(key) ?? null]));
}
