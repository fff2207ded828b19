import type { AwsApi } from './api.js';
import { bearable, type CallFault } from './faults.js';
import { mapBounded } from './gate.js';
import type { CallOutput } from './sdk.js';
import type { Skipped } from './work.js';

type Instance = NonNullable<CallOutput<'ssoAdmin', 'ListInstances'>['Instances']>[number];
type PermissionSetDetails = NonNullable<CallOutput<'ssoAdmin', 'DescribePermissionSet'>['PermissionSet']>;
type Assignment = NonNullable<CallOutput<'ssoAdmin', 'ListAccountAssignments'>['AccountAssignments']>[number];

/** Where an instance of IAM Identity Center was found; all its calls go to this region. */
export interface IdentityCenter {
  readonly region: string;
  readonly InstanceArn: string;
  readonly IdentityStoreId: string;
}

const concurrent = 4;

/** The instances visible to the account. An instance lives in one region: the home region first, then the others until one is found. */
export async function findIdentityCenters(
  api: AwsApi,
  otherRegions: () => Promise<readonly string[]>,
): Promise<IdentityCenter[]> {
  const atHome = await instancesIn(api, api.region);
  if (atHome.length > 0) return atHome;
  let refused: CallFault | undefined;
  for (const region of await otherRegions()) {
    try {
      const found = region === api.region ? [] : await instancesIn(api, region);
      if (found.length > 0) return found;
    } catch (error) {
      const fault = bearable(error, api);
      refused ??= fault;
    }
  }
  // An instance may stand where nobody could look.
  if (refused) throw refused;
  return [];
}

async function instancesIn(api: AwsApi, region: string): Promise<IdentityCenter[]> {
  const instances = await api.list('ssoAdmin', 'ListInstances', {}, 'Instances', region);
  return instances.flatMap((instance) => placed(instance, region));
}

function placed(instance: Instance, region: string): IdentityCenter[] {
  const { InstanceArn, IdentityStoreId } = instance;
  return InstanceArn && IdentityStoreId ? [{ region, InstanceArn, IdentityStoreId }] : [];
}

/** Everything `identity-center.json` holds. */
export async function readIdentityCenter(api: AwsApi, center: IdentityCenter, skipped: Skipped): Promise<object> {
  const { region, InstanceArn, IdentityStoreId } = center;
  const users = await api.list('identitystore', 'ListUsers', { IdentityStoreId }, 'Users', region);
  const groups = await api.list('identitystore', 'ListGroups', { IdentityStoreId }, 'Groups', region);
  const memberships = await mapBounded(groups, concurrent, ({ GroupId }) =>
    api.list('identitystore', 'ListGroupMemberships', { IdentityStoreId, GroupId }, 'GroupMemberships', region),
  );
  const setArns = await api.list('ssoAdmin', 'ListPermissionSets', { InstanceArn }, 'PermissionSets', region);
  const sets = await mapBounded(setArns, concurrent, (arn) => readPermissionSet(api, center, arn, skipped));
  const assignments = await mapBounded(setArns, concurrent, (arn) => readAssignments(api, center, arn));
  return {
    InstanceArn,
    IdentityStoreId,
    Users: users,
    Groups: groups,
    GroupMemberships: memberships.flat(),
    PermissionSets: sets,
    AccountAssignments: assignments.flat(),
  };
}

async function readPermissionSet(
  api: AwsApi,
  { region, InstanceArn }: IdentityCenter,
  PermissionSetArn: string,
  skipped: Skipped,
): Promise<object> {
  const set = { InstanceArn, PermissionSetArn };
  const described = await api.call('ssoAdmin', 'DescribePermissionSet', set, region);
  const details: PermissionSetDetails = described.PermissionSet ?? { PermissionSetArn };
  const record: Record<string, unknown> = { ...details };
  const missing: string[] = [];
  const fill = async (field: string, read: () => Promise<unknown>) => {
    try {
      const value = await read();
      if (value !== undefined) record[field] = value;
    } catch (error) {
      const fault = bearable(error, api);
      missing.push(field);
      skipped(fault);
    }
  };
  await fill('ManagedPolicies', () =>
    api.list('ssoAdmin', 'ListManagedPoliciesInPermissionSet', set, 'AttachedManagedPolicies', region),
  );
  await fill('CustomerManagedPolicyReferences', () =>
    api.list(
      'ssoAdmin',
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      set,
      'CustomerManagedPolicyReferences',
      region,
    ),
  );
  await fill('InlinePolicy', async () => {
    const inline = await api.call('ssoAdmin', 'GetInlinePolicyForPermissionSet', set, region);
    return inline.InlinePolicy || undefined;
  });
  await fill('PermissionsBoundary', async () => {
    const boundary = await api.find('ssoAdmin', 'GetPermissionsBoundaryForPermissionSet', set, region);
    return boundary?.PermissionsBoundary;
  });
  return missing.length > 0 ? { ...record, NotCollected: missing } : record;
}

/** Who holds the permission set in which account. */
async function readAssignments(
  api: AwsApi,
  { region, InstanceArn }: IdentityCenter,
  PermissionSetArn: string,
): Promise<Assignment[]> {
  const set = { InstanceArn, PermissionSetArn };
  const accounts = await api.list('ssoAdmin', 'ListAccountsForProvisionedPermissionSet', set, 'AccountIds', region);
  const assignments = await mapBounded(accounts, concurrent, (AccountId) =>
    api.list('ssoAdmin', 'ListAccountAssignments', { ...set, AccountId }, 'AccountAssignments', region),
  );
  return assignments.flat();
}
