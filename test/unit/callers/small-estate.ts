/** Three accounts that reach into one another, with tags on things and on one account: a dump, by file name. */
export const one = '111122223333';
export const two = '444455556666';
export const three = '777788889999';

const policy = (action: string | string[], resource: string | string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Own', Effect: 'Allow', Action: action, Resource: resource }],
});
const trust = (who: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: who }, Action: 'sts:AssumeRole' }],
});
const inline = (name: string, document: object) => [{ PolicyName: name, PolicyDocument: document }];
const base = (account: string, kind: string, name: string) => ({
  Path: '/',
  CreateDate: '2025-01-01T00:00:00Z',
  Arn: `arn:aws:iam::${account}:${kind}/${name}`,
});
const user = (account: string, name: string, more: object = {}) => ({
  ...base(account, 'user', name),
  UserName: name,
  UserId: `AIDA${account}${name}`,
  ...more,
});
const role = (account: string, name: string, document: object, more: object = {}) => ({
  ...base(account, 'role', name),
  RoleName: name,
  RoleId: `AROA${account}${name}`,
  AssumeRolePolicyDocument: document,
  ...more,
});
const tags = (all: Record<string, string>) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }));

const readers = policy('s3:GetObject', ['arn:aws:s3:::pay/*', 'arn:aws:s3:::lake/*']);
const managed = (account: string, name: string, versions: object[]) => ({
  ...base(account, 'policy', name),
  PolicyName: name,
  PolicyId: `ANPA${name}`,
  DefaultVersionId: 'v1',
  PolicyVersionList: versions,
});

const details = {
  [one]: {
    UserDetailList: [
      user(one, 'ana', {
        Tags: tags({ team: 'pay' }),
        AttachedManagedPolicies: [{ PolicyName: 'readers', PolicyArn: `arn:aws:iam::${one}:policy/readers` }],
        UserPolicyList: inline('hop', policy('sts:AssumeRole', `arn:aws:iam::${two}:role/bridge`)),
      }),
      user(one, 'ben', { UserPolicyList: inline('pay', policy('s3:PutObject', 'arn:aws:s3:::pay/*')) }),
      user(one, 'twin'),
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    // The second one is a problem that a status tells of.
    Policies: [
      managed(one, 'readers', [{ VersionId: 'v1', IsDefaultVersion: true, Document: readers }]),
      managed(one, 'odd', []),
    ],
  },
  [two]: {
    UserDetailList: [
      user(two, 'lena', { UserPolicyList: inline('lake', policy('s3:GetObject', 'arn:aws:s3:::lake/*')) }),
      user(two, 'twin'),
    ],
    GroupDetailList: [],
    RoleDetailList: [
      role(two, 'bridge', trust(`arn:aws:iam::${one}:user/ana`), {
        Tags: tags({ env: 'test' }),
        RolePolicyList: inline('on', policy('sts:AssumeRole', `arn:aws:iam::${three}:role/vault-reader`)),
      }),
    ],
    Policies: [],
  },
  [three]: {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      role(three, 'vault-reader', trust(`arn:aws:iam::${two}:role/bridge`), {
        RolePolicyList: inline('vault', policy(['s3:GetObject', 'iam:PassRole'], ['arn:aws:s3:::vault/*', '*'])),
      }),
    ],
    Policies: [],
  },
};

const bucket = (account: string, name: string, more: object = {}) =>
  JSON.stringify({
    Arn: `arn:aws:s3:::${name}`,
    ResourceType: 'AWS::S3::Bucket',
    Region: 'eu-west-1',
    Account: account,
    ...more,
  });

const guests = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Guests',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${one}:user/ana` },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::lake/*',
    },
  ],
};

export const estate: Readonly<Record<string, string>> = {
  'organization.json': JSON.stringify({
    Organization: { Id: 'o-small', MasterAccountId: three, FeatureSet: 'ALL' },
    Roots: [{ Id: 'r-small', Name: 'Root', PolicyTypes: [] }],
    OrganizationalUnits: [],
    Accounts: [one, two, three].map((id) => ({
      ...{ Id: id, Name: `account ${id.slice(0, 3)}`, Status: 'ACTIVE', ParentId: 'r-small' },
      ...(id === three ? { Tags: tags({ unit: 'core' }) } : {}),
    })),
    Policies: [],
  }),
  ...Object.fromEntries(
    Object.entries(details).map(([account, body]) => [`${account}/authorization-details.json`, JSON.stringify(body)]),
  ),
  [`${one}/resources.ndjson`]: bucket(one, 'pay', { Tags: { team: 'pay' } }),
  [`${two}/resources.ndjson`]: bucket(two, 'lake', { Tags: { Team: 'lake' }, Policy: guests }),
  [`${three}/resources.ndjson`]: bucket(three, 'vault'),
};
