import { createHash } from 'node:crypto';
import { daysAgo, type PolicyDocument, roleArn } from './builders.js';

/** What an entity carries. Tags become lists of `{Key, Value}` as the API writes them. */
export interface Rights {
  readonly attached?: readonly string[];
  readonly inline?: Readonly<Record<string, PolicyDocument>>;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RoleRights extends Rights {
  readonly path?: string;
  /** Days since the last use; absent = never used within the tracking period. */
  readonly lastUsed?: number;
  /** The role is the one of an instance profile of the same name. */
  readonly instanceProfile?: boolean;
}

const created = daysAgo(990);

/** Identifiers look random and stay the same: prefix and 17 letters, as IAM makes them. */
export function uniqueId(prefix: string, seed: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = createHash('sha256').update(`${prefix}:${seed}`).digest();
  return prefix + [...bytes.subarray(0, 17)].map((byte) => letters[byte % 32]).join('');
}

export function uuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function user(account: string, name: string, groups: readonly string[], rights: Rights = {}) {
  const arn = `arn:aws:iam::${account}:user/${name}`;
  const own = inline(rights.inline);
  return {
    Path: '/',
    UserName: name,
    UserId: uniqueId('AIDA', arn),
    Arn: arn,
    CreateDate: created,
    GroupList: groups,
    ...(own.length > 0 ? { UserPolicyList: own } : {}),
    ...carried(rights),
  };
}

export function group(account: string, name: string, rights: Pick<Rights, 'attached' | 'inline'>) {
  const arn = `arn:aws:iam::${account}:group/${name}`;
  return {
    Path: '/',
    GroupName: name,
    GroupId: uniqueId('AGPA', arn),
    Arn: arn,
    CreateDate: created,
    GroupPolicyList: inline(rights.inline),
    AttachedManagedPolicies: managed(rights.attached),
  };
}

export function role(account: string, name: string, trustPolicy: PolicyDocument, rights: RoleRights = {}) {
  const path = rights.path ?? '/';
  const arn = roleArn(account, name, path);
  return {
    Path: path,
    RoleName: name,
    RoleId: uniqueId('AROA', arn),
    Arn: arn,
    CreateDate: created,
    AssumeRolePolicyDocument: trustPolicy,
    InstanceProfileList: rights.instanceProfile ? [instanceProfile(account, name)] : [],
    RolePolicyList: inline(rights.inline),
    RoleLastUsed: rights.lastUsed === undefined ? {} : { LastUsedDate: daysAgo(rights.lastUsed), Region: 'eu-west-1' },
    ...carried(rights),
  };
}

export const policyArn = (account: string, name: string): string => `arn:aws:iam::${account}:policy/${name}`;

/** A managed policy with one version. */
export function managedPolicy(arn: string, policyDocument: PolicyDocument) {
  return {
    PolicyName: lastPart(arn),
    PolicyId: uniqueId('ANPA', arn),
    Arn: arn,
    Path: arn.slice(arn.indexOf(':policy') + ':policy'.length, arn.lastIndexOf('/') + 1),
    DefaultVersionId: 'v1',
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: created,
    UpdateDate: created,
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, CreateDate: created, Document: policyDocument }],
  };
}

export type UserRecord = ReturnType<typeof user>;
export type GroupRecord = ReturnType<typeof group>;
export type RoleRecord = ReturnType<typeof role>;
export type PolicyRecord = ReturnType<typeof managedPolicy>;

/** The answer of `aws iam get-account-authorization-details`. */
export interface AuthorizationDetails {
  readonly UserDetailList: readonly UserRecord[];
  readonly GroupDetailList: readonly GroupRecord[];
  readonly RoleDetailList: readonly RoleRecord[];
  readonly Policies: readonly PolicyRecord[];
}

function instanceProfile(account: string, name: string) {
  const arn = `arn:aws:iam::${account}:instance-profile/${name}`;
  return {
    Path: '/',
    InstanceProfileName: name,
    InstanceProfileId: uniqueId('AIPA', arn),
    Arn: arn,
    CreateDate: created,
    Roles: [],
  };
}

function carried(rights: Rights) {
  return {
    AttachedManagedPolicies: managed(rights.attached),
    Tags: Object.entries(rights.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    ...(rights.boundary
      ? { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: rights.boundary } }
      : {}),
  };
}

function managed(arns: readonly string[] = []) {
  return arns.map((arn) => ({ PolicyName: lastPart(arn), PolicyArn: arn }));
}

function inline(policies: Readonly<Record<string, PolicyDocument>> = {}) {
  return Object.entries(policies).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
