import { describe, expect, it } from 'vitest';
import { oracleDecide, oracleKleene } from './decide.js';
import type { ContextValue, PolicyDocument, SimulateInput, Statement } from './input.js';

const HOME = '210987654321';
const AWAY = '123456789012';
const dana = `arn:aws:iam::${HOME}:user/dana`;
const batch = `arn:aws:sts::${HOME}:assumed-role/batch/run-1`;
const queue = `arn:aws:sqs:eu-central-1:${HOME}:jobs`;
const key = `arn:aws:kms:eu-central-1:${HOME}:key/11111111-2222-3333-4444-555555555555`;

const document = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const named = (...Statement: readonly Statement[]) => [{ name: 'p', policy: document(...Statement) }];
const allow = (Action: string, Resource = '*', more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource = '*', more: Partial<Statement> = {}): Statement => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

function ask(
  principal: string,
  action: string,
  resource: string,
  layers: Partial<SimulateInput>,
  context: Record<string, ContextValue> = {},
): SimulateInput {
  return { provider: 'aws', request: { principal, action, resource, context }, identityPolicies: [], ...layers };
}

/** Both oracles, and that the second never contradicts the first. */
function decided(input: SimulateInput): string {
  const reference = oracleKleene(input);
  const worlds = oracleDecide(input);
  if (reference.verdict !== 'conditional') expect(worlds?.verdict).toBe(reference.verdict);
  return reference.explicit ? `${reference.verdict} explicit` : reference.verdict;
}

describe('order of evaluation', () => {
  it.each([
    ['nothing grants', {}, 'deny'],
    ['an identity policy grants', { identityPolicies: named(allow('sqs:*')) }, 'allow'],
    ['a Deny anywhere beats it', { identityPolicies: named(allow('sqs:*'), deny('sqs:Send*')) }, 'deny explicit'],
    [
      'a boundary that is silent limits',
      { identityPolicies: named(allow('sqs:*')), permissionBoundaries: named(allow('s3:*')) },
      'deny',
    ],
    [
      'two boundaries intersect',
      {
        identityPolicies: named(allow('*')),
        permissionBoundaries: [...named(allow('sqs:*')), ...named(allow('s3:*'))],
      },
      'deny',
    ],
    [
      'a level of service control policies without policies allows nothing',
      { identityPolicies: named(allow('*')), serviceControlPolicies: [{ level: 'root', policies: [] }] },
      'deny',
    ],
    [
      'an Allow in a resource control policy grants nothing',
      { resourceControlPolicies: [{ level: 'root', policies: named(allow('*', '*', { Principal: '*' })) }] },
      'deny',
    ],
    [
      'a Deny in one binds users of the account itself',
      {
        identityPolicies: named(allow('*')),
        resourceControlPolicies: [{ level: 'root', policies: named(deny('sqs:*', '*', { Principal: '*' })) }],
      },
      'deny explicit',
    ],
  ] as const)('%s', (_, layers, expected) => {
    expect(decided(ask(dana, 'sqs:SendMessage', queue, layers as Partial<SimulateInput>))).toBe(expected);
  });

  it('switches service control policies off for the management account only', () => {
    const layers = { identityPolicies: named(allow('*')), serviceControlPolicies: [{ level: 'root', policies: [] }] };
    const input = ask(dana, 'sqs:SendMessage', queue, layers);
    expect(decided({ ...input, request: { ...input.request, managementAccount: HOME } })).toBe('allow');
    expect(decided({ ...input, request: { ...input.request, managementAccount: AWAY } })).toBe('deny');
  });
});

describe('what an entry of a resource policy grants in the same account', () => {
  const silent = { permissionBoundaries: named(allow('s3:*')) };
  const policy = (AWS: string) => ({
    resourcePolicy: document(allow('sqs:SendMessage', queue, { Principal: { AWS } })),
  });
  it.each([
    ['the user itself', dana, dana, {}, 'allow'],
    ['the user itself, boundary silent', dana, dana, silent, 'allow'],
    ['the account', dana, HOME, {}, 'deny'],
    ['the account, identity allows', dana, HOME, { identityPolicies: named(allow('sqs:*')) }, 'allow'],
    ['the role of a session', batch, `arn:aws:iam::${HOME}:role/batch`, {}, 'allow'],
    ['the role of a session, boundary silent', batch, `arn:aws:iam::${HOME}:role/batch`, silent, 'deny'],
    ['a role with a path, joined by name', batch, `arn:aws:iam::${HOME}:role/jobs/batch`, {}, 'allow'],
    ['the session, boundary silent', batch, batch, silent, 'allow'],
    ['another session', batch, batch.replace('run-1', 'run-2'), {}, 'deny'],
    ['everyone, boundary silent', batch, '*', silent, 'allow'],
    ['some session of the role, session named', `arn:aws:iam::${HOME}:role/batch`, batch, {}, 'deny'],
  ] as const)('%s', (_, caller, entry, layers, expected) => {
    const input = ask(caller, 'sqs:SendMessage', queue, { ...policy(entry), ...(layers as Partial<SimulateInput>) });
    expect(decided(input)).toBe(expected);
  });
});

