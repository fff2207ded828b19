import type { AwsApi } from './api.js';
import type { CallOutput } from './sdk.js';

type Organization = NonNullable<CallOutput<'organizations', 'DescribeOrganization'>['Organization']>;
type Root = NonNullable<CallOutput<'organizations', 'ListRoots'>['Roots']>[number];
type OrganizationalUnit = NonNullable<
  CallOutput<'organizations', 'ListOrganizationalUnitsForParent'>['OrganizationalUnits']
>[number];
type Account = NonNullable<CallOutput<'organizations', 'ListAccountsForParent'>['Accounts']>[number];
type PolicySummary = NonNullable<CallOutput<'organizations', 'ListPolicies'>['Policies']>[number];

export interface OrganizationTree {
  readonly Organization: Organization;
  readonly Roots: readonly Root[];
  readonly OrganizationalUnits: readonly (OrganizationalUnit & { ParentId: string })[];
  readonly Accounts: readonly (Account & { ParentId: string })[];
}

export interface OrganizationPolicy {
  readonly PolicySummary: PolicySummary;
  readonly Content: string;
  readonly TargetIds: readonly string[];
}

/** Policy types that bound permissions; the others (tags, backup …) say nothing about access. */
const policyTypes = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;

/** Undefined when the account stands in no organization. */
export async function readOrganization(api: AwsApi): Promise<Organization | undefined> {
  return (await api.find('organizations', 'DescribeOrganization', {}))?.Organization;
}

/** Roots, units and accounts; readable from the management account and from delegated administrators only. */
export async function readTree(api: AwsApi, organization: Organization): Promise<OrganizationTree> {
  const roots = await api.list('organizations', 'ListRoots', {}, 'Roots');
  const units: (OrganizationalUnit & { ParentId: string })[] = [];
  const accounts: (Account & { ParentId: string })[] = [];
  const parents = roots.flatMap((root) => root.Id ?? []);
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const ParentId = parent;
    const below = await api.list(
      'organizations',
      'ListOrganizationalUnitsForParent',
      { ParentId },
      'OrganizationalUnits',
    );
    for (const unit of below) {
      units.push({ ...unit, ParentId });
      if (unit.Id) parents.push(unit.Id);
    }
    for (const account of await api.list('organizations', 'ListAccountsForParent', { ParentId }, 'Accounts')) {
      accounts.push({ ...account, ParentId });
    }
  }
  return { Organization: organization, Roots: roots, OrganizationalUnits: units, Accounts: accounts };
}

/** Service and resource control policies with their text and the levels they are attached to. */
export async function readPolicies(api: AwsApi, roots: readonly Root[]): Promise<OrganizationPolicy[]> {
  const enabled = new Set(
    roots.flatMap((root) => root.PolicyTypes ?? []).flatMap((type) => (type.Status === 'ENABLED' ? type.Type : [])),
  );
  const policies: OrganizationPolicy[] = [];
  // A type that is not enabled has no effect, whatever policies of it exist.
  for (const Filter of policyTypes.filter((type) => enabled.has(type))) {
    for (const summary of await api.list('organizations', 'ListPolicies', { Filter }, 'Policies')) {
      policies.push(await readPolicy(api, summary));
    }
  }
  return policies;
}

async function readPolicy(api: AwsApi, summary: PolicySummary): Promise<OrganizationPolicy> {
  const PolicyId = summary.Id ?? '';
  const { Policy: policy } = await api.call('organizations', 'DescribePolicy', { PolicyId });
  const targets = await api.list('organizations', 'ListTargetsForPolicy', { PolicyId }, 'Targets');
  return {
    PolicySummary: summary,
    Content: policy?.Content ?? '',
    TargetIds: targets.flatMap((target) => target.TargetId ?? []),
  };
}
