import type { NamedPolicy, PolicyDocument } from '../input.js';
import {
  type AccountDump,
  type AttachedPolicy,
  type BoundaryReference,
  type GroupDetail,
  type InlinePolicy,
  type PermissionSet,
  parseDocument,
  type RoleDetail,
  type UserDetail,
} from './dump.js';

/** Stands for an attached policy whose document nobody collected. Compared by identity. */
export const MISSING: PolicyDocument = { Version: '2012-10-17', Statement: [] };

export interface Carried {
  readonly identity: readonly NamedPolicy[];
  readonly boundaries: readonly NamedPolicy[];
}

/** Everything attached to a user, its groups' policies included. IAM/access_policies_managed-vs-inline. */
export function carriedByUser(account: AccountDump, user: UserDetail): Carried {
  const groups = account.authorizationDetails.GroupDetailList.filter((group) =>
    (user.GroupList ?? []).includes(group.GroupName),
  );
  return {
    identity: [
      ...inline(user.UserPolicyList),
      ...attached(account, user.AttachedManagedPolicies),
      ...groups.flatMap((group) => carriedByGroup(account, group)),
    ],
    boundaries: boundary(account, user.PermissionsBoundary),
  };
}

function carriedByGroup(account: AccountDump, group: GroupDetail): readonly NamedPolicy[] {
  return [...inline(group.GroupPolicyList), ...attached(account, group.AttachedManagedPolicies)];
}

export function carriedByRole(account: AccountDump, role: RoleDetail): Carried {
  return {
    identity: [...inline(role.RolePolicyList), ...attached(account, role.AttachedManagedPolicies)],
    boundaries: boundary(account, role.PermissionsBoundary),
  };
}

/** What a role made from the permission set would carry, where the account's dump does not show it. */
export function carriedBySet(account: AccountDump, set: PermissionSet): Carried {
  const managed = (set.ManagedPolicies ?? []).map((one) => one.Arn);
  const customer = (set.CustomerManagedPolicyReferences ?? []).map((one) => customerArn(account.id, one));
  const bound = set.PermissionsBoundary;
  const bounds = [
    ...(bound?.ManagedPolicyArn === undefined ? [] : [bound.ManagedPolicyArn]),
    ...(bound?.CustomerManagedPolicyReference === undefined
      ? []
      : [customerArn(account.id, bound.CustomerManagedPolicyReference)]),
  ];
  const own = set.InlinePolicy ? [{ name: 'inline', policy: parseDocument(set.InlinePolicy) }] : [];
  return {
    identity: [...own, ...[...managed, ...customer].map((arn) => managedPolicy(account, arn))],
    boundaries: bounds.map((arn) => managedPolicy(account, arn)),
  };
}

function customerArn(account: string, reference: { readonly Name: string; readonly Path?: string }): string {
  return `arn:aws:iam::${account}:policy${reference.Path ?? '/'}${reference.Name}`;
}

function inline(list: readonly InlinePolicy[] | undefined): readonly NamedPolicy[] {
  return (list ?? []).map((one) => ({ name: one.PolicyName, policy: parseDocument(one.PolicyDocument) }));
}

function attached(account: AccountDump, list: readonly AttachedPolicy[] | undefined): readonly NamedPolicy[] {
  return (list ?? []).map((one) => managedPolicy(account, one.PolicyArn));
}

function boundary(account: AccountDump, reference: BoundaryReference | undefined): readonly NamedPolicy[] {
  return reference === undefined ? [] : [managedPolicy(account, reference.PermissionsBoundaryArn)];
}

/** Only the default version counts. IAM/access_policies_managed-versioning. */
function managedPolicy(account: AccountDump, arn: string): NamedPolicy {
  const found = account.authorizationDetails.Policies.find((one) => one.Arn === arn);
  const version = found?.PolicyVersionList.find((one) => one.IsDefaultVersion);
  return { name: arn, policy: version === undefined ? MISSING : parseDocument(version.Document) };
}
