import { describe, expect, it } from 'vitest';
import { type AwsPolicies, type AwsPrincipal, compilePolicy, decide } from '../../../../../src/evaluators/aws/index.js';
import { isPublicPolicy } from '../../../../../src/evaluators/aws/services/s3-public-access.js';

const bucketPolicy = (Principal: unknown, Condition?: unknown, Effect = 'Allow') =>
  compilePolicy(
    {
      Version: '2012-10-17',
      Statement: { Effect, Principal, Action: 's3:*', Resource: '*', ...(Condition ? { Condition } : {}) },
    },
    'resource',
  );

describe('a public policy', () => {
  it.each([
    ['everyone', '*', undefined, true],
    ['everyone by AWS', { AWS: '*' }, undefined, true],
    ['an account', { AWS: '123456789012' }, undefined, false],
    ['a service', { Service: 'cloudtrail.amazonaws.com' }, undefined, false],
    ['a fixed network', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['every network', '*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
    ['half of the networks', '*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }, true],
    ['broader than /8', '*', { IpAddress: { 'aws:SourceIp': '11.0.0.0/7' } }, true],
    ['a /8', '*', { IpAddress: { 'aws:SourceIp': '11.0.0.0/8' } }, false],
    ['a private range', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    ['broader than /32 of IPv6', '*', { IpAddress: { 'aws:SourceIp': '2001:db8::/31' } }, true],
    ['a /32 of IPv6', '*', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false],
    ['one address', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.7' } }, false],
    [
      'access points of one account',
      '*',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:eu-west-1:123456789012:accesspoint/*' } },
      false,
    ],
    [
      'access points of any account',
      '*',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:eu-west-1:*:accesspoint/a' } },
      true,
    ],
    ['sign-in with a public provider', { Federated: 'graph.facebook.com' }, undefined, true],
    ['one fixed network and every one', '*', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '::/0'] } }, true],
    ['outside a network', '*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['an endpoint', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, false],
    ['an endpoint, if any', '*', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, true],
    ['some endpoints', '*', { StringLike: { 'aws:SourceVpce': 'vpce-*' } }, true],
    ['an organization', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg' } }, false],
    ['a variable', '*', { StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } }, true],
    ['a user id', '*', { StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }, false],
    ['sessions of a role id', '*', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }, true],
    ['a key that fixes nobody', '*', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  ])('%s: %s %j is %s', (_title, principal, condition, truth) => {
    expect(isPublicPolicy(bucketPolicy(principal, condition))).toBe(truth);
  });
  it('is not made by a Deny', () => {
    expect(isPublicPolicy(bucketPolicy('*', undefined, 'Deny'))).toBe(false);
  });
  it('is made by everyone but some', () => {
    const Statement = { Effect: 'Allow', NotPrincipal: { AWS: '123456789012' }, Action: 's3:*', Resource: '*' };
    expect(isPublicPolicy(compilePolicy({ Statement }, 'resource'))).toBe(true);
  });
});

describe('RestrictPublicBuckets', () => {
  const owner = '123456789012';
  const policy = (document = bucketPolicy('*')) => ({ id: 'bucket', name: 'bucket', policy: document });
  const all = {
    id: 'all',
    name: 'all',
    policy: compilePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, 'identity'),
  };
  const verdict = (principal: AwsPrincipal, policies: Partial<AwsPolicies> = {}) =>
    decide(
      {
        principal,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/x',
        resourceAccount: owner,
        context: () => undefined,
      },
      { identity: [all], resource: policy(), restrictPublicBuckets: true, ...policies },
    ).verdict;
  const user = (account: string): AwsPrincipal => ({ kind: 'user', arn: `arn:aws:iam::${account}:user/u`, account });

  it('cuts the public and other accounts off a public bucket', () => {
    expect(verdict({ kind: 'anonymous', arn: '*' })).toBe('deny');
    expect(verdict(user('210987654321'))).toBe('deny');
    expect(verdict({ kind: 'anonymous', arn: '*' }, { restrictPublicBuckets: false })).toBe('allow');
  });
  it('spares the owner account and services', () => {
    expect(verdict(user(owner), { identity: [] })).toBe('allow');
    expect(verdict({ kind: 'service', arn: 'logging.s3.amazonaws.com' })).toBe('allow');
  });
  it('leaves a bucket without a public policy alone', () => {
    expect(verdict(user('210987654321'), { resource: policy(bucketPolicy({ AWS: '210987654321' })) })).toBe('allow');
  });
});

describe('access control lists', () => {
  const grant = (grantee: string) =>
    ({
      key: 'acl-allow',
      layer: 'acl',
      id: 'acl',
      entity: 'arn:aws:s3:::b',
      actions: new Set(['s3:getobject']),
      grantee,
      direct: true,
    }) as const;
  const verdict = (grantee: string, ignorePublicAcls: boolean, action = 's3:GetObject') =>
    decide(
      {
        principal: { kind: 'anonymous', arn: '*' },
        action,
        resource: 'arn:aws:s3:::b/x',
        resourceAccount: '123456789012',
        context: () => undefined,
      },
      { identity: [], grants: [grant(grantee)], ignorePublicAcls },
    );
  it('grant like a resource policy', () => {
    expect(verdict('*', false)).toMatchObject({ verdict: 'allow', because: [{ key: 'acl-allow', layer: 'acl' }] });
    expect(verdict('*', false, 's3:PutObject').verdict).toBe('deny');
    expect(verdict('authenticated', false).verdict).toBe('deny');
  });
  it('are without effect under IgnorePublicAcls', () => {
    expect(verdict('*', true)).toMatchObject({ verdict: 'deny', explicit: false });
  });
});
