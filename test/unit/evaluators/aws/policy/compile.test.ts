import { describe, expect, it } from 'vitest';
import { compilePolicy, type PolicyKind } from '../../../../../src/evaluators/aws/policy/compile.js';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const everyone = { ...statement, Principal: '*' };
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const withOut = (name: string, from: Record<string, unknown> = statement) =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

type Row = readonly [title: string, kind: PolicyKind, document: unknown, code: string, message: string, path: string];
const rows: readonly Row[] = [
  ['text that is not JSON', 'identity', '{', 'invalid-policy', 'not valid JSON', ''],
  ['broken URL encoding', 'identity', '%7B%', 'invalid-policy', 'not valid JSON', ''],
  ['a list', 'identity', [], 'invalid-policy', 'a policy must be a JSON object', ''],
  ['null', 'identity', null, 'invalid-policy', 'a policy must be a JSON object', ''],
  ['no statement', 'identity', { Version: '2012-10-17' }, 'missing-statement', 'a policy needs `Statement`', ''],
  [
    'an unknown element',
    'identity',
    { ...policy(statement), Foo: 1 },
    'unknown-element',
    '`Foo` is not an element of a policy',
    '/Foo',
  ],
  [
    'an unknown version',
    'identity',
    { ...policy(statement), Version: '2020-01-01' },
    'invalid-version',
    '`2020-01-01` is not a policy version',
    '/Version',
  ],
  [
    'a statement that is text',
    'identity',
    policy('Allow'),
    'invalid-statement',
    'a statement must be an object',
    '/Statement/0',
  ],
  [
    'an unknown element of a statement',
    'identity',
    policy(statement, { ...statement, 'a/b~c': 1 }),
    'unknown-element',
    '`a/b~c` is not an element of a statement',
    '/Statement/1/a~1b~0c',
  ],
  [
    'an element in the wrong case',
    'identity',
    policy({ ...statement, effect: 'Allow' }),
    'unknown-element',
    '`effect` is not an element of a statement',
    '/Statement/0/effect',
  ],
  ['no effect', 'identity', policy(withOut('Effect')), 'invalid-effect', '`Effect` is missing', '/Statement/0'],
  [
    'an effect in the wrong case',
    'identity',
    policy({ ...statement, Effect: 'allow' }),
    'invalid-effect',
    '`Effect` must be Allow or Deny, not `allow`',
    '/Statement/0/Effect',
  ],
  [
    'a Sid that is no text',
    'identity',
    policy({ ...statement, Sid: 7 }),
    'invalid-sid',
    '`Sid` must be a string',
    '/Statement/0/Sid',
  ],
  [
    'Action and NotAction',
    'identity',
    policy({ ...statement, NotAction: 's3:*' }),
    'invalid-statement',
    'a statement needs exactly one of `Action` and `NotAction`',
    '/Statement/0',
  ],
  [
    'neither Action nor NotAction',
    'identity',
    policy(withOut('Action')),
    'invalid-statement',
    'a statement needs exactly one of `Action` and `NotAction`',
    '/Statement/0',
  ],
  [
    'an action without a service',
    'identity',
    policy({ ...statement, Action: ['s3:*', 'GetObject'] }),
    'invalid-action',
    '`GetObject` is not an action',
    '/Statement/0/Action/1',
  ],
  [
    'an action that is a number',
    'identity',
    policy({ ...statement, Action: 5 }),
    'invalid-value',
    '`Action` must be a string or a list of strings',
    '/Statement/0/Action',
  ],
  [
    'an empty list of actions',
    'identity',
    policy({ ...statement, Action: [] }),
    'invalid-value',
    '`Action` must be a string or a list of strings',
    '/Statement/0/Action',
  ],
  [
    'Resource and NotResource',
    'identity',
    policy({ ...statement, NotResource: '*' }),
    'invalid-statement',
    'a statement takes `Resource` or `NotResource`, not both',
    '/Statement/0',
  ],
  [
    'no resource',
    'identity',
    policy(withOut('Resource')),
    'invalid-statement',
    'a statement needs `Resource` or `NotResource`',
    '/Statement/0',
  ],
  [
    'a resource that is no ARN',
    'identity',
    policy({ ...statement, Resource: 'ledger' }),
    'invalid-resource',
    '`ledger` is neither `*` nor an ARN',
    '/Statement/0/Resource',
  ],
  [
    'a principal in an identity policy',
    'identity',
    policy(everyone),
    'invalid-principal',
    'this kind of policy takes no principal',
    '/Statement/0',
  ],
  [
    'a principal in an SCP',
    'scp',
    policy(everyone),
    'invalid-principal',
    'this kind of policy takes no principal',
    '/Statement/0',
  ],
  [
    'no principal in a resource policy',
    'resource',
    policy(statement),
    'invalid-principal',
    'a statement of a resource policy needs exactly one of `Principal` and `NotPrincipal`',
    '/Statement/0',
  ],
  [
    'Principal and NotPrincipal',
    'trust',
    policy({ ...withOut('Resource', everyone), NotPrincipal: '*' }),
    'invalid-principal',
    'a statement of a resource policy needs exactly one of `Principal` and `NotPrincipal`',
    '/Statement/0',
  ],
  [
    'a resource in a trust policy',
    'trust',
    policy(everyone),
    'invalid-statement',
    'a trust policy is about its own role: it takes no resource',
    '/Statement/0/Resource',
  ],
  [
    'a name that stands twice',
    'identity',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}]}',
    'duplicate-key',
    'a name stands twice in one object',
    '/Statement/0/Effect',
  ],
  [
    'an action alone that is none',
    'identity',
    policy({ ...statement, Action: 'read' }),
    'invalid-action',
    '`read` is not an action',
    '/Statement/0/Action',
  ],
  [
    'a variable without its brace',
    'identity',
    policy({ ...statement, Resource: 'arn:aws:s3:::home/${aws:username' }),
    'invalid-variable',
    '`arn:aws:s3:::home/${aws:username`: a variable lacks its closing brace',
    '/Statement/0/Resource',
  ],
  [
    'an empty variable',
    'identity',
    policy({ ...statement, Condition: { StringLike: { 's3:prefix': ['a', '${}/*'] } } }),
    'invalid-variable',
    '`${}/*`: a variable is empty',
    '/Statement/0/Condition/StringLike/s3:prefix/1',
  ],
  [
    'a default without quotation marks',
    'identity',
    policy({ ...statement, Resource: ['arn:aws:s3:::home/${aws:username, guest}'] }),
    'invalid-variable',
    '`arn:aws:s3:::home/${aws:username, guest}`: the default of a variable lacks its quotation marks',
    '/Statement/0/Resource/0',
  ],
  [
    'a principal ARN without account',
    'resource',
    policy({ ...statement, Principal: { AWS: 'arn:aws:iam::12:root' } }),
    'malformed-principal',
    '`arn:aws:iam::12:root` is not an AWS principal',
    '/Statement/0/Principal/AWS',
  ],
  [
    'a principal that is a name',
    'resource',
    policy({ ...statement, Principal: { AWS: 'maria' } }),
    'malformed-principal',
    '`maria` is not an AWS principal',
    '/Statement/0/Principal/AWS',
  ],
  [
    'a wildcard in a principal',
    'resource',
    policy({ ...statement, Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } }),
    'malformed-principal',
    '`arn:aws:iam::123456789012:role/*`: wildcards cannot stand in a principal',
    '/Statement/0/Principal/AWS',
  ],
  [
    'an unknown type of principal',
    'resource',
    policy({ ...statement, Principal: { Group: 'g' } }),
    'malformed-principal',
    '`Group` is not a type of principal',
    '/Statement/0/Principal/Group',
  ],
  [
    'a principal that is a list',
    'resource',
    policy({ ...statement, Principal: ['*'] }),
    'malformed-principal',
    'a principal must be `*` or an object',
    '/Statement/0/Principal',
  ],
  [
    'a principal that is a number',
    'resource',
    policy({ ...statement, Principal: { AWS: [1] } }),
    'malformed-principal',
    'a principal must be a string',
    '/Statement/0/Principal/AWS',
  ],
  [
    'an unknown operator',
    'identity',
    policy({ ...statement, Condition: { StringMatches: { 'a:b': 'c' } } }),
    'unknown-operator',
    '`StringMatches` is not a condition operator',
    '/Statement/0/Condition/StringMatches',
  ],
  [
    'an unknown set qualifier',
    'identity',
    policy({ ...statement, Condition: { 'ForSomeValues:StringEquals': { 'a:b': 'c' } } }),
    'unknown-operator',
    '`ForSomeValues:StringEquals` is not a condition operator',
    '/Statement/0/Condition/ForSomeValues:StringEquals',
  ],
  [
    'IfExists after Null',
    'identity',
    policy({ ...statement, Condition: { NullIfExists: { 'a:b': 'true' } } }),
    'unknown-operator',
    '`NullIfExists` is not a condition operator',
    '/Statement/0/Condition/NullIfExists',
  ],
  [
    'a condition that is text',
    'identity',
    policy({ ...statement, Condition: 'x' }),
    'invalid-condition',
    '`Condition` must be an object',
    '/Statement/0/Condition',
  ],
  [
    'an operator without keys',
    'identity',
    policy({ ...statement, Condition: { Bool: true } }),
    'invalid-condition',
    '`Bool` must hold an object of keys',
    '/Statement/0/Condition/Bool',
  ],
  [
    'a value that is an object',
    'identity',
    policy({ ...statement, Condition: { StringEquals: { 'aws:PrincipalTag/team': {} } } }),
    'invalid-condition',
    'values of `aws:PrincipalTag/team` must be strings',
    '/Statement/0/Condition/StringEquals/aws:PrincipalTag~1team',
  ],
  [
    'NotPrincipal in an RCP',
    'rcp',
    policy({ ...statement, NotPrincipal: '*' }),
    'invalid-principal',
    'a resource control policy takes no `NotPrincipal`',
    '/Statement/0',
  ],
  [
    'NotAction in an RCP',
    'rcp',
    policy({ ...withOut('Action', everyone), NotAction: 's3:*' }),
    'invalid-statement',
    'a resource control policy takes no `NotAction`',
    '/Statement/0',
  ],
];

