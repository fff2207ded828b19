import type { AwsCatalogue } from '../../catalogue/contract.js';
import {
  type AttachedPolicy,
  type CompiledPolicy,
  compilePolicy,
  namedPrincipals,
  type ResourceGrant,
} from '../../evaluators/aws/index.js';
import type { Json, JsonObject } from '../../graph/fact.js';
import type { Node, WorkingSet } from '../../store/contract.js';
import type { Accounts } from './accounts.js';
import { isAccountId, parseArn } from './arn.js';
import { lacks } from './not-collected.js';
import { resourceGrants } from './resource-grants.js';

/** The resource side of a question: what collected data says about the thing acted upon. */
export interface ResourceView {
  /** As asked: an ARN, a granted pattern or `*`. */
  readonly id: string;
  /** The inventory entry that governs it: itself, or the bucket of an object, the table of an index … */
  readonly node: Node | null;
  /** Owning account; undefined = not known (an S3 ARN that the inventory lacks). */
  readonly owner: string | undefined;
  readonly region: string | undefined;
  /** The policy that stands on the node; of a role, its trust policy. */
  readonly policy: AttachedPolicy | undefined;
  readonly trust: boolean;
  readonly grants: readonly ResourceGrant[];
  readonly restrictPublicBuckets: boolean;
  readonly ignorePublicAcls: boolean;
  /** Principal texts named one by one in the policy and the grants. */
  readonly named: ReadonlySet<string>;
  /** Customer key its content is encrypted with. */
  readonly key: string | undefined;
}

/** Resource views of one working set. The latest ones are kept: a question about one resource asks for it many times. */
export class Resources {
  private readonly views = new Map<string, ResourceView>();
  private readonly policies = new Map<string, { policy: CompiledPolicy; named: ReadonlySet<string> }>();

  constructor(
    private readonly set: WorkingSet,
    private readonly accounts: Accounts,
    private readonly catalogue: AwsCatalogue,
  ) {}

  view(id: string): ResourceView {
    const known = this.views.get(id);
    if (known) return known;
    const view = this.build(id);
    if (this.views.size >= 10_000) this.views.clear();
    this.views.set(id, view);
    return view;
  }

  /** The node that governs an ARN or a granted pattern: nearest collected prefix at a `/` or `:` border. */
  governing(id: string): Node | null {
    let text = id;
    const wildcard = text.search(/[*?]|\$\{/);
    if (wildcard >= 0) text = text.slice(0, wildcard).replace(/[/:]?[^/:]*$/, '');
    for (let depth = 0; depth < 8 && text.split(':').length >= 6; depth++) {
      const node = this.set.node(text);
      if (node && (node.kind === 'resource' || node.id === id)) return node;
      const cut = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'));
      if (cut <= 0) return null;
      text = text.slice(0, cut);
    }
    return null;
  }

  private build(id: string): ResourceView {
    const node = this.governing(id);
    const arn = parseArn(id);
    const owner = node?.account ?? (arn && isAccountId(arn.account) ? arn.account : undefined);
    const props: JsonObject = node?.props ?? {};
    const trust = node?.kind === 'role';
    const { policy, named } = node ? this.policyOf(node, trust) : { policy: undefined, named: new Set<string>() };
    const grants = node?.kind === 'resource' ? resourceGrants(node.id, props, () => this.shareable(node.id)) : [];
    // An account's block public access settings are of S3 alone.
    const block =
      owner === undefined || arn?.service !== 's3'
        ? undefined
        : (this.accounts.view(owner).node?.props['publicAccessBlock'] as JsonObject | undefined);
    const own = props['publicAccessBlock'] as JsonObject | undefined;
    return {
      id,
      node,
      owner,
      region: node?.region ?? (arn?.region || undefined),
      policy,
      trust,
      grants,
      restrictPublicBuckets: own?.['RestrictPublicBuckets'] === true || block?.['RestrictPublicBuckets'] === true,
      ignorePublicAcls: own?.['IgnorePublicAcls'] === true || block?.['IgnorePublicAcls'] === true,
      named: grants.length === 0 ? named : new Set([...named, ...grants.map((grant) => grant.grantee)]),
      key: node?.edges.find((edge) => edge.kind === 'encrypted-with')?.to,
    };
  }

  private policyOf(node: Node, trust: boolean): { policy: AttachedPolicy | undefined; named: ReadonlySet<string> } {
    const document = (trust ? node.props['trust'] : node.props['policy']) as Json | undefined;
    const id = trust ? `${node.id}/trust` : `${node.id}/policy`;
    const shell = { id, name: trust ? 'trust policy' : 'resource policy', entity: node.id };
    if (document === undefined || document === null || document === '') {
      return { policy: lacks(node.props, 'Policy') ? { ...shell, policy: null } : undefined, named: new Set() };
    }
    let known = this.policies.get(id);
    if (!known) {
      const policy = compilePolicy(document, trust ? 'trust' : 'resource');
      known = { policy, named: new Set(namedPrincipals(policy)) };
      if (this.policies.size >= 50_000) this.policies.clear();
      this.policies.set(id, known);
    }
    return { policy: { ...shell, policy: known.policy }, named: known.named };
  }

  private shareable(id: string): readonly string[] {
    return this.catalogue
      .actionsOn(id)
      .filter((action) => !action.administrative)
      .map((action) => action.name.toLowerCase());
  }
}
