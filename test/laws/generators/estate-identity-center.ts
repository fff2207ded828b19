import type { AccountDump, IdentityCenterDump, PermissionSet, RoleDetail } from '../../oracle/aws/estate/dump.js';
import type { Names } from './estate-names.js';
import { ownDocument } from './estate-policies.js';
import { chance, pick, type Random, several } from './random.js';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0000000000000001';

/** Two people, one group, two permission sets, a few assignments. */
export function generateIdentityCenter(random: Random, names: Names): IdentityCenterDump {
  const sets = ['Ops', 'Audit'].map((name, at) => permissionSet(random, names, name, at));
  const people = ['u-0001', 'u-0002'];
  const holders = [...people.map((id) => ['USER', id] as const), ['GROUP', 'g-0001'] as const];
  return {
    InstanceArn: INSTANCE,
    IdentityStoreId: 'd-1234567890',
    Users: people.map((UserId, at) => ({
      UserId,
      UserName: `${['ann', 'ben'][at]}@example.com`,
      DisplayName: `Person ${at}`,
    })),
    Groups: [{ GroupId: 'g-0001', DisplayName: 'platform' }],
    GroupMemberships: people
      .filter(() => chance(random, 0.5))
      .map((UserId) => ({ GroupId: 'g-0001', MemberId: { UserId } })),
    PermissionSets: sets,
    AccountAssignments: several(random, 1, 3, () => {
      const [PrincipalType, PrincipalId] = pick(random, holders);
      return {
        AccountId: pick(random, names.accounts),
        PermissionSetArn: pick(random, sets).PermissionSetArn,
        PrincipalType,
        PrincipalId,
      };
    }),
  };
}

function permissionSet(random: Random, names: Names, name: string, at: number): PermissionSet {
  return {
    PermissionSetArn: `arn:aws:sso:::permissionSet/ssoins-0000000000000001/ps-000000000000000${at}`,
    Name: name,
    ManagedPolicies: chance(random, 0.5) ? [{ Name: 'Reader', Arn: 'arn:aws:iam::aws:policy/Reader' }] : [],
    CustomerManagedPolicyReferences: chance(random, 0.2) ? [{ Name: 'One', Path: '/' }] : [],
    ...(chance(random, 0.7) ? { InlinePolicy: JSON.stringify(ownDocument(random, names)) } : {}),
    ...(chance(random, 0.1)
      ? { PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'Two', Path: '/' } } }
      : {}),
  };
}

/** The account with the roles Identity Center keeps in it, where they were collected. */
export function reservedRoles(
  random: Random,
  names: Names,
  center: IdentityCenterDump,
  account: AccountDump,
): AccountDump {
  const assigned = center.PermissionSets.filter((set) =>
    center.AccountAssignments.some(
      (one) => one.AccountId === account.id && one.PermissionSetArn === set.PermissionSetArn,
    ),
  );
  const roles = assigned
    .filter(() => chance(random, 0.6))
    .map((set) => reservedRole(random, names, account.id, set.Name));
  const details = account.authorizationDetails;
  return { ...account, authorizationDetails: { ...details, RoleDetailList: [...details.RoleDetailList, ...roles] } };
}

function reservedRole(random: Random, names: Names, account: string, set: string): RoleDetail {
  const name = `AWSReservedSSO_${set}_0123456789abcdef`;
  const path = '/aws-reserved/sso.amazonaws.com/eu-west-1/';
  return {
    Path: path,
    RoleName: name,
    RoleId: `AROASSO${set.toUpperCase()}${account}`.slice(0, 20),
    Arn: `arn:aws:iam::${account}:role${path}${name}`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        },
      ],
    },
    RolePolicyList: [{ PolicyName: 'AwsSSOInlinePolicy', PolicyDocument: ownDocument(random, names) }],
    AttachedManagedPolicies: [],
  };
}
