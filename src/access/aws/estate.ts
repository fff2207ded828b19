import type { AwsCatalogue } from '../../catalogue/contract.js';
import { type AttachedPolicy, type CompiledPolicy, compilePolicy } from '../../evaluators/aws/index.js';
import type { Json } from '../../graph/fact.js';
import type { ClassGrant, IdentityClass } from '../../graph/generation-index.js';
import { Cache } from '../../store/cache.js';
import type { WorkingSet } from '../../store/contract.js';
import { Accounts, type AccountView } from './accounts.js';
import { withoutPath } from './arn.js';
import { inlinePolicies } from './inline-policies.js';
import { Resources } from './resource-view.js';

/** The identity side of a class, ready for the evaluator. */
export interface ClassPolicies {
  readonly key: number;
  readonly record: IdentityClass;
  readonly size: number;
  readonly account: AccountView;
  readonly identity: readonly AttachedPolicy[];
  /** The grant each entry of `identity` came from. */
  readonly grants: readonly ClassGrant[];
  readonly boundaries: readonly AttachedPolicy[];
}

/** One working set as AWS sees it: compiled documents, accounts, resources and classes, each built once and kept. */
export class AwsEstate {
  readonly accounts: Accounts;
  readonly resources: Resources;
  private readonly documents = new Cache<number, CompiledPolicy | null>(50_000);
  private readonly named = new Map<string, CompiledPolicy | null>();
  private readonly classes = new Cache<number, ClassPolicies>(120_000);
  private parts: ReadonlySet<string> | null = null;

  constructor(
    readonly set: WorkingSet,
    readonly catalogue: AwsCatalogue,
  ) {
    this.accounts = new Accounts(set);
    this.resources = new Resources(set, this.accounts, catalogue);
  }

  /** Null for the document that stands for a missing one. */
  compiled(documentKey: number): CompiledPolicy | null {
    return this.documents.get(documentKey, () => {
      const json = this.set.document(documentKey);
      return json === null ? null : compilePolicy(json, 'identity');
    });
  }

  /** Does a collected part of this name describe the scope? */
  holds(scope: string, part: string): boolean {
    this.parts ??= new Set(this.set.parts().map((status) => `${status.scope}\n${status.part}`));
    return this.parts.has(`${scope}\n${part}`);
  }

  /** Classes that hold one of the documents, each once. */
  *holdersOf(documents: Iterable<number>): Iterable<number> {
    const seen = new Set<number>();
    for (const document of documents) {
      for (const key of this.set.holders(document)) {
        if (seen.has(key)) continue;
        seen.add(key);
        yield key;
      }
    }
  }

  class(key: number): ClassPolicies {
    return this.classes.get(key, () => this.buildClass(key));
  }

  /** Policies of a group that has no members, from its own facts. */
  unheldGroup(id: string): readonly AttachedPolicy[] {
    const group = this.set.node(id);
    if (!group) return [];
    const managed = group.edges
      .filter((edge) => edge.kind === 'attached')
      .map((edge) => ({
        id: edge.to,
        name: withoutPath(edge.to),
        entity: id,
        policy: this.policyNode(group.account ?? '', edge.to),
      }));
    const inline = inlinePolicies(group.props).map((policy) => ({
      id: `${id}/inline/${policy.name}`,
      name: policy.name,
      entity: id,
      policy: compilePolicy(policy.document, 'identity'),
    }));
    return [...managed, ...inline];
  }

  private buildClass(key: number): ClassPolicies {
    const view = this.set.classView(key);
    const { record } = view;
    const part = record.kind === 'permission-set' ? 'identity-center' : 'identities';
    const locate = (local: number) => this.compiled(this.set.documentKey(view.scope, part, local));
    const identity = record.grants.map((grant): AttachedPolicy => {
      const policy = locate(grant.local) ?? this.policyNode(record.account, grant.policy);
      return { id: grant.policy, name: grant.name, entity: grant.group ?? 'self', policy };
    });
    const boundaries: AttachedPolicy[] = [];
    if (record.boundary) {
      const { policy: id, local } = record.boundary;
      const policy = local === null ? this.policyNode(record.account, id, 'boundary') : locate(local);
      boundaries.push({ id, name: withoutPath(id), entity: 'self', policy });
    }
    return {
      key,
      record,
      size: view.size,
      account: this.accounts.view(record.account),
      identity,
      grants: record.grants,
      boundaries,
    };
  }

  /** A managed policy that the class's own part does not hold: as its account says it, else from wherever it was collected. */
  private policyNode(account: string, id: string, kind: 'identity' | 'boundary' = 'identity'): CompiledPolicy | null {
    const cacheKey = `${kind} ${account} ${id}`;
    const known = this.named.get(cacheKey);
    if (known !== undefined) return known;
    const document = (this.set.node(id, account) ?? this.set.node(id))?.props['document'] as Json | undefined;
    const compiled = document === undefined || document === null ? null : compilePolicy(document, kind);
    this.named.set(cacheKey, compiled);
    return compiled;
  }
}
