import { createHash } from 'node:crypto';
import { awsPolicies } from './aws-policies.js';
import { accounts, allow, document, type PolicyDocument, trust } from './builders.js';
import { wholeBucket } from './inventory.js';
import {
  groupId,
  groupMemberships,
  groups,
  identityStore,
  type Person,
  type PersonGroup,
  userId,
  users,
} from './people.js';
import { policyArn, type RoleRecord, role } from './records.js';

const instance = 'ssoins-1a2b3c4d5e6f7081';

interface PermissionSet {
  readonly description: string;
  readonly managed?: readonly string[];
  readonly inline?: PolicyDocument;
  /** Name of a customer managed policy that must exist in every account the set is assigned to. */
  readonly boundary?: string;
}

const permissionSets = {
  Developer: {
    description: 'Builds and tries; the boundary keeps it to the services of the ledger',
    managed: [awsPolicies.power],
    boundary: 'developer-boundary',
  },
  DataReader: {
    description: 'Reads the lake and the published tariffs',
    inline: document(
      allow(
        'ReadLake',
        ['s3:GetObject', 's3:ListBucket'],
        [...wholeBucket('larkfield-lake'), ...wholeBucket('larkfield-tariffs')],
      ),
      allow('Keys', 'kms:Decrypt', '*'),
    ),
  },
  Operator: {
    description: 'Starts, stops and empties what runs in production',
    inline: document(
      allow(
        'Operate',
        ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:DescribeInstances', 'sqs:ReceiveMessage', 'sqs:PurgeQueue'],
        '*',
      ),
      allow('Sessions', 'ssm:StartSession', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ),
  },
  Administrator: { description: 'Everything', managed: [awsPolicies.admin] },
  Auditor: { description: 'Looks at configuration, not at data', managed: [awsPolicies.audit] },
  Billing: { description: 'Sees what it costs', managed: [awsPolicies.billing] },
} as const satisfies Readonly<Record<string, PermissionSet>>;

type SetName = keyof typeof permissionSets;

interface Assignment {
  readonly account: string;
  readonly set: SetName;
  readonly holder: { readonly group: PersonGroup } | { readonly person: Person };
}

const assignments: readonly Assignment[] = [
  { account: accounts.dev, set: 'Developer', holder: { group: 'ledger-developers' } },
  { account: accounts.lake, set: 'DataReader', holder: { group: 'data-engineers' } },
  { account: accounts.live, set: 'Operator', holder: { group: 'uk-operations' } },
  { account: accounts.live, set: 'Administrator', holder: { group: 'cloud-admins' } },
  { account: accounts.lake, set: 'Administrator', holder: { group: 'cloud-admins' } },
  { account: accounts.management, set: 'Administrator', holder: { group: 'cloud-admins' } },
  { account: accounts.management, set: 'Billing', holder: { group: 'accountants' } },
  { account: accounts.security, set: 'Auditor', holder: { group: 'auditors' } },
  // Given by hand and never taken back.
  { account: accounts.lake, set: 'DataReader', holder: { person: 'jola' } },
];

const setArn = (name: SetName): string => `arn:aws:sso:::permissionSet/${instance}/ps-${hex(name)}`;

export const identityCenter = {
  InstanceArn: `arn:aws:sso:::instance/${instance}`,
  IdentityStoreId: identityStore,
  Users: users,
  Groups: groups,
  GroupMemberships: groupMemberships,
  PermissionSets: (Object.keys(permissionSets) as SetName[]).map((name) => {
    const { description, managed = [], inline, boundary }: PermissionSet = permissionSets[name];
    return {
      Name: name,
      Description: description,
      PermissionSetArn: setArn(name),
      SessionDuration: 'PT4H',
      ManagedPolicies: managed.map((arn) => ({ Name: arn.slice(arn.lastIndexOf('/') + 1), Arn: arn })),
      ...(inline ? { InlinePolicy: JSON.stringify(inline) } : {}),
      ...(boundary ? { PermissionsBoundary: { CustomerManagedPolicyReference: { Name: boundary, Path: '/' } } } : {}),
    };
  }),
  AccountAssignments: assignments.map(({ account, set, holder }) => ({
    AccountId: account,
    PermissionSetArn: setArn(set),
    PrincipalType: 'group' in holder ? 'GROUP' : 'USER',
    PrincipalId: 'group' in holder ? groupId(holder.group) : userId(holder.person),
  })),
};

/** The SAML provider Identity Center keeps in an account. */
export const samlProvider = (account: string): string =>
  `arn:aws:iam::${account}:saml-provider/AWSSSO_${hex(account)}_DO_NOT_DELETE`;

/** The roles Identity Center made in an account: one for every permission set that is assigned there. */
export function reservedRoles(account: string): readonly RoleRecord[] {
  const sets = new Set(assignments.filter((one) => one.account === account).map((one) => one.set));
  return [...sets].map((name) => reservedRole(account, name));
}

function reservedRole(account: string, name: SetName): RoleRecord {
  const { managed, inline, boundary }: PermissionSet = permissionSets[name];
  const trustPolicy = trust({ Federated: samlProvider(account) }, ['sts:AssumeRoleWithSAML', 'sts:TagSession'], {
    StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
  });
  return role(account, `AWSReservedSSO_${name}_${hex(`${account}/${name}`)}`, trustPolicy, {
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    lastUsed: 2,
    ...(managed ? { attached: managed } : {}),
    ...(inline ? { inline: { AwsSSOInlinePolicy: inline } } : {}),
    ...(boundary ? { boundary: policyArn(account, boundary) } : {}),
  });
}

function hex(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 16);
}