describe('what a platform would refuse', () => {
  it.each(rows)('%s (%s)', (_title, kind, document, code, message, path) => {
    const compiled = compilePolicy(document, kind);
    expect(compiled.problems).toEqual([{ severity: 'invalid', code, message, path }]);
    expect(compiled.valid).toBe(false);
  });

  it('names every fault of a document', () => {
    const { problems } = compilePolicy(policy({ Effect: 'Permit', Action: 'x', Resource: 'y' }, 3), 'identity');
    expect(problems.map((problem) => problem.path)).toEqual([
      '/Statement/0/Effect',
      '/Statement/0/Action',
      '/Statement/0/Resource',
      '/Statement/1',
    ]);
  });

  it('points into a statement that stands alone', () => {
    const { problems } = compilePolicy({ Statement: { ...statement, Effect: 'no' } }, 'identity');
    expect(problems.map((problem) => problem.path)).toEqual(['/Statement/Effect']);
  });
});

describe('what a platform would take', () => {
  it.each([
    ['text', 'identity', JSON.stringify(policy(statement))],
    ['URL-encoded text', 'identity', encodeURIComponent(JSON.stringify(policy(statement)))],
    ['no version', 'identity', { Statement: statement }],
    ['an id', 'resource', { ...policy(everyone), Id: 'x' }],
    ['no resource in a trust policy', 'trust', policy(withOut('Resource', everyone))],
    ['no resource in a repository policy', 'resource', policy(withOut('Resource', everyone))],
    [
      'account ids and unique ids',
      'resource',
      policy({ ...statement, Principal: { AWS: ['123456789012', 'AROAEXAMPLEID0001', '*'] } }),
    ],
    [
      'mixed types of principals',
      'resource',
      policy({ ...statement, Principal: { Service: ['a.amazonaws.com'], Federated: 'x', CanonicalUser: 'abc' } }),
    ],
    [
      'numbers and booleans as condition values',
      'identity',
      policy({ ...statement, Condition: { Bool: { a: true }, NumericEquals: { b: [1, '2'] } } }),
    ],
    [
      'an origin access identity',
      'resource',
      policy({ ...statement, Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } }),
    ],
    [
      'text that only looks like a variable in the older version',
      'identity',
      { ...policy({ ...statement, Resource: 'arn:aws:s3:::${' }), Version: '2008-10-17' },
    ],
    ['a variable sign in a number', 'identity', policy({ ...statement, Condition: { NumericEquals: { b: '${' } } })],
    ['an empty condition', 'identity', policy({ ...statement, Condition: {} })],
    ['no statements', 'identity', policy()],
  ] as const)('%s (%s)', (_title, kind, document) => {
    expect(compilePolicy(document, kind)).toMatchObject({ valid: true, problems: [] });
  });

  it.each([
    ['a Sid of two statements', 'identity', ['Work', 'Work'], 'duplicate-sid', '`Work` names two statements', 1],
    ['the same in a bucket policy', 'resource', ['Work', 'Work'], 'duplicate-sid', '`Work` names two statements', 1],
    [
      'a Sid with a space',
      'identity',
      ['My work'],
      'suspicious-sid',
      '`My work`: IAM takes letters and digits alone',
      0,
    ],
  ] as const)('notes %s (%s) and evaluates it', (_title, kind, sids, code, message, at) => {
    const base = kind === 'resource' ? everyone : statement;
    expect(compilePolicy(policy(...sids.map((Sid) => ({ ...base, Sid }))), kind)).toMatchObject({
      valid: true,
      problems: [{ severity: 'lint', code, message, path: `/Statement/${at}/Sid` }],
    });
  });

  it('takes the words of a service for a Sid of its own policies', () => {
    expect(compilePolicy(policy({ ...everyone, Sid: '__owner statement' }), 'resource').problems).toEqual([]);
  });

  it('keeps a statement as written', () => {
    const compiled = compilePolicy(
      policy({
        Sid: 'One',
        Effect: 'Deny',
        NotAction: 'S3:Get*',
        NotResource: ['arn:aws:s3:::A'],
        Condition: { stringlike: { 'S3:Prefix': 'x*' } },
      }),
      'identity',
    );
    expect(compiled.statements[0]).toMatchObject({
      index: 0,
      sid: 'One',
      effect: 'Deny',
      notActions: ['S3:Get*'],
      notResources: ['arn:aws:s3:::A'],
      conditions: [{ operator: 'stringlike', key: 'S3:Prefix', values: ['x*'] }],
    });
  });

  it('reports a bare ARN as principal without refusing it', () => {
    const compiled = compilePolicy(policy({ ...statement, Principal: 'arn:aws:iam::123456789012:root' }), 'resource');
    expect(compiled).toMatchObject({ valid: true, problems: [{ severity: 'lint', code: 'suspicious-principal' }] });
  });
});
