import type {
  AccountDump,
  AttachedPolicy,
  AwsTag,
  Estate,
  GroupDetail,
  ManagedPolicy,
  PublicAccessBlock,
  RawDocument,
  ResourceRecord,
  RoleDetail,
  UserDetail,
} from '../../oracle/aws/estate/dump.js';
import type { PolicyDocument } from '../../oracle/aws/input.js';
import { generateIdentityCenter, reservedRoles } from './estate-identity-center.js';
import { generateNames, type NamedResource, type NamedRole, type NamedUser, type Names } from './estate-names.js';
import { generateOrganization } from './estate-organization.js';
import { keyDocument, ownDocument, resourceDocument, trustDocument } from './estate-policies.js';
import { below, chance, pick, type Random, several } from './random.js';

export interface GeneratedEstate {
  readonly estate: Estate;
  readonly names: Names;
}

/** A small random estate in dump shapes: two or three accounts, their identities and resources, organization and Identity Center. */
export function generateEstate(random: Random): GeneratedEstate {
  const names = generateNames(random);
  const organized = chance(random, 0.75);
  const center = chance(random, 0.6) ? generateIdentityCenter(random, names) : undefined;
  const accounts = names.accounts.map((id) => generateAccount(random, names, id));
  const estate: Estate = {
    ...(organized ? { organization: generateOrganization(random, names) } : {}),
    ...(center === undefined ? {} : { identityCenter: center }),
    accounts:
      center === undefined ? accounts : accounts.map((account) => reservedRoles(random, names, center, account)),
  };
  return { estate, names };
}

function generateAccount(random: Random, names: Names, id: string): AccountDump {
  const policies = managedPolicies(random, names, id);
  const groups = ['admins', 'devs'].map((name) => generateGroup(random, names, id, name, policies));
  return {
    id,
    authorizationDetails: {
      UserDetailList: names.users
        .filter((one) => one.account === id)
        .map((one) => generateUser(random, names, one, policies)),
      GroupDetailList: groups,
      RoleDetailList: names.roles
        .filter((one) => one.account === id)
        .map((one) => generateRole(random, names, one, policies)),
      Policies: policies,
    },
    resources: [names.buckets, names.keys, names.queues, names.secrets, names.workloads]
      .flat()
      .filter((one) => one.account === id)
      .map((one) => generateRecord(random, names, one)),
    account: chance(random, 0.15) ? { PublicAccessBlock: publicAccessBlock(random) } : {},
    providers: { SAMLProviders: [], OpenIDConnectProviders: [] },
  };
}

// ---- Identities ---------------------------------------------------------------------------------------------------------------

/** As the API gives it, decoded or URL-encoded. */
function raw(random: Random, document: PolicyDocument): RawDocument {
  return chance(random, 0.2) ? encodeURIComponent(JSON.stringify(document)) : document;
}

function managedPolicies(random: Random, names: Names, account: string): readonly ManagedPolicy[] {
  const arns = [
    `arn:aws:iam::${account}:policy/One`,
    `arn:aws:iam::${account}:policy/Two`,
    'arn:aws:iam::aws:policy/Reader',
  ];
  return arns.map((Arn) => ({
    PolicyName: Arn.slice(Arn.indexOf('/') + 1),
    Arn,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      {
        Document: raw(random, ownDocument(random, names, Arn.includes(':aws:policy') ? 0 : 0.09)),
        VersionId: 'v2',
        IsDefaultVersion: true,
      },
      { Document: { Version: '2012-10-17', Statement: [] }, VersionId: 'v1', IsDefaultVersion: false },
    ],
  }));
}

/** Now and then a policy whose document was not collected. */
function attached(random: Random, policies: readonly ManagedPolicy[], most: number): readonly AttachedPolicy[] {
  const some = policies
    .slice(0, below(random, most + 1))
    .map((one) => ({ PolicyName: one.PolicyName, PolicyArn: one.Arn }));
  if (!chance(random, 0.03)) return some;
  const account = policies[0]!.Arn.split(':')[4]!;
  return [...some, { PolicyName: 'Lost', PolicyArn: `arn:aws:iam::${account}:policy/Lost` }];
}

function inlinePolicies(random: Random, names: Names, least: number) {
  return several(random, least, 1, () => ({
    PolicyName: 'inline',
    PolicyDocument: raw(random, ownDocument(random, names)),
  }));
}

function boundary(random: Random, policies: readonly ManagedPolicy[]) {
  if (!chance(random, 0.15)) return {};
  const PermissionsBoundaryArn = pick(random, policies).Arn;
  return { PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn } };
}

function identityTags(random: Random): { readonly Tags?: readonly AwsTag[] } {
  return chance(random, 0.6) ? { Tags: [{ Key: 'team', Value: pick(random, ['blue', 'red']) }] } : {};
}