describe('across accounts', () => {
  const visitor = `arn:aws:iam::${AWAY}:role/visitor`;
  const open = { resourcePolicy: document(allow('sqs:SendMessage', queue, { Principal: '*' })) };
  it('both sides must allow, whatever is named', () => {
    expect(decided(ask(visitor, 'sqs:SendMessage', queue, open))).toBe('deny');
    expect(decided(ask(visitor, 'sqs:SendMessage', queue, { identityPolicies: named(allow('*')) }))).toBe('deny');
    expect(decided(ask(visitor, 'sqs:SendMessage', queue, { ...open, identityPolicies: named(allow('*')) }))).toBe(
      'allow',
    );
  });
  it('the root user of the other account needs only the resource side', () => {
    expect(decided(ask(`arn:aws:iam::${AWAY}:root`, 'sqs:SendMessage', queue, open))).toBe('allow');
  });
});

describe('keys, trust and federation', () => {
  const delegation = (more: Partial<Statement> = {}) =>
    document(allow('kms:*', '*', { Principal: { AWS: HOME }, ...more }));
  it('identity policies count only as far as the key policy hands on', () => {
    const identityPolicies = named(allow('kms:*'));
    expect(decided(ask(dana, 'kms:Decrypt', key, { identityPolicies }))).toBe('deny');
    expect(decided(ask(dana, 'kms:Decrypt', key, { identityPolicies, resourcePolicy: delegation() }))).toBe('allow');
    expect(decided(ask(dana, 'kms:Decrypt', key, { resourcePolicy: delegation() }))).toBe('deny');
    const input = ask(dana, 'kms:Decrypt', key, {
      identityPolicies,
      resourcePolicy: delegation({
        Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' } },
      }),
    });
    expect(decided(input)).toBe('conditional');
    expect([...oracleKleene(input).residualKeys]).toEqual(['kms:viaservice']);
  });
  it('the root user needs the key policy too', () => {
    const root = `arn:aws:iam::${HOME}:root`;
    expect(decided(ask(root, 'kms:Decrypt', key, {}))).toBe('deny');
    expect(decided(ask(root, 'kms:Decrypt', key, { resourcePolicy: delegation() }))).toBe('allow');
    expect(decided(ask(root, 'sqs:SendMessage', queue, {}))).toBe('allow');
  });
  it('a role must be trusted, whatever the caller may', () => {
    const role = `arn:aws:iam::${HOME}:role/batch`;
    const trust = (AWS: string): PolicyDocument =>
      document({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' });
    expect(decided(ask(dana, 'sts:AssumeRole', role, { identityPolicies: named(allow('*')) }))).toBe('deny');
    expect(decided(ask(dana, 'sts:AssumeRole', role, { resourcePolicy: trust(dana) }))).toBe('allow');
    expect(decided(ask(dana, 'sts:AssumeRole', role, { resourcePolicy: trust(HOME) }))).toBe('deny');
  });
  it('a federated user has no rights of its own without a session policy, and none on IAM', () => {
    const guest = `arn:aws:sts::${HOME}:federated-user/dana`;
    const all = named(allow('*'));
    expect(decided(ask(guest, 'sqs:SendMessage', queue, { identityPolicies: all }))).toBe('deny');
    expect(decided(ask(guest, 'sqs:SendMessage', queue, { identityPolicies: all, sessionPolicies: all }))).toBe(
      'allow',
    );
    expect(decided(ask(guest, 'iam:ListUsers', '*', { identityPolicies: all, sessionPolicies: all }))).toBe('deny');
  });
});

describe('NotPrincipal', () => {
  const spared = (...AWS: readonly string[]) => ({
    identityPolicies: named(allow('*')),
    resourcePolicy: document({ ...deny('sqs:*', queue), NotPrincipal: { AWS } }),
  });
  it('spares whoever is listed with the account, but nobody with a boundary', () => {
    expect(decided(ask(dana, 'sqs:SendMessage', queue, spared(dana, HOME)))).toBe('allow');
    expect(decided(ask(dana, 'sqs:SendMessage', queue, spared(dana)))).toBe('deny explicit');
    expect(decided(ask(dana, 'sqs:SendMessage', queue, spared(HOME)))).toBe('deny explicit');
    const bounded = { ...spared(dana, HOME), permissionBoundaries: named(allow('*')) };
    expect(decided(ask(dana, 'sqs:SendMessage', queue, bounded))).toBe('deny explicit');
  });
});

describe('conditions', () => {
  const when = (operator: string, name: string, value: string | readonly string[], given: ContextValue | undefined) => {
    const identityPolicies = named(allow('*', '*', { Condition: { [operator]: { [name]: value } } }));
    return decided(
      ask(dana, 'sqs:SendMessage', queue, { identityPolicies }, given === undefined ? {} : { [name]: given }),
    );
  };
  it.each([
    ['StringEquals', 'aws:RequestTag/a', 'x', 'X', 'deny'],
    ['StringEqualsIgnoreCase', 'aws:RequestTag/a', 'x', 'X', 'allow'],
    ['StringNotEquals', 'aws:RequestTag/a', ['x', 'y'], 'y', 'deny'],
    ['StringNotEquals', 'aws:RequestTag/a', 'x', null, 'allow'],
    ['StringEqualsIfExists', 'aws:RequestTag/a', 'x', null, 'allow'],
    ['StringLike', 'aws:RequestTag/a', 'a*:?', 'a:b:c', 'allow'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:t', 'arn:aws:sns:eu:1:t:sub', 'deny'],
    ['ArnEquals', 'aws:SourceArn', 'arn:aws:sns:*:1:t*', 'arn:aws:sns:eu:1:t:sub', 'allow'],
    ['NumericLessThan', 's3:max-keys', '10', '9', 'allow'],
    ['NumericEquals', 's3:max-keys', '10', '10.0', 'allow'],
    ['DateGreaterThan', 'aws:CurrentTime', '1700000000', '2024-01-01T00:00:00Z', 'allow'],
    ['IpAddress', 'aws:SourceIp', '10.1.0.0/16', '10.1.255.1', 'allow'],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/32', '2001:db8:1::7', 'allow'],
    ['NotIpAddress', 'aws:SourceIp', '10.1.0.0/16', '2001:db8::1', 'allow'],
    ['Bool', 'aws:SecureTransport', 'true', true, 'allow'],
    ['Null', 'aws:TagKeys', 'true', [], 'allow'],
    ['ForAllValues:StringEquals', 'aws:TagKeys', 'a', [], 'allow'],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', 'a', [], 'deny'],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', 'a', ['a', 'b'], 'allow'],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', 'a', ['a', 'b'], 'deny'],
    ['StringEquals', 'aws:RequestTag/a', 'x', undefined, 'conditional'],
  ] as const)('%s on %s = %j, request %j: %s', (operator, name, value, given, expected) => {
    expect(when(operator, name, value, given as ContextValue | undefined)).toBe(expected);
  });

  it('decides by worlds what the statements leave open one by one', () => {
    const whether = (operator: string) => allow('*', '*', { Condition: { [operator]: { 'aws:RequestTag/a': 'x' } } });
    const identityPolicies = named(whether('StringEquals'), whether('StringNotEquals'));
    const input = ask(dana, 'sqs:SendMessage', queue, { identityPolicies });
    expect(oracleKleene(input).verdict).toBe('conditional');
    expect(oracleDecide(input)?.verdict).toBe('allow');
  });

  it('names in the residual only what can change the result', () => {
    const Condition = { StringEquals: { 'aws:RequestTag/a': 'x', 'aws:RequestTag/b': 'y' } };
    const identityPolicies = named(
      allow('*', '*', { Condition }),
      deny('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    const input = ask(dana, 'sqs:SendMessage', queue, { identityPolicies }, { 'aws:RequestTag/b': 'y' });
    expect([...oracleKleene(input).residualKeys]).toEqual(['aws:requesttag/a', 'aws:securetransport']);
    expect(oracleDecide(input)?.residualKeys).toEqual(oracleKleene(input).residualKeys);
  });
});

describe('variables in resources', () => {
  const table = `arn:aws:dynamodb:eu-central-1:${HOME}:table/dana-orders`;
  const on = (Resource: string, context: Record<string, ContextValue> = {}, version = '2012-10-17') =>
    decided(
      ask(
        dana,
        'dynamodb:GetItem',
        table,
        { identityPolicies: [{ name: 'p', policy: { Version: version, Statement: allow('dynamodb:*', Resource) } }] },
        context,
      ),
    );
  const head = `arn:aws:dynamodb:eu-central-1:${HOME}:table/`;
  it('stand for known values, defaults and literal characters', () => {
    expect(on(`${head}\${aws:username}-*`)).toBe('allow');
    expect(on(`${head}\${aws:username}-*`, {}, '2008-10-17')).toBe('deny');
    expect(on(`${head}\${aws:PrincipalTag/t, 'dana'}-*`, { 'aws:PrincipalTag/t': null })).toBe('allow');
    expect(on(`${head}\${aws:PrincipalTag/t}-*`, { 'aws:PrincipalTag/t': null })).toBe('deny');
    expect(on(`${head}\${aws:PrincipalTag/t}-*`)).toBe('conditional');
    expect(on(`${head}\${aws:PrincipalTag/t}-invoices`)).toBe('deny');
    expect(on(`${head}dana\${*}`)).toBe('deny');
    expect(on(`arn:aws:dynamodb:eu-central-1:\${aws:PrincipalAccount}:table/*`)).toBe('deny');
  });
});
