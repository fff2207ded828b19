import { beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../../src/commands/demo-organisation/builders.js';
import { deliberateGaps } from '../../../src/commands/demo-organisation/deliberate.js';
import { Dump, type Plain, principals, statements, texts } from './dump.js';

let dump: Dump;
beforeAll(async () => {
  dump = await Dump.read();
});

const arns = (records: readonly Plain[]): Set<string> => new Set(records.map((record) => String(record['Arn'])));
const missing = (named: readonly string[], known: ReadonlySet<string>, spared: readonly string[] = []): string[] =>
  [...new Set(named)].filter((name) => !known.has(name) && !spared.includes(name)).toSorted();
const allEntities = (): readonly Plain[] =>
  (['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const).flatMap((list) => dump.entities(list));
const identityCenter = (list: string): readonly Plain[] => dump.json('identity-center.json')[list] as Plain[];

describe('references of identities', () => {
  const attached = (): string[] =>
    allEntities()
      .flatMap((entity) => entity['AttachedManagedPolicies'] as Plain[])
      .map((policy) => String(policy['PolicyArn']));

  test('attached policies have documents, but for the one left out on purpose', () => {
    const known = arns(dump.entities('Policies'));
    expect(missing(attached(), known)).toEqual([...deliberateGaps.policiesWithoutDocument]);
  });

  test('boundaries have documents', () => {
    const boundaries = allEntities()
      .map((entity) => entity['PermissionsBoundary'] as Plain | undefined)
      .flatMap((boundary) => (boundary ? [String(boundary['PermissionsBoundaryArn'])] : []));
    expect(boundaries.length).toBeGreaterThan(2);
    expect(missing(boundaries, arns(dump.entities('Policies')))).toEqual([]);
  });

  test('groups of users exist in the same account', () => {
    for (const { json } of dump.all('authorization-details.json')) {
      const known = new Set((json['GroupDetailList'] as Plain[]).map((group) => String(group['GroupName'])));
      expect(
        missing(
          (json['UserDetailList'] as Plain[]).flatMap((user) => texts(user['GroupList'])),
          known,
        ),
      ).toEqual([]);
    }
  });

  test('the credential report lists exactly the users of its account', () => {
    const reports = [...dump.files].filter(([file]) => file.endsWith('credential-report.csv'));
    expect(reports.length).toBe(4);
    for (const [file, text] of reports) {
      const details = dump.json(file.replace('credential-report.csv', 'authorization-details.json'));
      const [header, root, ...rows] = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      expect(header).toHaveLength(22);
      expect(root?.[0]).toBe('<root_account>');
      expect(rows.map((row) => row[1])).toEqual((details['UserDetailList'] as Plain[]).map((user) => user['Arn']));
      expect(rows.every((row) => row.length === 22)).toBe(true);
    }
  });

  test('last use is told of identities that exist', () => {
    const told = dump.all('last-accessed.json').flatMap(({ json }) => Object.keys(json));
    expect(told.length).toBeGreaterThan(6);
    expect(missing(told, arns(allEntities()))).toEqual([]);
  });
});

describe('references of Identity Center', () => {
  test('memberships and assignments name people, groups, sets and accounts that exist', () => {
    const users = new Set(identityCenter('Users').map((user) => String(user['UserId'])));
    const groups = new Set(identityCenter('Groups').map((group) => String(group['GroupId'])));
    const sets = new Set(identityCenter('PermissionSets').map((set) => String(set['PermissionSetArn'])));
    expect(users.size).toBe(10);
    const memberships = identityCenter('GroupMemberships');
    expect(
      missing(
        memberships.map((one) => String(one['GroupId'])),
        groups,
      ),
    ).toEqual([]);
    expect(
      missing(
        memberships.map((one) => String((one['MemberId'] as Plain)['UserId'])),
        users,
      ),
    ).toEqual([]);
    const assignments = identityCenter('AccountAssignments');
    expect(
      missing(
        assignments.map((one) => String(one['PermissionSetArn'])),
        sets,
      ),
    ).toEqual([]);
    expect(
      missing(
        assignments.map((one) => String(one['PrincipalId'])),
        new Set([...users, ...groups]),
      ),
    ).toEqual([]);
    expect(
      missing(
        assignments.map((one) => String(one['AccountId'])),
        new Set(Object.values(accounts)),
      ),
    ).toEqual([]);
  });

  test('every assignment has its reserved role, and every reserved role an assignment', () => {
    const names = new Map(
      identityCenter('PermissionSets').map((set) => [set['PermissionSetArn'], String(set['Name'])] as const),
    );
    const assigned = identityCenter('AccountAssignments').map(
      (one) => `${one['AccountId']} ${names.get(one['PermissionSetArn'])}`,
    );
    const reserved = dump
      .entities('RoleDetailList')
      .map((role) => /::(\d+):role\/aws-reserved\/.*\/AWSReservedSSO_(\w+)_[0-9a-f]{16}$/.exec(String(role['Arn'])))
      .flatMap((match) => (match ? [`${match[1]} ${match[2]}`] : []));
    expect(new Set(reserved)).toEqual(new Set(assigned));
    expect(new Set(reserved).size).toBe(reserved.length);
  });

  test('a boundary by name exists in every account the set is assigned to', () => {
    const known = arns(dump.entities('Policies'));
    for (const set of identityCenter('PermissionSets')) {
      const boundary = set['PermissionsBoundary'] as { CustomerManagedPolicyReference: { Name: string } } | undefined;
      if (!boundary) continue;
      const held = identityCenter('AccountAssignments')
        .filter((one) => one['PermissionSetArn'] === set['PermissionSetArn'])
        .map((one) => `arn:aws:iam::${one['AccountId']}:policy/${boundary.CustomerManagedPolicyReference.Name}`);
      expect(held.length).toBeGreaterThan(0);
      expect(missing(held, known)).toEqual([]);
    }
  });
});

describe('references of the organization', () => {
  test('parents and targets exist, and no target carries more than five policies of a type', () => {
    const tree = dump.json('organization.json');
    const list = (name: string) => tree[name] as Plain[];
    const places = new Set(
      [...list('Roots'), ...list('OrganizationalUnits'), ...list('Accounts')].map((one) => String(one['Id'])),
    );
    const parents = [...list('OrganizationalUnits'), ...list('Accounts')].map((one) => String(one['ParentId']));
    expect(missing(parents, places)).toEqual([]);
    const targets = list('Policies').flatMap((policy) =>
      texts(policy['TargetIds']).map((target) => ({ target, type: (policy['PolicySummary'] as Plain)['Type'] })),
    );
    expect(
      missing(
        targets.map(({ target }) => target),
        places,
      ),
    ).toEqual([]);
    const counts = new Map<string, number>();
    for (const { target, type } of targets) {
      const key = `${target} ${type}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 5)).toEqual([]);
  });

  test('every account of the organization was collected, and no other', () => {
    const collected = dump.all('authorization-details.json').map(({ account }) => account);
    const members = (dump.json('organization.json')['Accounts'] as Plain[]).map((account) => String(account['Id']));
    expect(collected.toSorted()).toEqual(members.toSorted());
    for (const outside of deliberateGaps.uncollectedAccounts) expect(members).not.toContain(outside);
  });
});

describe('references of resources and policies', () => {
  test('workloads run as roles, contents lie under keys that exist', () => {
    const resources = dump.resources();
    const pointed = (field: string) => resources.flatMap((one) => texts(one[field]));
    expect(missing(pointed('RunsAs'), arns(dump.entities('RoleDetailList')))).toEqual([]);
    expect(missing(pointed('KmsKeyArn'), arns(resources))).toEqual([]);
    const workloads = resources.filter((one) => one['RunsAs'] !== undefined).map((one) => one['ResourceType']);
    for (const type of ['AWS::EC2::Instance', 'AWS::Lambda::Function', 'AWS::ECS::TaskDefinition'])
      expect(workloads).toContain(type);
  });

  test('principals that policies name exist, but for accounts outside and the deleted role', () => {
    const named = dump.documents().flatMap(statements).flatMap(principals);
    const aws = named.filter(({ kind, name }) => kind === 'AWS' && name !== '*').map(({ name }) => name);
    const known = new Set([
      ...arns(allEntities()),
      ...Object.values(accounts).flatMap((account) => [account, `arn:aws:iam::${account}:root`]),
    ]);
    expect(aws.length).toBeGreaterThan(10);
    expect(missing(aws, known)).toEqual([...deliberateGaps.danglingPrincipals]);
    for (const outside of deliberateGaps.uncollectedAccounts)
      expect(aws.some((name) => name.includes(outside))).toBe(true);
    const providers = dump
      .all('providers.json')
      .flatMap(({ json }) => [
        ...arns(json['SAMLProviders'] as Plain[]),
        ...arns(json['OpenIDConnectProviders'] as Plain[]),
      ]);
    expect(
      missing(
        named.filter(({ kind }) => kind === 'Federated').map(({ name }) => name),
        new Set(providers),
      ),
    ).toEqual([]);
  });

  test('buckets, roles and resources that statements name without a wildcard exist', () => {
    const named = dump
      .documents()
      .flatMap(statements)
      .flatMap((statement) => [...texts(statement['Resource']), ...texts(statement['NotResource'])]);
    const inventory = arns(dump.resources());
    const buckets = named.filter((text) => text.startsWith('arn:aws:s3:::')).map((text) => text.split('/')[0]!);
    expect(missing(buckets, inventory)).toEqual([]);
    const exact = named.filter((text) => text.startsWith('arn:') && !/[*?$]|:s3:::/.test(text));
    expect(exact.length).toBeGreaterThan(10);
    expect(missing(exact, new Set([...inventory, ...arns(allEntities())]))).toEqual([]);
  });

  test('the gaps on purpose are really there', () => {
    const unread = dump.resources().filter((one) => one['NotCollected'] !== undefined);
    expect(unread.map((one) => String(one['Arn']))).toEqual([...deliberateGaps.unreadTags]);
    const conditions = (arn: string) => {
      const role = dump.entities('RoleDetailList').find((one) => one['Arn'] === arn);
      return JSON.stringify(role?.['AssumeRolePolicyDocument'] ?? '');
    };
    for (const arn of deliberateGaps.openTrusts) {
      expect(conditions(arn)).toContain('sts:AssumeRole');
      expect(conditions(arn)).not.toMatch(/:sub"|sts:ExternalId/);
    }
  });
});
