import { describe, expect, it } from 'vitest';
import { simulateLine } from '../../../../src/evaluators/simulate.js';

const request = {
  principal: 'arn:aws:iam::123456789012:user/maria',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::ledger/x',
  context: {},
};
const allow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const input = (change: Record<string, unknown> = {}) => ({
  provider: 'aws',
  request,
  identityPolicies: [{ name: 'work', policy: allow }],
  ...change,
});
const asked = (change: Record<string, unknown>) => input({ request: { ...request, ...change } });
const answer = (value: unknown): unknown =>
  JSON.parse(simulateLine(typeof value === 'string' ? value : JSON.stringify(value)));

describe('bad input stands in its own answer', () => {
  it.each([
    ['text that is not JSON', '{"provider":', 'invalid-json', ''],
    ['a list', '[]', 'invalid-input', ''],
    ['null', 'null', 'invalid-input', ''],
    ['no provider', { request: {} }, 'missing-field', '/provider'],
    ['another provider', { provider: 'oci' }, 'unknown-provider', '/provider'],
    ['a provider of the prototype', { provider: 'constructor' }, 'unknown-provider', '/provider'],
    ['no request', { provider: 'aws' }, 'missing-field', '/request'],
    ['no principal', asked({ principal: undefined }), 'missing-field', '/request/principal'],
    ['a principal that is a number', asked({ principal: 5 }), 'invalid-field', '/request/principal'],
    ['a name for a principal', asked({ principal: 'maria' }), 'invalid-principal', '/request/principal'],
    [
      'a group as principal',
      asked({ principal: 'arn:aws:iam::123456789012:group/x' }),
      'invalid-principal',
      '/request/principal',
    ],
    ['no action', asked({ action: undefined }), 'missing-field', '/request/action'],
    ['an empty action', asked({ action: '' }), 'invalid-field', '/request/action'],
    ['a wildcard as action', asked({ action: 's3:*' }), 'invalid-action', '/request/action'],
    ['an action without service', asked({ action: 'GetObject' }), 'invalid-action', '/request/action'],
    ['no resource', asked({ resource: undefined }), 'missing-field', '/request/resource'],
    ['a bucket name as resource', asked({ resource: 'ledger' }), 'invalid-arn', '/request/resource'],
    [
      'an owner that is a number',
      asked({ resourceAccount: 123456789012 }),
      'invalid-field',
      '/request/resourceAccount',
    ],
    [
      'an owner of eleven digits',
      asked({ resourceAccount: '12345678901' }),
      'invalid-field',
      '/request/resourceAccount',
    ],
    [
      'a management account that is a name',
      asked({ managementAccount: 'root' }),
      'invalid-field',
      '/request/managementAccount',
    ],
    ['a context that is a list', asked({ context: [] }), 'invalid-context', '/request/context'],
    [
      'a context value that is an object',
      asked({ context: { 'aws:PrincipalTag/a': {} } }),
      'invalid-context',
      '/request/context/aws:PrincipalTag~1a',
    ],
    [
      'a context list that holds a list',
      asked({ context: { 'aws:TagKeys': [['a']] } }),
      'invalid-context',
      '/request/context/aws:TagKeys',
    ],
    ['policies that are no list', input({ identityPolicies: {} }), 'invalid-field', '/identityPolicies'],
    [
      'a policy without its document',
      input({ identityPolicies: [{ name: 'x' }] }),
      'missing-field',
      '/identityPolicies/0/policy',
    ],
    [
      'a policy list of texts',
      input({ permissionBoundaries: ['x'] }),
      'missing-field',
      '/permissionBoundaries/0/policy',
    ],
    [
      'an invalid policy',
      input({ sessionPolicies: [{ name: 'x', policy: { Statement: [{ ...allow.Statement, Effect: 'Maybe' }] } }] }),
      'invalid-effect',
      '/sessionPolicies/0/policy/Statement/0/Effect',
    ],
    [
      'an invalid resource policy',
      input({ resourcePolicy: { Statement: [allow.Statement] } }),
      'invalid-principal',
      '/resourcePolicy/Statement/0',
    ],
    [
      'a null policy',
      input({ identityPolicies: [{ name: 'x', policy: null }] }),
      'invalid-policy',
      '/identityPolicies/0/policy',
    ],
    ['levels that are no list', input({ serviceControlPolicies: {} }), 'invalid-field', '/serviceControlPolicies'],
    [
      'a level without a name',
      input({ serviceControlPolicies: [{ policies: [] }] }),
      'missing-field',
      '/serviceControlPolicies/0/level',
    ],
    [
      'an invalid SCP',
      input({
        serviceControlPolicies: [
          { level: 'root', policies: [{ name: 'x', policy: { Statement: [{ ...allow.Statement, Principal: '*' }] } }] },
        ],
      }),
      'invalid-principal',
      '/serviceControlPolicies/0/policies/0/policy/Statement/0',
    ],
  ])('%s', (_title, value, code, path) => {
    expect(answer(value)).toEqual({ error: { code, message: expect.stringMatching(/^[^A-Z\n].*[^.]$/), path } });
  });
});

describe('a name that stands twice', () => {
  it.each([
    [
      'in a policy',
      '{"provider":"aws","identityPolicies":[{"name":"x","policy":{"Statement":[],"Statement":[]}}]}',
      '/identityPolicies/0/policy/Statement',
    ],
    ['under an escaped spelling', '{"provider":"aws","request":{"action":"a","\\u0061ction":"b"}}', '/request/action'],
  ])('%s', (_title, line, path) => {
    expect(JSON.parse(simulateLine(line))).toEqual({
      error: { code: 'duplicate-key', message: 'a name stands twice in one object', path },
    });
  });
});

describe('an answer', () => {
  it('holds verdict, explicitness and reasons, and no residual where nothing is open', () => {
    expect(answer(input())).toEqual({
      verdict: 'allow',
      explicit: false,
      because: [{ key: 'identity-allow', layer: 'identity', policy: 'work', statement: 0 }],
    });
  });

  it('names a statement by its Sid', () => {
    const named = { ...allow, Statement: [{ ...allow.Statement, Sid: 'Everything' }] };
    expect(answer(input({ identityPolicies: [{ name: 'work', policy: named }] }))).toMatchObject({
      because: [{ statement: 'Everything' }],
    });
  });

  it('names statements that share a Sid by their places', () => {
    const twins = [
      { ...allow.Statement, Sid: 'Work', Action: 'ec2:*' },
      { ...allow.Statement, Sid: 'Work' },
    ];
    const named = { ...allow, Statement: twins };
    expect(answer(input({ identityPolicies: [{ name: 'work', policy: named }] }))).toMatchObject({
      because: [{ statement: 1 }],
    });
  });

  it('holds what remains of the conditions', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' }, IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } };
    const policy = { ...allow, Statement: { ...allow.Statement, Condition } };
    expect(
      answer({ ...asked({ context: { 'aws:SecureTransport': true } }), identityPolicies: [{ name: 'work', policy }] }),
    ).toMatchObject({
      verdict: 'conditional',
      residual: { key: 'aws:SourceIp', operator: 'IpAddress', values: ['10.0.0.0/8'] },
    });
  });

  it.each([undefined, null, []])('takes %s for a list of policies as none', (list) => {
    expect(
      answer(input({ sessionPolicies: list, permissionBoundaries: list, vpcEndpointPolicies: list })),
    ).toMatchObject({
      verdict: 'allow',
    });
  });
});
