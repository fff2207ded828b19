import { type AttachedPolicy, compilePolicy, type PolicyLevel } from '../../evaluators/aws/index.js';
import type { Json } from '../../graph/fact.js';
import type { Node, WorkingSet } from '../../store/contract.js';

/** What the organization means for one account. */
export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly node: Node | null;
  /** Organization id, when the collected organization lists the account. */
  readonly organization: string | null;
  readonly managementAccount: string | null;
  /** `o-x/r-y/ou-z/`, as `aws:PrincipalOrgPaths` writes it. */
  readonly organizationPath: string | null;
  /** Levels from the root to the account; undefined where the layer does not apply or was not collected. */
  readonly serviceControl: readonly PolicyLevel[] | undefined;
  readonly resourceControl: readonly PolicyLevel[] | undefined;
}

/** Accounts of one working set, each computed once. */
export class Accounts {
  private readonly views = new Map<string, AccountView>();
  /** Organization ids with collected trees: an account they do not list is known to stand outside. */
  readonly organizations: readonly string[];

  constructor(private readonly set: WorkingSet) {
    this.organizations = [...set.nodesOfKind('organization')].map((node) => node.id);
  }

  view(id: string): AccountView {
    const known = this.views.get(id);
    if (known) return known;
    const view = this.build(id);
    this.views.set(id, view);
    return view;
  }

  private build(id: string): AccountView {
    const node = this.set.node(id) ?? null;
    const chain = node ? this.chain(node) : [];
    const organization = chain.find((level) => level.kind === 'organization') ?? null;
    const levels = chain.filter((level) => level.kind !== 'organization').toReversed();
    const managementAccount = (organization?.props['managementAccount'] as string | undefined) ?? null;
    const enabled = (organization?.props['policyTypes'] as string[] | undefined) ?? [];
    const bound = organization !== null && managementAccount !== id;
    return {
      id,
      name: node?.name ?? id,
      node,
      organization: organization?.id ?? null,
      managementAccount,
      organizationPath: organization
        ? `${[organization, ...levels.slice(0, -1)].map((level) => level.id).join('/')}/`
        : null,
      serviceControl:
        bound && enabled.includes('SERVICE_CONTROL_POLICY') ? this.levels(levels, 'SERVICE_CONTROL_POLICY') : undefined,
      resourceControl:
        bound && enabled.includes('RESOURCE_CONTROL_POLICY')
          ? this.levels(levels, 'RESOURCE_CONTROL_POLICY')
          : undefined,
    };
  }

  /** The account and everything above it, the organization last. A cycle in the data ends the walk. */
  private chain(account: Node): Node[] {
    const chain: Node[] = [];
    const seen = new Set<string>();
    let current: Node | undefined = account;
    while (current && !seen.has(current.id)) {
      seen.add(current.id);
      chain.push(current);
      const parent: string | undefined = current.edges.find((edge) => edge.kind === 'parent')?.to;
      current = parent === undefined ? undefined : this.set.node(parent);
    }
    return chain;
  }

  private levels(chain: readonly Node[], type: string): PolicyLevel[] {
    return chain.map((level) => {
      const policies = this.set
        .into(level.id, 'applies-to')
        .map((ref) => this.set.node(ref.id))
        .filter((node): node is Node => node?.props['policyType'] === type)
        .map((node) => attached(node, level.id, type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp'));
      // RCPFullAWSAccess is attached to every level and cannot be detached; exports often leave it out.
      if (type === 'RESOURCE_CONTROL_POLICY' && !policies.some((policy) => policy.name === 'RCPFullAWSAccess')) {
        policies.push(fullAccess(level.id));
      }
      return { level: level.id, policies };
    });
  }
}

function attached(node: Node, level: string, kind: 'scp' | 'rcp'): AttachedPolicy {
  const document = node.props['document'] as Json | undefined;
  const policy = document === undefined || document === null ? null : compilePolicy(document, kind);
  return { id: node.id, name: node.name, entity: level, policy };
}

const rcpFullAccess = compilePolicy(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
  'rcp',
);

function fullAccess(level: string): AttachedPolicy {
  return { id: 'p-RCPFullAWSAccess', name: 'RCPFullAWSAccess', entity: level, policy: rcpFullAccess };
}
