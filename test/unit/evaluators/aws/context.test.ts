import { describe, expect, it } from 'vitest';
import { requestLookup } from '../../../../src/evaluators/aws/context.js';
import type { AwsPrincipal, AwsRequest, KeyValue } from '../../../../src/evaluators/aws/contract.js';

const account = '123456789012';
const principals = {
  user: { kind: 'user', arn: `arn:aws:iam::${account}:user/team/maria`, account },
  role: { kind: 'role', arn: `arn:aws:iam::${account}:role/etl`, account },
  session: {
    kind: 'session',
    arn: `arn:aws:sts::${account}:assumed-role/etl/nightly`,
    account,
    uniqueId: 'AROAEXAMPLE',
  },
  federatedUser: { kind: 'federated-user', arn: `arn:aws:sts::${account}:federated-user/maria`, account },
  root: { kind: 'root', arn: `arn:aws:iam::${account}:root`, account },
  service: { kind: 'service', arn: 'events.amazonaws.com' },
  anonymous: { kind: 'anonymous', arn: '*' },
  account: { kind: 'account', arn: account, account },
} as const satisfies Record<string, AwsPrincipal>;

const lookedUp = (
  principal: AwsPrincipal,
  key: string,
  given: Readonly<Record<string, KeyValue>> = {},
  more: Partial<AwsRequest> = {},
) =>
  requestLookup({
    principal,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::ledger/x',
    resourceAccount: '210987654321',
    context: (name) => given[name],
    ...more,
  })(key);
const present = (...values: string[]): KeyValue => ({ state: 'present', values });

describe('what the request determines', () => {
  it.each<[keyof typeof principals, string, KeyValue]>([
    ['user', 'aws:principalarn', present(principals.user.arn)],
    ['user', 'aws:username', present('maria')],
    ['user', 'aws:principaltype', present('User')],
    ['user', 'aws:principalaccount', present(account)],
    ['user', 'kms:calleraccount', present(account)],
    ['user', 'aws:principalisawsservice', present('false')],
    ['user', 'aws:principalservicename', { state: 'absent' }],
    ['user', 'aws:resourceaccount', present('210987654321')],
    ['user', 'aws:userid', { state: 'unknown' }],
    ['user', 'aws:sourceip', { state: 'unknown' }],
    ['role', 'aws:principaltype', present('AssumedRole')],
    ['role', 'aws:username', { state: 'absent' }],
    ['session', 'aws:principalarn', present(`arn:aws:iam::${account}:role/etl`)],
    ['session', 'aws:userid', present('AROAEXAMPLE:nightly')],
    ['federatedUser', 'aws:principaltype', present('FederatedUser')],
    ['federatedUser', 'aws:principalarn', present(principals.federatedUser.arn)],
    ['federatedUser', 'aws:userid', present(`${account}:maria`)],
    ['federatedUser', 'aws:username', { state: 'absent' }],
    ['root', 'aws:principaltype', present('Account')],
    ['root', 'aws:userid', present(account)],
    ['service', 'aws:principalisawsservice', present('true')],
    ['service', 'aws:principalservicename', present('events.amazonaws.com')],
    ['service', 'aws:username', { state: 'absent' }],
    ['anonymous', 'aws:principaltype', present('Anonymous')],
    ['anonymous', 'aws:principalarn', { state: 'absent' }],
    ['anonymous', 'aws:principalaccount', { state: 'absent' }],
    ['anonymous', 'aws:userid', { state: 'absent' }],
    ['anonymous', 'aws:principaltag/team', { state: 'absent' }],
    ['account', 'aws:principalarn', { state: 'pattern', glob: `arn:*:*::${account}:*` }],
  ])('%s: %s', (name, key, expected) => {
    expect(lookedUp(principals[name], key)).toEqual(expected);
  });

  it.each([
    ['user', 'aws:principalarn'],
    ['user', 'aws:username'],
    ['service', 'aws:principalisawsservice'],
    ['anonymous', 'aws:principaltag/team'],
    ['user', 'aws:resourceaccount'],
  ] as const)('the context cannot contradict it (%s: %s)', (name, key) => {
    expect(lookedUp(principals[name], key, { [key]: present('forged') })).toEqual(lookedUp(principals[name], key));
  });

  it('the context has the word where the request says nothing', () => {
    expect(lookedUp(principals.user, 'aws:principaltag/team', { 'aws:principaltag/team': present('x') })).toEqual(
      present('x'),
    );
    expect(lookedUp(principals.account, 'aws:principalarn', { 'aws:principalarn': present('x') })).toEqual(
      present('x'),
    );
  });

  it('open keys stay unknown', () => {
    expect(lookedUp(principals.user, 'aws:username', {}, { open: new Set(['aws:username']) })).toEqual({
      state: 'unknown',
    });
  });
});

describe('roles whose sessions do not show their path', () => {
  const arnOf = (role: string) =>
    lookedUp({ kind: 'session', arn: `arn:aws:sts::${account}:assumed-role/${role}/s`, account }, 'aws:principalarn');
  it('reserved roles of Identity Center', () => {
    expect(arnOf('AWSReservedSSO_Ops_0123456789abcdef')).toEqual({
      state: 'pattern',
      glob: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Ops_0123456789abcdef`,
    });
  });
  it('service-linked roles', () => {
    expect(arnOf('AWSServiceRoleForAutoScaling')).toEqual({
      state: 'pattern',
      glob: `arn:aws:iam::${account}:role/aws-service-role/*/AWSServiceRoleForAutoScaling`,
    });
  });
});
