import { describe, expect, it } from 'vitest';
import { parseCaller } from '../../../../src/evaluators/aws/caller.js';

const account = '123456789012';
const sessionArn = `arn:aws:sts::${account}:assumed-role/etl/nightly`;

describe('who asks', () => {
  it.each([
    ['*', 'anonymous', undefined],
    [`arn:aws:iam::${account}:root`, 'root', account],
    [`arn:aws:iam::${account}:user/team/maria`, 'user', account],
    [`arn:aws:iam::${account}:role/ops/etl`, 'role', account],
    [sessionArn, 'session', account],
    [`arn:aws:sts::${account}:federated-user/maria`, 'federated-user', account],
    ['events.amazonaws.com', 'service', undefined],
    ['logs.eu-central-1.amazonaws.com', 'service', undefined],
    [`arn:aws-cn:iam::${account}:user/maria`, 'user', account],
  ])('%s is %s', (arn, kind, owner) => {
    expect(parseCaller(arn, 's3:GetObject')).toMatchObject({ kind, arn });
    expect(parseCaller(arn, 's3:GetObject')?.account).toBe(owner);
  });

  it.each([
    'accounts.google.com',
    'cognito-identity.amazonaws.com',
    'login.example.org/tenant',
    `arn:aws:iam::${account}:oidc-provider/login.example.org`,
    `arn:aws:iam::${account}:saml-provider/corp`,
  ])('%s exchanges a token', (arn) => {
    expect(parseCaller(arn, 'sts:AssumeRoleWithWebIdentity')).toMatchObject({ kind: 'federated', arn });
  });

  it.each([
    '',
    'maria',
    account,
    'login.example.org',
    `arn:aws:iam::${account}:group/devs`,
    `arn:aws:iam::${account}:user/`,
    `arn:aws:iam::${account}:rootx`,
    `arn:aws:sts::${account}:assumed-role/etl`,
    `arn:aws:sts::${account}:user/maria`,
    `arn:aws:iam::12345:user/maria`,
    'arn:aws:s3:::ledger',
  ])('%j is nobody', (text) => {
    expect(parseCaller(text, 's3:GetObject')).toBeNull();
  });

  it('learns the path of a session’s role from the context', () => {
    const told = (arn: string) => parseCaller(sessionArn, 's3:GetObject', { state: 'present', values: [arn] })?.roleArn;
    expect(told(`arn:aws:iam::${account}:role/ops/etl`)).toBe(`arn:aws:iam::${account}:role/ops/etl`);
    expect(told(`arn:aws:iam::${account}:role/etl`)).toBe(`arn:aws:iam::${account}:role/etl`);
    expect(told(`arn:aws:iam::${account}:role/petl`)).toBeUndefined();
    expect(told('arn:aws:iam::210987654321:role/etl')).toBeUndefined();
  });
});
