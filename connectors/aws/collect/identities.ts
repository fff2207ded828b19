import type { AwsApi } from './api.js';
import { policyDocument } from './documents.js';
import { bearable } from './faults.js';
import type { CallOutput } from './sdk.js';

type Details = CallOutput<'iam', 'GetAccountAuthorizationDetails'>;
type User = NonNullable<Details['UserDetailList']>[number];
type Group = NonNullable<Details['GroupDetailList']>[number];
type Role = NonNullable<Details['RoleDetailList']>[number];
type Policy = NonNullable<Details['Policies']>[number];

/** The answer of `get-account-authorization-details`, all pages in one and every document parsed. */
export interface Identities {
  readonly UserDetailList: readonly User[];
  readonly GroupDetailList: readonly Group[];
  readonly RoleDetailList: readonly Role[];
  readonly Policies: readonly Policy[];
}

/** Items of one page; the largest IAM gives. */
const pageSize = 1000;

/**
 * Users, groups, roles and policies of an account. Policies that serve only as a boundary are not among the answer of the
 * API and are read one by one, as is a default version the answer lacks.
 */
export async function readIdentities(api: AwsApi, skipped: (error: unknown) => void): Promise<Identities> {
  const users: User[] = [];
  const groups: Group[] = [];
  const roles: Role[] = [];
  const policies: Policy[] = [];
  for await (const page of api.pages('iam', 'GetAccountAuthorizationDetails', { MaxItems: pageSize })) {
    users.push(...(page.UserDetailList ?? []));
    groups.push(...(page.GroupDetailList ?? []));
    roles.push(...(page.RoleDetailList ?? []));
    policies.push(...(page.Policies ?? []));
  }
  const read = new Map(policies.map((policy) => [policy.Arn ?? '', policy]));
  for (const arn of referenced(users, groups, roles)) {
    if (hasDefaultVersion(read.get(arn))) continue;
    try {
      read.set(arn, await readPolicy(api, arn));
    } catch (error) {
      // Without its record the policy is a missing document, which is what verdicts over it then say.
      skipped(bearable(error, api));
    }
  }
  return parsedDocuments({
    UserDetailList: users,
    GroupDetailList: groups,
    RoleDetailList: roles,
    Policies: [...read.values()],
  });
}

function referenced(users: readonly User[], groups: readonly Group[], roles: readonly Role[]): Set<string> {
  const attached = [...users, ...groups, ...roles].flatMap((entity) => entity.AttachedManagedPolicies ?? []);
  const boundaries = [...users, ...roles].map((entity) => entity.PermissionsBoundary?.PermissionsBoundaryArn);
  return new Set([...boundaries, ...attached.map((policy) => policy.PolicyArn)].filter((arn) => arn !== undefined));
}

function hasDefaultVersion(policy: Policy | undefined): boolean {
  return policy?.PolicyVersionList?.some((version) => version.IsDefaultVersion && version.Document) ?? false;
}

/** A policy and its default version, in the shape the authorization details have. */
async function readPolicy(api: AwsApi, PolicyArn: string): Promise<Policy> {
  const { Policy: policy } = await api.call('iam', 'GetPolicy', { PolicyArn });
  const VersionId = policy?.DefaultVersionId ?? 'v1';
  const { PolicyVersion: version } = await api.call('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
  const { Tags: _tags, ...details } = policy ?? {};
  return { ...details, Arn: PolicyArn, PolicyVersionList: version ? [{ ...version, IsDefaultVersion: true }] : [] };
}

/** The same lists with documents as objects, as the AWS command line prints them. */
function parsedDocuments(identities: Identities): Identities {
  return {
    UserDetailList: identities.UserDetailList.map(parsedItem),
    GroupDetailList: identities.GroupDetailList.map(parsedItem),
    RoleDetailList: identities.RoleDetailList.map(parsedItem),
    Policies: identities.Policies.map(parsedItem),
  };
}

function parsedItem<T>(item: T): T {
  return JSON.parse(JSON.stringify(item), (key, value: unknown) =>
    documentFields.has(key) && typeof value === 'string' ? policyDocument(value) : value,
  ) as T;
}

const documentFields: ReadonlySet<string> = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'Document']);
