import { describe, expect, it } from 'vitest';
import {
  type AttachedPolicy,
  type AwsPolicies,
  type AwsPrincipal,
  type AwsRequest,
  compilePolicy,
  decide,
  type KeyValue,
  type PolicyKind,
  type ResourceGrant,
} from '../../../../src/evaluators/aws/index.js';

const account = '123456789012';
const other = '210987654321';
const maria: AwsPrincipal = { kind: 'user', arn: `arn:aws:iam::${account}:user/maria`, account };
const omar: AwsPrincipal = { kind: 'user', arn: `arn:aws:iam::${other}:user/omar`, account: other };
const everyone: AwsPrincipal = { kind: 'anonymous', arn: '*' };

const policy = (name: string, kind: PolicyKind, ...statements: Record<string, unknown>[]): AttachedPolicy => ({
  id: name,
  name,
  policy: compilePolicy({ Version: '2012-10-17', Statement: statements }, kind),
});
const unread = (name: string): AttachedPolicy => ({ id: name, name, policy: null });
const allow = (Action: unknown, Resource: unknown = '*', Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
const deny = (Action: unknown, Resource: unknown = '*', Condition?: unknown) => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
const full = policy('full', 'identity', allow('*'));
const bucket = (...statements: Record<string, unknown>[]) => policy('bucket', 'resource', ...statements);

const ask = (
  policies: Partial<AwsPolicies>,
  request: Partial<AwsRequest> = {},
  context: Readonly<Record<string, KeyValue>> = {},
) =>
  decide(
    {
      principal: maria,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/a/b',
      resourceAccount: account,
      context: (key) => context[key],
      ...request,
    },
    { identity: [], ...policies },
  );

describe('a policy whose document is missing', () => {
  it('is unknown where it could grant', () => {
    expect(ask({ identity: [unread('lost')] })).toMatchObject({
      verdict: 'unknown',
      explicit: false,
      because: [{ key: 'missing', layer: 'identity', policy: 'lost' }],
    });
  });
  it('is unknown where it could deny', () => {
    const decision = ask({ identity: [full, unread('lost')] });
    expect(decision.verdict).toBe('unknown');
    expect(decision.because.map(({ key }) => key)).toEqual(['identity-allow', 'missing']);
  });
  it('matters not beside a certain Deny', () => {
    expect(ask({ identity: [full, policy('stop', 'identity', deny('*')), unread('lost')] })).toMatchObject({
      verdict: 'deny',
      explicit: true,
      because: [{ policy: 'stop' }],
    });
  });
  it('matters not where another layer certainly fails', () => {
    const closed = policy('edge', 'boundary', allow('ec2:*'));
    expect(ask({ identity: [unread('lost')], boundaries: [closed] })).toMatchObject({
      verdict: 'deny',
      explicit: false,
      because: [{ key: 'no-allow', layer: 'boundary' }],
    });
  });
  it.each([
    ['boundary', { boundaries: [unread('lost')] }],
    ['session', { sessions: [unread('lost')] }],
    ['scp:root', { serviceControl: [{ level: 'root', policies: [unread('lost')] }] }],
    ['endpoint', { endpoint: [unread('lost')] }],
    ['resource', { resource: unread('lost') }],
  ] as const)('as %s', (layer, policies) => {
    const decision = ask({ identity: [full], ...policies });
    expect(decision.verdict).toBe('unknown');
    expect(decision.because).toContainEqual(expect.objectContaining({ key: 'missing', layer, policy: 'lost' }));
  });
  it('never fails to allow as a resource control policy, but may deny', () => {
    const resourceControl = [{ level: 'root', policies: [unread('lost')] }];
    expect(ask({ identity: [full], resourceControl }).verdict).toBe('unknown');
    expect(
      ask({ identity: [full], resourceControl }, { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:::f' })
        .verdict,
    ).toBe('allow');
  });
  it('an invalid policy is as good as none read', () => {
    const broken = policy('broken', 'identity', { ...allow('*'), Condition: { Sometimes: { 'aws:x': '1' } } });
    expect(ask({ identity: [broken] })).toMatchObject({
      verdict: 'unknown',
      because: [{ key: 'missing', policy: 'broken', note: 'invalid policy' }],
      residual: { missing: 'valid text of policy broken' },
    });
  });
});

describe('a value that was not read', () => {
  const tagged = policy('tagged', 'identity', allow('*', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } }));
  const missing: KeyValue = { state: 'missing', what: 'tags of ledger' };
  it('is unknown where it decides', () => {
    expect(ask({ identity: [tagged] }, {}, { 'aws:resourcetag/team': missing })).toMatchObject({
      verdict: 'unknown',
      residual: { missing: 'tags of ledger' },
    });
  });
  it('is nothing where another statement decides', () => {
    expect(ask({ identity: [tagged, full] }, {}, { 'aws:resourcetag/team': missing }).verdict).toBe('allow');
  });
  it('inside a variable too', () => {
    const own = policy('own', 'identity', allow('*', 'arn:aws:s3:::ledger/${aws:PrincipalTag/team}/*'));
    expect(ask({ identity: [own] }, {}, { 'aws:principaltag/team': missing }).verdict).toBe('unknown');
  });
});

describe('a resource that is a pattern', () => {
  const contents = { resource: 'arn:aws:s3:::ledger/*', resourceIsPattern: true };
  it.each([
    ['every name is allowed', [allow('s3:*', 'arn:aws:s3:::ledger/*')], 'allow', null],
    ['none is', [allow('s3:*', 'arn:aws:s3:::archive/*')], 'deny', null],
    ['some are', [allow('s3:*', 'arn:aws:s3:::ledger/a*')], 'conditional', { resource: ['arn:aws:s3:::ledger/a*'] }],
    [
      'all but some',
      [allow('s3:*'), deny('s3:*', 'arn:aws:s3:::ledger/a*')],
      'conditional',
      {
        not: { resource: ['arn:aws:s3:::ledger/a*'] },
      },
    ],
    ['all are denied', [allow('s3:*'), deny('s3:*', 'arn:aws:s3:::l*')], 'deny', null],
    [
      'variables are filled in',
      [allow('s3:*', 'arn:aws:s3:::ledger/${aws:username}/*')],
      'conditional',
      {
        resource: ['arn:aws:s3:::ledger/maria/*'],
      },
    ],
  ])('%s', (_title, statements, verdict, residual) => {
    const decision = ask({ identity: [policy('p', 'identity', ...statements)] }, contents);
    expect(decision).toMatchObject({ verdict, residual });
  });
  it('NotResource', () => {
    const rest = policy('rest', 'identity', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::ledger/a*' });
    expect(ask({ identity: [rest] }, contents)).toMatchObject({
      verdict: 'conditional',
      residual: { not: { resource: ['arn:aws:s3:::ledger/a*'] } },
    });
  });
});

describe('keys left open', () => {
  it('stay in the residual although the principal tells them', () => {
    const home = policy('home', 'identity', allow('s3:*', 'arn:aws:s3:::ledger/${aws:username}/*'));
    const request = { resource: 'arn:aws:s3:::ledger/maria/x' };
    expect(ask({ identity: [home] }, request).verdict).toBe('allow');
    expect(ask({ identity: [home] }, { ...request, open: new Set(['aws:username']) })).toMatchObject({
      verdict: 'conditional',
      residual: { key: 'aws:username' },
    });
  });
});

describe('grants that are no policy', () => {
  const grant = (change: Partial<ResourceGrant> = {}): ResourceGrant => ({
    key: 'acl-allow',
    layer: 'acl',
    id: 'acl',
    entity: 'arn:aws:s3:::ledger',
    actions: new Set(['s3:getobject']),
    grantee: '*',
    direct: true,
    ...change,
  });
  it('let in without an Allow of the caller', () => {
    expect(ask({ grants: [grant()] })).toMatchObject({
      verdict: 'allow',
      because: [{ key: 'acl-allow', layer: 'acl' }],
    });
    expect(ask({ grants: [grant()] }, { principal: everyone }).verdict).toBe('allow');
  });
  it('give their own actions only', () => {
    expect(ask({ grants: [grant()] }, { action: 's3:PutObject' }).verdict).toBe('deny');
  });
  it('to anybody signed in are nothing to the public', () => {
    const grants = [grant({ grantee: 'authenticated' })];
    expect(ask({ grants }).verdict).toBe('allow');
    expect(ask({ grants }, { principal: everyone }).verdict).toBe('deny');
  });
  it('across accounts need the caller’s own Allow', () => {
    const grants = [grant({ grantee: other })];
    expect(ask({ grants }, { principal: omar })).toMatchObject({ verdict: 'deny', because: [{ layer: 'identity' }] });
    expect(ask({ grants, identity: [full] }, { principal: omar }).verdict).toBe('allow');
  });
  it('yield to a Deny', () => {
    expect(ask({ grants: [grant()], resource: bucket({ ...deny('s3:*'), Principal: '*' }) })).toMatchObject({
      verdict: 'deny',
      explicit: true,
    });
  });
  it('keep their constraint', () => {
    const residual = { key: 'kms:EncryptionContext:app', operator: 'StringEquals', values: ['pay'] };
    const key = `arn:aws:kms:eu-central-1:${account}:key/1`;
    const grants = [
      grant({
        key: 'grant-allow',
        layer: 'kms-grant',
        actions: new Set(['kms:decrypt']),
        grantee: maria.arn,
        residual,
      }),
    ];
    expect(ask({ grants }, { action: 'kms:Decrypt', resource: key })).toMatchObject({
      verdict: 'conditional',
      residual,
    });
  });
  it('that are public are withheld under IgnorePublicAcls, and named', () => {
    expect(ask({ grants: [grant()], ignorePublicAcls: true }, { principal: everyone })).toMatchObject({
      verdict: 'deny',
      because: [{ key: 'no-allow' }, { key: 'public-access-block', layer: 'acl', policy: 'acl' }],
    });
    expect(ask({ grants: [grant({ grantee: maria.arn })], ignorePublicAcls: true }).verdict).toBe('allow');
  });
});

describe('RestrictPublicBuckets', () => {
  const open = bucket({ ...allow('s3:*'), Principal: '*' });
  it('cuts other accounts off, and says so', () => {
    expect(ask({ identity: [full], resource: open, restrictPublicBuckets: true }, { principal: omar })).toMatchObject({
      verdict: 'deny',
      explicit: false,
      because: [
        { key: 'no-allow', layer: 'resource' },
        { key: 'public-access-block', policy: 'bucket' },
      ],
    });
  });
  it('is a setting of buckets', () => {
    const queue = policy('queue', 'resource', { ...allow('sqs:*'), Principal: '*' });
    const request = {
      principal: everyone,
      action: 'sqs:SendMessage',
      resource: `arn:aws:sqs:eu-central-1:${account}:q`,
    };
    expect(ask({ resource: queue, restrictPublicBuckets: true }, request).verdict).toBe('allow');
  });
});

describe('time that has passed', () => {
  const until = (date: string) =>
    policy('guest', 'identity', allow('*', '*', { DateLessThan: { 'aws:CurrentTime': date } }));
  const now = { 'aws:currenttime': { state: 'from', epochMs: Date.UTC(2026, 0, 1) } } as const;
  it('is named beside the layer that grants nothing', () => {
    expect(ask({ identity: [until('2025-12-01')] }, {}, now)).toMatchObject({
      verdict: 'deny',
      explicit: false,
      because: [
        { key: 'no-allow', layer: 'identity' },
        { key: 'expired', layer: 'identity', policy: 'guest', statement: 0 },
      ],
    });
  });
  it('is not named where the statement would not match anyway', () => {
    const elsewhere = policy('guest', 'identity', {
      ...allow('*', 'arn:aws:s3:::archive/*', { DateLessThan: { 'aws:CurrentTime': '2025-12-01' } }),
    });
    expect(ask({ identity: [elsewhere] }, {}, now).because).toEqual([{ key: 'no-allow', layer: 'identity' }]);
  });
  it('nor where another test fails as well', () => {
    const narrow = policy('guest', 'identity', {
      ...allow('*', '*', {
        DateLessThan: { 'aws:CurrentTime': '2025-12-01' },
        StringEquals: { 'aws:username': 'omar' },
      }),
    });
    expect(ask({ identity: [narrow] }, {}, now).because).toEqual([{ key: 'no-allow', layer: 'identity' }]);
  });
  it('is nothing beside what still grants', () => {
    expect(ask({ identity: [until('2025-12-01'), full] }, {}, now)).toMatchObject({
      verdict: 'allow',
      because: [{ policy: 'full' }],
    });
  });
});

describe('a side that was never collected', () => {
  it('is taken as granting, and the answer says so', () => {
    const trusted = bucket({ ...allow('s3:*'), Principal: { AWS: other } });
    expect(ask({ resource: trusted, identityAssumed: true }, { principal: omar })).toMatchObject({
      verdict: 'allow',
      because: [
        { key: 'resource-allow', layer: 'resource', policy: 'bucket' },
        { key: 'assumed-granting', layer: 'identity' },
      ],
    });
    expect(ask({ identityAssumed: true }, { principal: omar }).verdict).toBe('deny');
  });
  it('an account as a whole meets entries that name the account', () => {
    const outside: AwsPrincipal = { kind: 'account', arn: other, account: other };
    const assumed = { identityAssumed: true };
    expect(
      ask({ ...assumed, resource: bucket({ ...allow('s3:*'), Principal: { AWS: other } }) }, { principal: outside })
        .verdict,
    ).toBe('allow');
    expect(
      ask({ ...assumed, resource: bucket({ ...allow('s3:*'), Principal: { AWS: omar.arn } }) }, { principal: outside })
        .verdict,
    ).toBe('deny');
  });
  it('somebody with an account meets `*` alone', () => {
    const somebody: AwsPrincipal = { kind: 'authenticated', arn: 'authenticated' };
    const entry = (Principal: unknown) => bucket({ ...allow('s3:*'), Principal });
    const asked = (Principal: unknown) =>
      ask({ identityAssumed: true, resource: entry(Principal) }, { principal: somebody }).verdict;
    expect(asked('*')).toBe('allow');
    expect(asked({ AWS: other })).toBe('deny');
  });
});

describe('calls that no policy opens', () => {
  const key = `arn:aws:kms:eu-central-1:${account}:key/1`;
  const shared = (Action: string) => policy('key', 'resource', { ...allow(Action), Principal: { AWS: other } });
  it.each([
    ['kms:Decrypt', 'allow'],
    ['kms:CreateGrant', 'allow'],
    ['kms:ScheduleKeyDeletion', 'deny'],
    ['kms:PutKeyPolicy', 'deny'],
  ])('%s on a key of another account: %s', (action, verdict) => {
    const decision = ask({ identity: [full], resource: shared('kms:*') }, { principal: omar, action, resource: key });
    expect(decision.verdict).toBe(verdict);
    if (verdict === 'deny')
      expect(decision).toMatchObject({ explicit: false, because: [{ key: 'no-allow', layer: 'resource' }] });
  });
  it('queues are administered by their own account', () => {
    const queue = policy('queue', 'resource', { ...allow('sqs:*'), Principal: { AWS: [other, account] } });
    const request = { action: 'sqs:DeleteQueue', resource: `arn:aws:sqs:eu-central-1:${account}:q` };
    expect(ask({ identity: [full], resource: queue }, { ...request, principal: omar }).verdict).toBe('deny');
    expect(ask({ identity: [full], resource: queue }, request).verdict).toBe('allow');
  });
});

describe('root sessions in member accounts', () => {
  const request = {
    principal: omar,
    action: 'sts:AssumeRoot',
    resource: `arn:aws:iam::${account}:root`,
    managementAccount: other,
  };
  it('are for the management account by its own policies', () => {
    expect(ask({ identity: [full] }, request).verdict).toBe('allow');
    expect(ask({}, request)).toMatchObject({ verdict: 'deny', because: [{ layer: 'identity' }] });
  });
  it('are not for member accounts', () => {
    expect(ask({ identity: [full] }, { ...request, managementAccount: '999900001111' }).verdict).toBe('deny');
  });
});
