/** Small makers of provider-native records, so that the accounts below read like a description of them. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

export const accounts = {
  management: '999900001111',
  live: '111122223333',
  dev: '444455556666',
  lake: '777788889999',
  security: '123456789012',
  /** An outside vendor: named by policies, collected by nobody. */
  vendor: '555566667777',
} as const;

export const organizationId = 'o-larkfield01';
export const today = '2026-11-20T06:00:00Z';

export const document = (...statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements });
export const allow = (sid: string, action: string | string[], resource: string | string[], more: Record<string, unknown> = {}): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});
export const deny = (sid: string, action: string | string[], resource: string | string[], more: Record<string, unknown> = {}): Statement => ({
  ...allow(sid, action, resource, more),
  Effect: 'Deny',
});
/** A statement of a resource policy. */
export const grant = (sid: string, principal: unknown, action: string | string[], resource: string | string[], more: Record<string, unknown> = {}): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  Resource: resource,
  ...more,
});
export const trust = (principal: unknown, action: string | string[] = 'sts:AssumeRole', condition?: unknown): object =>
  document({ Sid: 'Trust', Effect: 'Allow', Principal: principal, Action: action, ...(condition ? { Condition: condition } : {}) });

const uniqueId = (prefix: string, account: string, name: string): string =>
  `${prefix}${account.slice(0, 4)}${name.replace(/[^A-Za-z0-9]/g, '').toUpperCase()}`.padEnd(20, '0').slice(0, 20);

export const tags = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
const managed = (arns: readonly string[]) => arns.map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn }));
const inline = (policies: Readonly<Record<string, object>>) => Object.entries(policies).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));

export interface Rights {
  readonly attached?: readonly string[];
  readonly inline?: Readonly<Record<string, object>>;
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const shared = (rights: Rights) => ({
  AttachedManagedPolicies: managed(rights.attached ?? []),
  Tags: tags(rights.tags ?? {}),
  ...(rights.boundary ? { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: rights.boundary } } : {}),
});

export function user(account: string, name: string, groups: readonly string[], rights: Rights = {}) {
  const own = inline(rights.inline ?? {});
  return {
    Path: '/',
    UserName: name,
    UserId: uniqueId('AIDA', account, name),
    Arn: `arn:aws:iam::${account}:user/${name}`,
    CreateDate: '2024-03-05T09:00:00Z',
    GroupList: groups,
    ...(own.length > 0 ? { UserPolicyList: own } : {}),
    ...shared(rights),
  };
}

export function group(account: string, name: string, rights: Rights) {
  return {
    Path: '/',
    GroupName: name,
    GroupId: uniqueId('AGPA', account, name),
    Arn: `arn:aws:iam::${account}:group/${name}`,
    CreateDate: '2024-03-05T09:00:00Z',
    GroupPolicyList: inline(rights.inline ?? {}),
    AttachedManagedPolicies: managed(rights.attached ?? []),
  };
}

export function role(account: string, name: string, trustPolicy: object, rights: Rights & { readonly path?: string; readonly lastUsed?: string }) {
  const path = rights.path ?? '/';
  return {
    Path: path,
    RoleName: name,
    RoleId: uniqueId('AROA', account, name),
    Arn: `arn:aws:iam::${account}:role${path}${name}`,
    CreateDate: '2024-03-05T09:00:00Z',
    AssumeRolePolicyDocument: trustPolicy,
    InstanceProfileList: [],
    RolePolicyList: inline(rights.inline ?? {}),
    RoleLastUsed: rights.lastUsed ? { LastUsedDate: rights.lastUsed, Region: 'eu-west-1' } : {},
    ...shared(rights),
  };
}

export function managedPolicy(arn: string, policyDocument: object) {
  return {
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyId: uniqueId('ANPA', arn.split(':')[4]!.padEnd(4, '0'), arn.slice(arn.lastIndexOf('/') + 1)),
    Arn: arn,
    Path: '/',
    DefaultVersionId: 'v1',
    IsAttachable: true,
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, CreateDate: '2024-03-05T09:00:00Z', Document: policyDocument }],
  };
}

/** AWS managed policies the demo attaches, as short as their meaning. */
export const awsPolicies = {
  admin: 'arn:aws:iam::aws:policy/AdministratorAccess',
  power: 'arn:aws:iam::aws:policy/PowerUserAccess',
  audit: 'arn:aws:iam::aws:policy/SecurityAudit',
} as const;

export const awsPolicyRecords = [
  managedPolicy(awsPolicies.admin, { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  managedPolicy(awsPolicies.power, {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      { Effect: 'Allow', Action: ['iam:ListRoles', 'organizations:DescribeOrganization'], Resource: '*' },
    ],
  }),
  managedPolicy(awsPolicies.audit, {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Audit', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*', 's3:GetBucket*', 's3:ListAllMyBuckets', 'kms:GetKeyPolicy', 'sqs:GetQueueAttributes', 'organizations:Describe*', 'organizations:List*'], Resource: '*' }],
  }),
];

/** A role that Identity Center made for a permission set. */
export function reservedRole(account: string, set: string, suffix: string, rights: Rights) {
  const provider = `arn:aws:iam::${account}:saml-provider/AWSSSO_${suffix}_DO_NOT_DELETE`;
  const trustPolicy = trust({ Federated: provider }, ['sts:AssumeRoleWithSAML', 'sts:TagSession'], { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } });
  return role(account, `AWSReservedSSO_${set}_${suffix}`, trustPolicy, { ...rights, path: '/aws-reserved/sso.amazonaws.com/eu-west-1/', lastUsed: '2026-11-18T08:00:00Z' });
}

/** What one account contributes to the dump. */
export interface AccountFiles {
  readonly account: string;
  readonly details: object;
  readonly resources: readonly object[];
  readonly settings?: object;
  readonly providers?: object;
  readonly credentialReport?: string;
  readonly lastAccessed?: object;
}
