import { accounts, allow, awsPolicies, document } from './builders.js';

const instance = 'ssoins-1a2b3c4d5e6f7081';
const store = 'd-9367aa55bc';
const set = (id: string) => `arn:aws:sso:::permissionSet/${instance}/ps-${id.padEnd(16, '0')}`;

/** Ten people; the last two joined lately and are in no group yet. */
const people = [
  ['alice', 'Alice Marsh'],
  ['bruno', 'Bruno Okafor'],
  ['chiara', 'Chiara Lindqvist'],
  ['devi', 'Devi Raman'],
  ['emil', 'Emil Sørensen'],
  ['farah', 'Farah Haddad'],
  ['gus', 'Gus Whitlock'],
  ['hana', 'Hana Kobayashi'],
  ['ivo', 'Ivo Petrov'],
  ['jola', 'Jola Nowak'],
] as const;

const groups: Readonly<Record<string, readonly string[]>> = {
  'ledger-developers': ['alice', 'bruno', 'chiara'],
  'data-engineers': ['devi', 'emil', 'alice'],
  'uk-operations': ['farah', 'gus'],
  'cloud-admins': ['hana'],
  auditors: ['ivo'],
};

const assignment = (account: string, permissionSet: string, type: 'GROUP' | 'USER', id: string) => ({ AccountId: account, PermissionSetArn: set(permissionSet), PrincipalType: type, PrincipalId: id });

export const dataReaderPolicy = document(
  allow('ReadLake', ['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::larkfield-lake', 'arn:aws:s3:::larkfield-lake/*', 'arn:aws:s3:::larkfield-tariffs', 'arn:aws:s3:::larkfield-tariffs/*']),
  allow('Keys', 'kms:Decrypt', '*'),
);

export const operatorPolicy = document(allow('Operate', ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:DescribeInstances', 'sqs:ReceiveMessage', 'sqs:PurgeQueue'], '*'));

export const identityCenter = {
  InstanceArn: `arn:aws:sso:::instance/${instance}`,
  IdentityStoreId: store,
  Users: people.map(([name, display]) => ({
    UserId: `u-${name}`,
    UserName: `${name}@larkfield.example`,
    DisplayName: display,
    Emails: [{ Value: `${name}@larkfield.example`, Type: 'work', Primary: true }],
    IdentityStoreId: store,
  })),
  Groups: Object.keys(groups).map((name) => ({ GroupId: `g-${name}`, DisplayName: name, IdentityStoreId: store })),
  GroupMemberships: Object.entries(groups).flatMap(([group, members]) =>
    members.map((member) => ({ MembershipId: `m-${group}-${member}`, GroupId: `g-${group}`, MemberId: { UserId: `u-${member}` }, IdentityStoreId: store })),
  ),
  PermissionSets: [
    { Name: 'Developer', PermissionSetArn: set('dev'), ManagedPolicies: [{ Name: 'PowerUserAccess', Arn: awsPolicies.power }] },
    { Name: 'DataReader', PermissionSetArn: set('data'), ManagedPolicies: [], InlinePolicy: JSON.stringify(dataReaderPolicy) },
    { Name: 'Operator', PermissionSetArn: set('ops'), ManagedPolicies: [], InlinePolicy: JSON.stringify(operatorPolicy) },
    { Name: 'Administrator', PermissionSetArn: set('admin'), ManagedPolicies: [{ Name: 'AdministratorAccess', Arn: awsPolicies.admin }] },
    { Name: 'Auditor', PermissionSetArn: set('audit'), ManagedPolicies: [{ Name: 'SecurityAudit', Arn: awsPolicies.audit }] },
  ],
  AccountAssignments: [
    assignment(accounts.dev, 'dev', 'GROUP', 'g-ledger-developers'),
    assignment(accounts.lake, 'data', 'GROUP', 'g-data-engineers'),
    assignment(accounts.live, 'ops', 'GROUP', 'g-uk-operations'),
    assignment(accounts.live, 'admin', 'GROUP', 'g-cloud-admins'),
    assignment(accounts.lake, 'admin', 'GROUP', 'g-cloud-admins'),
    assignment(accounts.security, 'audit', 'GROUP', 'g-auditors'),
    // Given by hand and never taken back.
    assignment(accounts.lake, 'data', 'USER', 'u-jola'),
  ],
};
