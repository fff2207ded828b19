import type { AccountDump, Estate } from '../../oracle/aws/estate/dump.js';
import { below, pick, type Random } from './random.js';

/** What one edit did, and the estate after it. */
export interface Edited {
  readonly what: string;
  readonly estate: Estate;
}

type Edit = (random: Random, account: AccountDump, estate: Estate) => AccountDump | null;

/** Edits inside one account; null where there is nothing to edit. */
const edits: Readonly<Record<string, Edit>> = {
  'inline policies of a user': (random, account) =>
    users(account, random, (user, other) => ({ ...user, UserPolicyList: other.UserPolicyList ?? [] })),
  'managed policies of a user': (random, account) =>
    users(account, random, (user, other) => ({
      ...user,
      AttachedManagedPolicies: other.AttachedManagedPolicies ?? [],
    })),
  'groups of a user': (random, account) =>
    users(account, random, (user) => ({ ...user, GroupList: below(random, 2) === 0 ? [] : ['admins', 'devs'] })),
  'tags of a user': (random, account) =>
    users(account, random, (user, other) => ({ ...user, Tags: other.Tags ?? [{ Key: 'team', Value: 'blue' }] })),
  'a user taken away': (_random, account) => ({
    ...account,
    authorizationDetails: {
      ...account.authorizationDetails,
      UserDetailList: account.authorizationDetails.UserDetailList.slice(1),
    },
  }),
  'policies of a group': (_random, account) => {
    const [first, second] = account.authorizationDetails.GroupDetailList;
    if (!first || !second) return null;
    const swapped = [
      { ...first, GroupPolicyList: second.GroupPolicyList ?? [], AttachedManagedPolicies: [] },
      { ...second, GroupPolicyList: first.GroupPolicyList ?? [] },
    ];
    return { ...account, authorizationDetails: { ...account.authorizationDetails, GroupDetailList: swapped } };
  },
  'a managed policy': (_random, account) => {
    const [first, second, ...rest] = account.authorizationDetails.Policies;
    if (!first || !second) return null;
    const edited = { ...first, PolicyVersionList: second.PolicyVersionList };
    return {
      ...account,
      authorizationDetails: { ...account.authorizationDetails, Policies: [edited, second, ...rest] },
    };
  },
  'inline policies of a role': (random, account) =>
    roles(account, random, (role, other) => ({ ...role, RolePolicyList: other.RolePolicyList ?? [] })),
  'trust of a role': (random, account) =>
    roles(account, random, (role, other) => ({ ...role, AssumeRolePolicyDocument: other.AssumeRolePolicyDocument })),
  'boundary of a role': (random, account) =>
    roles(account, random, ({ PermissionsBoundary: _gone, ...role }, other) => ({
      ...role,
      ...(other.PermissionsBoundary ? { PermissionsBoundary: other.PermissionsBoundary } : {}),
    })),
  'policy of a resource': (random, account) =>
    resources(account, random, ({ Policy: _gone, ...record }, other) => ({
      ...record,
      ...(other.Policy ? { Policy: other.Policy } : {}),
    })),
  'tags of a resource': (random, account) =>
    resources(account, random, (record, other) => ({ ...record, Tags: other.Tags ?? { team: 'red' } })),
  'block of public access': (_random, account) => ({
    ...account,
    account: {
      PublicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  }),
};

type Details = AccountDump['authorizationDetails'];

function users(
  account: AccountDump,
  random: Random,
  edit: (
    user: Details['UserDetailList'][number],
    other: Details['UserDetailList'][number],
  ) => Details['UserDetailList'][number],
): AccountDump | null {
  const list = account.authorizationDetails.UserDetailList;
  if (list.length === 0) return null;
  const user = pick(random, list);
  const edited = edit(user, pick(random, list));
  const UserDetailList = list.map((one) => (one === user ? edited : one));
  return { ...account, authorizationDetails: { ...account.authorizationDetails, UserDetailList } };
}

function roles(
  account: AccountDump,
  random: Random,
  edit: (
    role: Details['RoleDetailList'][number],
    other: Details['RoleDetailList'][number],
  ) => Details['RoleDetailList'][number],
): AccountDump | null {
  const list = account.authorizationDetails.RoleDetailList;
  if (list.length === 0) return null;
  const role = pick(random, list);
  const edited = edit(role, pick(random, list));
  const RoleDetailList = list.map((one) => (one === role ? edited : one));
  return { ...account, authorizationDetails: { ...account.authorizationDetails, RoleDetailList } };
}

type Record_ = AccountDump['resources'][number];

function resources(
  account: AccountDump,
  random: Random,
  edit: (record: Record_, other: Record_) => Record_,
): AccountDump | null {
  if (account.resources.length === 0) return null;
  const record = pick(random, account.resources);
  const edited = edit(record, pick(random, account.resources));
  return { ...account, resources: account.resources.map((one) => (one === record ? edited : one)) };
}

/** Edits above the accounts. */
const estateEdits: Readonly<Record<string, (random: Random, estate: Estate) => Estate | null>> = {
  'content of a control policy': (_random, { organization, ...estate }) => {
    const [first, second, ...rest] = organization?.Policies ?? [];
    if (!organization || !first || !second) return null;
    return {
      ...estate,
      organization: { ...organization, Policies: [{ ...first, Content: second.Content }, second, ...rest] },
    };
  },
  'targets of a control policy': (random, { organization, ...estate }) => {
    if (!organization || organization.Policies.length === 0) return null;
    const policy = pick(random, organization.Policies);
    const Policies = organization.Policies.map((one) =>
      one === policy ? { ...one, TargetIds: one.TargetIds.slice(1) } : one,
    );
    return { ...estate, organization: { ...organization, Policies } };
  },
  'assignments of people': (_random, { identityCenter, ...estate }) =>
    identityCenter && {
      ...estate,
      identityCenter: { ...identityCenter, AccountAssignments: identityCenter.AccountAssignments.slice(1) },
    },
  'groups of people': (_random, { identityCenter, ...estate }) =>
    identityCenter && {
      ...estate,
      identityCenter: { ...identityCenter, GroupMemberships: identityCenter.GroupMemberships.slice(1) },
    },
};

/** One random edit of a random estate. */
export function editEstate(random: Random, estate: Estate): Edited {
  const names = [...Object.keys(edits), ...Object.keys(estateEdits)];
  for (;;) {
    const what = pick(random, names);
    const above = estateEdits[what];
    if (above) {
      const edited = above(random, estate);
      if (edited) return { what, estate: edited };
      continue;
    }
    const account = pick(random, estate.accounts);
    const edited = edits[what]!(random, account, estate);
    if (edited)
      return { what, estate: { ...estate, accounts: estate.accounts.map((one) => (one === account ? edited : one)) } };
  }
}
