import type { NamedPolicy, PolicyLevel } from '../input.js';
import { type OrganizationDump, parseDocument } from './dump.js';

type ControlType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** Root, every organizational unit on the way, the account: ids from the top down. undefined: not in this organization. */
export function chainOf(organization: OrganizationDump, account: string): readonly string[] | undefined {
  const found = organization.Accounts.find((one) => one.Id === account);
  return found === undefined ? undefined : [...above(organization, found.ParentId), account];
}

function above(organization: OrganizationDump, id: string): readonly string[] {
  const unit = organization.OrganizationalUnits.find((one) => one.Id === id);
  return unit === undefined ? [id] : [...above(organization, unit.ParentId), id];
}

/**
 * Policies of every level. undefined: no organization, an account outside it, or the policy type is not enabled on the root
 * (ORG/orgs_manage_policies_enable-disable).
 */
export function controlLevels(
  organization: OrganizationDump | undefined,
  account: string | undefined,
  type: ControlType,
): readonly PolicyLevel[] | undefined {
  if (organization === undefined || account === undefined || !isEnabled(organization, type)) return undefined;
  const chain = chainOf(organization, account);
  return chain?.map((level) => ({ level, policies: attachedTo(organization, level, type) }));
}

function isEnabled(organization: OrganizationDump, type: ControlType): boolean {
  return organization.Roots.some((root) =>
    root.PolicyTypes.some((one) => one.Type === type && one.Status === 'ENABLED'),
  );
}

function attachedTo(organization: OrganizationDump, target: string, type: ControlType): readonly NamedPolicy[] {
  return organization.Policies.filter((one) => one.PolicySummary.Type === type && one.TargetIds.includes(target)).map(
    (one) => ({ name: one.PolicySummary.Name, policy: parseDocument(one.Content) }),
  );
}

/** `o-x/r-y/ou-z/`: the path of an account. IAM/reference_policies_condition-keys (aws:PrincipalOrgPaths). */
export function pathOf(organization: OrganizationDump, account: string): string | undefined {
  const chain = chainOf(organization, account);
  return chain === undefined ? undefined : `${[organization.Organization.Id, ...chain.slice(0, -1)].join('/')}/`;
}
