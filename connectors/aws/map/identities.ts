import type { Edge, Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { type Arn, requireArn, requireArnText } from './arn.js';
import { policyDocument } from './policy-document.js';
import {
  compact,
  instant,
  listOf,
  notCollected,
  objectOf,
  records,
  requireText,
  type Spot,
  tagMap,
  textOf,
} from './record.js';

/** A page of `aws iam get-account-authorization-details`. Shape: IAM API, GetAccountAuthorizationDetails. */
export interface IdentitiesPage {
  readonly file: string;
  readonly path: string;
  readonly json: JsonObject;
}

/** Facts of all pages of one account: groups and policies, then users and roles, which point at them. */
export function* mapIdentities(pages: readonly IdentitiesPage[], problems: Problem[]): Generator<Fact> {
  const groups = new Map<string, string>();
  for (const page of pages) {
    for (const { record, spot } of records(page.json, 'GroupDetailList', page)) {
      const fact = groupFact(record, spot, problems);
      groups.set(fact.name!.toLowerCase(), fact.id);
      yield fact;
    }
  }
  for (const page of pages) {
    for (const { record, spot } of records(page.json, 'Policies', page)) yield policyFact(record, spot, problems);
  }
  for (const page of pages) {
    for (const { record, spot } of records(page.json, 'UserDetailList', page))
      yield userFact(record, spot, groups, problems);
    for (const { record, spot } of records(page.json, 'RoleDetailList', page)) yield roleFact(record, spot, problems);
  }
}

function groupFact(record: JsonObject, spot: Spot, problems: Problem[]): Fact {
  const arn = entityArn(record, spot);
  return entity(
    'group',
    arn,
    requireText(record, 'GroupName', spot),
    compact({
      uniqueId: textOf(record, 'GroupId'),
      path: textOf(record, 'Path'),
      createDate: instant(record['CreateDate']),
      inline: inlinePolicies(record, 'GroupPolicyList', arn, spot, problems),
    }),
    attached(record, spot),
  );
}

function userFact(record: JsonObject, spot: Spot, groups: ReadonlyMap<string, string>, problems: Problem[]): Fact {
  const arn = entityArn(record, spot);
  const memberships = listOf(record['GroupList']).map((group): Edge => {
    const name = String(group);
    // Names of groups are unique per account without case; a group the dump lacks stays a dangling edge.
    return {
      kind: 'member-of',
      to: groups.get(name.toLowerCase()) ?? `arn:${arn.partition}:iam::${arn.account}:group/${name}`,
    };
  });
  return entity(
    'user',
    arn,
    requireText(record, 'UserName', spot),
    compact({
      uniqueId: textOf(record, 'UserId'),
      path: textOf(record, 'Path'),
      createDate: instant(record['CreateDate']),
      tags: tagMap(record['Tags']),
      inline: inlinePolicies(record, 'UserPolicyList', arn, spot, problems),
      notCollected: notCollected(record),
    }),
    memberships.concat(attached(record, spot), boundary(record, spot)),
  );
}

function roleFact(record: JsonObject, spot: Spot, problems: Problem[]): Fact {
  const arn = entityArn(record, spot);
  const trust = policyDocument(
    record['AssumeRolePolicyDocument'],
    { subject: arn.text, path: '/trust', file: spot.file },
    problems,
  );
  const profiles = records(record, 'InstanceProfileList', spot).map((profile) =>
    requireArnText(profile.record['Arn'], profile.spot, 'Arn'),
  );
  return entity(
    'role',
    arn,
    requireText(record, 'RoleName', spot),
    compact({
      uniqueId: textOf(record, 'RoleId'),
      path: textOf(record, 'Path'),
      createDate: instant(record['CreateDate']),
      trust,
      tags: tagMap(record['Tags']),
      inline: inlinePolicies(record, 'RolePolicyList', arn, spot, problems),
      instanceProfiles: profiles.length > 0 ? profiles : undefined,
      lastUsed: instant(objectOf(record['RoleLastUsed'])?.['LastUsedDate']),
      maxSession: typeof record['MaxSessionDuration'] === 'number' ? record['MaxSessionDuration'] : undefined,
      notCollected: notCollected(record),
    }),
    attached(record, spot).concat(boundary(record, spot)),
  );
}

function policyFact(record: JsonObject, spot: Spot, problems: Problem[]): Fact {
  const arn = entityArn(record, spot);
  const managed = arn.account === 'aws';
  return entity(
    'policy',
    managed ? { ...arn, account: undefined } : arn,
    textOf(record, 'PolicyName') ?? arn.resource.slice(arn.resource.lastIndexOf('/') + 1),
    compact({
      uniqueId: textOf(record, 'PolicyId'),
      path: textOf(record, 'Path'),
      policyType: managed ? 'AWS Managed Policy' : 'Customer Managed Policy',
      document: defaultVersion(record, arn, spot, problems),
      tags: tagMap(record['Tags']),
    }),
    [],
  );
}

/** Only the default version is in force. */
function defaultVersion(
  record: JsonObject,
  arn: Arn,
  spot: Spot,
  problems: Problem[],
): JsonObject | string | undefined {
  const versions = records(record, 'PolicyVersionList', spot).map((version) => version.record);
  const wanted = textOf(record, 'DefaultVersionId');
  const found =
    versions.find((version) => version['IsDefaultVersion'] === true) ??
    versions.find((version) => version['VersionId'] === wanted);
  const place = { subject: arn.text, path: '/document', file: spot.file };
  const document = policyDocument(found?.['Document'], place, problems);
  if (document === undefined) {
    problems.push({
      severity: 'error',
      code: 'missing-document',
      message: 'the policy has no default version in the dump',
      ...place,
    });
  }
  return document;
}

function inlinePolicies(record: JsonObject, key: string, arn: Arn, spot: Spot, problems: Problem[]): Json | undefined {
  const policies = records(record, key, spot).map((policy, index) => {
    const place = { subject: arn.text, path: `/inline/${index}/document`, file: spot.file };
    return compact({
      name: requireText(policy.record, 'PolicyName', policy.spot),
      document: policyDocument(policy.record['PolicyDocument'], place, problems),
    });
  });
  return policies.length > 0 ? policies : undefined;
}

function attached(record: JsonObject, spot: Spot): Edge[] {
  return records(record, 'AttachedManagedPolicies', spot).map((policy) => ({
    kind: 'attached',
    to: requireArnText(policy.record['PolicyArn'], policy.spot, 'PolicyArn'),
  }));
}

function boundary(record: JsonObject, spot: Spot): Edge[] {
  const value = record['PermissionsBoundary'];
  if (value === undefined || value === null || value === '') return [];
  const to =
    typeof value === 'string'
      ? requireArnText(value, spot, 'PermissionsBoundary')
      : requireArnText(
          objectOf(value)?.['PermissionsBoundaryArn'],
          spot,
          'PermissionsBoundary',
          'PermissionsBoundaryArn',
        );
  return [{ kind: 'bounded-by', to }];
}

function entityArn(record: JsonObject, spot: Spot): Arn {
  return requireArn(record['Arn'], spot, 'Arn');
}

function entity(kind: Fact['kind'], arn: Arn, name: string, props: JsonObject, edges: readonly Edge[]): Fact {
  const fact: { -readonly [K in keyof Fact]: Fact[K] } = { id: arn.text, kind, name, props };
  if (arn.account) fact.account = arn.account;
  if (edges.length > 0) fact.edges = edges;
  return fact;
}
