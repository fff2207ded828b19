import { describe, expect, it } from 'vitest';
import type { AccountDump, Estate, OrganizationDump, ResourceRecord, RoleDetail, UserDetail } from './estate/dump.js';
import { oracleEstate } from './estate.js';
import type { PolicyDocument, Statement } from './input.js';

const SHOP = '210987654321';
const LAB = '123456789012';
const NOW = '2026-11-23T00:00:00Z';
const bucket = 'arn:aws:s3:::takings';
const key = `arn:aws:kms:eu-central-1:${SHOP}:key/11111111-2222-3333-4444-555555555555`;
const queue = `arn:aws:sqs:eu-central-1:${SHOP}:jobs`;

const document = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string | string[] = '*', more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

function user(name: string, more: Partial<UserDetail> = {}, account = SHOP): UserDetail {
  return {
    Path: '/',
    UserName: name,
    UserId: `AIDA${name.toUpperCase()}`,
    Arn: `arn:aws:iam::${account}:user/${name}`,
    ...more,
  };
}

function role(name: string, trust: PolicyDocument, more: Partial<RoleDetail> = {}, account = SHOP): RoleDetail {
  const base = {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${name.toUpperCase()}`,
    Arn: `arn:aws:iam::${account}:role/${name}`,
  };
  return { ...base, AssumeRolePolicyDocument: trust, ...more };
}

const inline = (...statements: readonly Statement[]) => [
  { PolicyName: 'inline', PolicyDocument: document(...statements) },
];
const trusted = (Service: string) => document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

function account(
  id: string,
  identities: { readonly users?: readonly UserDetail[]; readonly roles?: readonly RoleDetail[] },
  resources: readonly ResourceRecord[] = [],
): AccountDump {
  return {
    id,
    authorizationDetails: {
      UserDetailList: identities.users ?? [],
      RoleDetailList: identities.roles ?? [],
      GroupDetailList: [
        {
          Path: '/',
          GroupName: 'ops',
          GroupId: 'AGPAOPS',
          Arn: `arn:aws:iam::${id}:group/ops`,
          GroupPolicyList: inline(allow('sqs:*')),
        },
      ],
      Policies: [],
    },
    resources,
  };
}

const record = (Arn: string, ResourceType: string, more: Partial<ResourceRecord> = {}): ResourceRecord => ({
  Arn,
  ResourceType,
  ...more,
});
const theBucket = (more: Partial<ResourceRecord> = {}) => record(bucket, 'AWS::S3::Bucket', more);
const open = (...accounts: readonly AccountDump[]) => oracleEstate({ accounts }, NOW);
const arn = (name: string, id = SHOP) => `arn:aws:iam::${id}:user/${name}`;

describe('identity side', () => {
  it("counts the policies of a user's groups", () => {
    const estate = open(
      account(SHOP, { users: [user('dana', { GroupList: ['ops'] }), user('eve')] }, [record(queue, 'AWS::SQS::Queue')]),
    );
    expect(estate.check(arn('dana'), 'sqs:SendMessage', queue).verdict).toBe('allow');
    expect(estate.check(arn('eve'), 'sqs:SendMessage', queue).verdict).toBe('deny');
    expect(estate.who('sqs:SendMessage', queue).map((one) => one.id)).toEqual([arn('dana')]);
    expect(estate.what(arn('dana'), 'sqs:SendMessage').map((one) => one.id)).toEqual([queue]);
  });

  it('does not guess what a missing document says, unless it cannot matter', () => {
    const lost = { AttachedManagedPolicies: [{ PolicyName: 'Lost', PolicyArn: `arn:aws:iam::${SHOP}:policy/Lost` }] };
    const users = [
      user('dana', lost),
      user('eve', { ...lost, UserPolicyList: inline({ ...allow('sqs:*'), Effect: 'Deny' }) }),
    ];
    const estate = open(account(SHOP, { users }, [record(queue, 'AWS::SQS::Queue')]));
    expect(estate.check(arn('dana'), 'sqs:SendMessage', queue).verdict).toBe('unknown');
    expect(estate.check(arn('eve'), 'sqs:SendMessage', queue)).toEqual({ verdict: 'deny', explicit: true });
  });

  it('fills in tags, unless session tags may override them or they were not read', () => {
    const own = inline(
      allow('sqs:*', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } }),
    );
    const tags = { Tags: [{ Key: 'team', Value: 'blue' }], RolePolicyList: own };
    const tagging = document({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    });
    const roles = [role('plain', trusted('ec2.amazonaws.com'), tags), role('tagged', tagging, tags)];
    const with_ = (more: Partial<ResourceRecord>) =>
      open(account(SHOP, { roles }, [record(queue, 'AWS::SQS::Queue', more)]));
    const check = (more: Partial<ResourceRecord>, name: string) =>
      with_(more).check(`arn:aws:iam::${SHOP}:role/${name}`, 'sqs:SendMessage', queue).verdict;
    expect(check({ Tags: { team: 'blue' } }, 'plain')).toBe('allow');
    expect(check({ Tags: { team: 'red' } }, 'plain')).toBe('deny');
    expect(check({}, 'plain')).toBe('deny');
    expect(check({ Tags: { team: 'blue' } }, 'tagged')).toBe('conditional');
    expect(check({ NotCollected: ['Tags'] }, 'plain')).toBe('unknown');
  });
});

describe('organization', () => {
  const organization = (targets: readonly string[], Status = 'ENABLED'): OrganizationDump => ({
    Organization: { Id: 'o-shop1234', MasterAccountId: LAB },
    Roots: [{ Id: 'r-1', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status }] }],
    OrganizationalUnits: [{ Id: 'ou-1', Name: 'one', ParentId: 'r-1' }],
    Accounts: [
      { Id: LAB, ParentId: 'r-1' },
      { Id: SHOP, ParentId: 'ou-1' },
    ],
    Policies: [
      {
        PolicySummary: { Id: 'p-full', Name: 'full', Type: 'SERVICE_CONTROL_POLICY', AwsManaged: true },
        Content: JSON.stringify(document(allow('*'))),
        TargetIds: targets,
      },
    ],
  });
  const verdict = (targets: readonly string[], id: string, Status?: string) => {
    const users = [user('dana', { UserPolicyList: inline(allow('sqs:*')) }, id)];
    const mine = queue.replace(SHOP, id);
    const estate: Estate = {
      organization: organization(targets, Status),
      accounts: [account(id, { users }, [record(mine, 'AWS::SQS::Queue')])],
    };
    return oracleEstate(estate, NOW).check(arn('dana', id), 'sqs:SendMessage', mine).verdict;
  };

  it('every level must allow; the management account and a disabled policy type are free', () => {
    expect(verdict(['r-1', 'ou-1', SHOP], SHOP)).toBe('allow');
    expect(verdict(['r-1', SHOP], SHOP)).toBe('deny');
    expect(verdict([], LAB)).toBe('allow');
    expect(verdict([], SHOP, 'PENDING_DISABLE')).toBe('allow');
  });

  it('knows the organization of collected accounts, and that strangers are outside', () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-shop1234' } };
    const Policy = document(allow('s3:GetObject', `${bucket}/*`, { Principal: '*', Condition }));
    const estate = oracleEstate(
      {
        organization: organization(['r-1', 'ou-1', SHOP, LAB]),
        accounts: [account(SHOP, { users: [user('dana')] }, [theBucket({ Policy })])],
      },
      NOW,
    );
    expect(estate.check(arn('dana'), 's3:GetObject', `${bucket}/x`).verdict).toBe('allow');
    expect(estate.check('999988887777', 's3:GetObject', `${bucket}/x`).verdict).toBe('deny');
    expect(estate.check('public', 's3:GetObject', `${bucket}/x`).verdict).toBe('deny');
  });
});

describe('buckets', () => {
  const toEveryone = document(allow('s3:GetObject', `${bucket}/*`, { Principal: '*' }));
  const dana = user('dana', { UserPolicyList: inline(allow('s3:GetObject', `${bucket}/2026/*`)) });

  it('asked of the bucket an action on objects means its contents', () => {
    const estate = open(account(SHOP, { users: [dana, user('eve')] }, [theBucket()]));
    expect(estate.check(arn('dana'), 's3:GetObject', bucket).verdict).toBe('conditional');
    expect(estate.check(arn('dana'), 's3:GetObject', `${bucket}/2026/a`).verdict).toBe('allow');
    expect(estate.check(arn('eve'), 's3:GetObject', bucket).verdict).toBe('deny');
    expect(
      open(account(SHOP, {}, [theBucket({ Policy: toEveryone })])).check('public', 's3:GetObject', bucket).verdict,
    ).toBe('allow');
  });

  it('RestrictPublicBuckets leaves a public policy to the owner and to services', () => {
    const PublicAccessBlock = { RestrictPublicBuckets: true };
    const estate = open(
      account(SHOP, { users: [user('eve')] }, [theBucket({ Policy: toEveryone, PublicAccessBlock })]),
    );
    expect(estate.check('public', 's3:GetObject', bucket).verdict).toBe('deny');
    expect(estate.check('authenticated', 's3:GetObject', bucket).verdict).toBe('deny');
    expect(estate.check(arn('eve'), 's3:GetObject', bucket).verdict).toBe('allow');
    expect(estate.check('delivery.logs.amazonaws.com', 's3:GetObject', bucket).verdict).toBe('allow');
  });

  it('access control lists grant unless the owner is enforced or they are ignored', () => {
    const URI = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
    const Acl = { Grants: [{ Grantee: { Type: 'Group', URI }, Permission: 'READ' }] };
    const check = (more: Partial<ResourceRecord>, who: string) =>
      open(account(SHOP, {}, [theBucket({ Acl, ...more })])).check(who, 's3:ListBucket', bucket).verdict;
    expect(check({}, 'authenticated')).toBe('allow');
    expect(check({}, 'public')).toBe('deny');
    expect(check({ ObjectOwnership: 'BucketOwnerEnforced' }, 'authenticated')).toBe('deny');
    expect(check({ PublicAccessBlock: { IgnorePublicAcls: true } }, 'authenticated')).toBe('deny');
  });

  it('an object under a key needs the key as well', () => {
    const Policy = document(allow('kms:Decrypt', '*', { Principal: { AWS: arn('dana') } }));
    const withKey = (more: Partial<ResourceRecord>) =>
      open(
        account(SHOP, { users: [dana, user('eve', { UserPolicyList: inline(allow('s3:*')) })] }, [
          theBucket({ KmsKeyArn: key, Policy: toEveryone }),
          record(key, 'AWS::KMS::Key', { Policy, ...more }),
        ]),
      );
    const object = `${bucket}/2026/a`;
    expect(withKey({}).check(arn('dana'), 's3:GetObject', object).verdict).toBe('allow');
    expect(withKey({}).check(arn('eve'), 's3:GetObject', object).verdict).toBe('deny');
    expect(withKey({}).check('public', 's3:GetObject', object).verdict).toBe('deny');
    const Grants = [{ GrantId: 'g', GranteePrincipal: arn('eve'), Operations: ['Decrypt'] }];
    expect(withKey({ Grants }).check(arn('eve'), 's3:GetObject', object).verdict).toBe('allow');
  });
});

describe("sessions of one's own", () => {
  it('a workload acts as its role, a person as the roles assigned to it', () => {
    const instance = `arn:aws:ec2:eu-central-1:${SHOP}:instance/i-1`;
    const runner = role('runner', trusted('ec2.amazonaws.com'), { RolePolicyList: inline(allow('sqs:*')) });
    const estate = oracleEstate(
      {
        accounts: [
          account(SHOP, { roles: [runner] }, [
            record(queue, 'AWS::SQS::Queue'),
            record(instance, 'AWS::EC2::Instance', { RunsAs: runner.Arn }),
          ]),
        ],
        identityCenter: {
          InstanceArn: 'arn:aws:sso:::instance/ssoins-1',
          IdentityStoreId: 'd-1',
          Users: [
            { UserId: 'u-1', UserName: 'ann' },
            { UserId: 'u-2', UserName: 'ben' },
          ],
          Groups: [{ GroupId: 'g-1', DisplayName: 'ops' }],
          GroupMemberships: [{ GroupId: 'g-1', MemberId: { UserId: 'u-1' } }],
          PermissionSets: [
            { PermissionSetArn: 'arn:ps', Name: 'Ops', InlinePolicy: JSON.stringify(document(allow('sqs:Send*'))) },
          ],
          AccountAssignments: [
            { AccountId: SHOP, PermissionSetArn: 'arn:ps', PrincipalType: 'GROUP', PrincipalId: 'g-1' },
          ],
        },
      },
      NOW,
    );
    expect(estate.who('sqs:SendMessage', queue).map((one) => one.id)).toEqual([runner.Arn, instance, 'd-1/user/u-1']);
  });
});

describe('outsiders', () => {
  const Policy = document(
    allow('sqs:SendMessage', queue, { Principal: { AWS: ['999988887777', 'AIDADANA', 'AROANOBODY'] } }),
    allow('sqs:SendMessage', queue, {
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } },
    }),
  );
  it('count with their own side granting; a unique id means the entity that has it', () => {
    const estate = open(
      account(SHOP, { users: [user('dana'), user('eve')] }, [record(queue, 'AWS::SQS::Queue', { Policy })]),
    );
    expect(estate.who('sqs:SendMessage', queue).map((one) => [one.id, one.verdict])).toEqual([
      [arn('dana'), 'allow'],
      ['999988887777', 'allow'],
      ['sns.amazonaws.com', 'conditional'],
    ]);
  });
});