function generateGroup(
  random: Random,
  names: Names,
  account: string,
  name: string,
  policies: readonly ManagedPolicy[],
): GroupDetail {
  return {
    Path: '/',
    GroupName: name,
    GroupId: `AGPA${name.toUpperCase()}${account}`,
    Arn: `arn:aws:iam::${account}:group/${name}`,
    GroupPolicyList: inlinePolicies(random, names, 0),
    AttachedManagedPolicies: attached(random, policies, 1),
  };
}

function generateUser(random: Random, names: Names, user: NamedUser, policies: readonly ManagedPolicy[]): UserDetail {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    UserPolicyList: inlinePolicies(random, names, 0),
    GroupList: ['admins', 'devs'].filter(() => chance(random, 0.4)),
    AttachedManagedPolicies: attached(random, policies, 3),
    ...boundary(random, policies),
    ...identityTags(random),
  };
}

function generateRole(random: Random, names: Names, role: NamedRole, policies: readonly ManagedPolicy[]): RoleDetail {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    AssumeRolePolicyDocument: raw(random, trustDocument(random, names, role.account, role.service)),
    InstanceProfileList: [],
    RolePolicyList: inlinePolicies(random, names, 1),
    AttachedManagedPolicies: attached(random, policies, 2),
    ...boundary(random, policies),
    ...identityTags(random),
  };
}

// ---- Resources ----------------------------------------------------------------------------------------------------------------

function generateRecord(random: Random, names: Names, resource: NamedResource): ResourceRecord {
  const base = { Arn: resource.arn, ResourceType: resource.type, Region: 'eu-west-1', Account: resource.account };
  if (resource.type === 'AWS::S3::Bucket') return { ...base, ...bucketFields(random, names, resource) };
  if (resource.type === 'AWS::KMS::Key') return { ...base, ...tags(random), ...keyFields(random, names, resource) };
  if (resource.type === 'AWS::EC2::Instance') return { ...base, RunsAs: roleFor(names, resource, 'runner') };
  const policy = chance(random, 0.5) ? { Policy: resourceDocument(random, names, resource) } : {};
  if (resource.type === 'AWS::Lambda::Function') return { ...base, ...policy, RunsAs: roleFor(names, resource, 'app') };
  return { ...base, ...tags(random), ...policy };
}

function roleFor(names: Names, resource: NamedResource, name: string): string {
  return names.roles.find((one) => one.account === resource.account && one.name === name)!.arn;
}

function tags(random: Random): Pick<ResourceRecord, 'Tags' | 'NotCollected'> {
  if (chance(random, 0.06)) return { NotCollected: ['Tags'] };
  if (chance(random, 0.3)) return {};
  const team = chance(random, 0.5) ? { team: pick(random, ['blue', 'red']) } : {};
  return { Tags: { env: pick(random, ['prod', 'dev']), ...team } };
}

function keyFields(random: Random, names: Names, key: NamedResource): Partial<ResourceRecord> {
  const grantee = pick(random, [...names.roles, ...names.users]).arn;
  const constraint = chance(random, 0.3) ? { Constraints: { EncryptionContextEquals: { app: 'x' } } } : {};
  const grant = {
    GrantId: 'g-1',
    GranteePrincipal: grantee,
    Operations: ['Decrypt', 'DescribeKey'].slice(below(random, 2)),
    ...constraint,
  };
  return { Policy: keyDocument(random, names, key), ...(chance(random, 0.3) ? { Grants: [grant] } : {}) };
}

function bucketFields(random: Random, names: Names, bucket: NamedResource): Partial<ResourceRecord> {
  const key = chance(random, 0.25) && names.keys.length > 0 ? { KmsKeyArn: pick(random, names.keys).arn } : {};
  return {
    ...(chance(random, 0.7) ? { Policy: resourceDocument(random, names, bucket) } : {}),
    ...(chance(random, 0.3) ? { PublicAccessBlock: publicAccessBlock(random) } : {}),
    ...key,
    ...acl(random),
  };
}

function publicAccessBlock(random: Random): PublicAccessBlock {
  const all = chance(random, 0.6);
  return { BlockPublicAcls: true, IgnorePublicAcls: all, BlockPublicPolicy: all, RestrictPublicBuckets: all };
}

function acl(random: Random): Partial<ResourceRecord> {
  if (!chance(random, 0.2)) return { ObjectOwnership: 'BucketOwnerEnforced' };
  const group = pick(random, ['AuthenticatedUsers', 'AllUsers']);
  const Grantee = { Type: 'Group', URI: `http://acs.amazonaws.com/groups/global/${group}` };
  return {
    ObjectOwnership: pick(random, ['ObjectWriter', 'BucketOwnerEnforced']),
    Acl: { Owner: { ID: 'c0ffee' }, Grants: [{ Grantee, Permission: 'READ' }] },
  };
}
