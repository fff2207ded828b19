import { describe, expect, it } from 'vitest';
import {
  allowPatterns,
  compilePolicy,
  mentionedPrincipalTags,
  namedPrincipals,
  principalKeys,
} from '../../../../src/evaluators/aws/index.js';

const account = '123456789012';
const patterns = (statement: Record<string, unknown>) =>
  allowPatterns(
    compilePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*', ...statement } }, 'identity'),
  ).map(({ actionKey, prefix }) => `${actionKey} ${prefix}`);

describe('where an Allow is filed', () => {
  it.each([
    ['exact actions', { Action: ['s3:GetObject', 'SQS:SendMessage'] }, ['s3:getobject ', 'sqs:sendmessage ']],
    ['patterns of a service', { Action: ['s3:Get*', 's3:List?'] }, ['s3:* ']],
    ['everything', { Action: '*' }, ['* ']],
    ['every service', { Action: ['*:*'] }, ['* ']],
    ['a pattern over services', { Action: 's*:Get*' }, ['* ']],
    ['complements', { NotAction: 'iam:*' }, ['* ']],
    ['more exact actions than pay', { Action: Array.from({ length: 17 }, (_, at) => `s3:A${at}`) }, ['s3:* ']],
    ['a prefix', { Action: 's3:*', Resource: 'arn:aws:s3:::b/${aws:username}/*' }, ['s3:* arn:aws:s3:::b/']],
    [
      'two prefixes',
      { Action: 's3:*', Resource: ['arn:aws:s3:::a*', 'arn:aws:s3:::b'] },
      ['s3:* arn:aws:s3:::a', 's3:* arn:aws:s3:::b'],
    ],
  ])('%s', (_title, statement, expected) => {
    expect(patterns(statement)).toEqual(expected);
  });

  it('NotResource reaches any name', () => {
    const policy = compilePolicy(
      { Statement: { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::a' } },
      'identity',
    );
    expect(allowPatterns(policy)).toEqual([{ actionKey: 's3:*', prefix: '' }]);
  });

  it('a Deny is not filed', () => {
    expect(patterns({ Effect: 'Deny', Action: '*' })).toEqual([]);
  });
});

describe('who is named', () => {
  const policy = compilePolicy(
    {
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            AWS: [`arn:aws:iam::${account}:root`, `arn:aws:iam::${account}:user/maria`, 'AROAEXAMPLEID'],
            Service: 'events.amazonaws.com',
            Federated: `arn:aws:iam::${account}:saml-provider/corp`,
            CanonicalUser: 'abc',
          },
          Action: 's3:*',
          Resource: '*',
        },
        { Effect: 'Deny', Principal: { AWS: '210987654321' }, Action: 's3:*', Resource: '*' },
      ],
    },
    'resource',
  );
  it('keys of Allow statements, accounts by their id', () => {
    expect(principalKeys(policy)).toEqual([
      account,
      `arn:aws:iam::${account}:user/maria`,
      'AROAEXAMPLEID',
      'events.amazonaws.com',
      `arn:aws:iam::${account}:saml-provider/corp`,
      'canonical:abc',
    ]);
  });
  it('texts of Allow and Deny', () => {
    expect(namedPrincipals(policy)).toContain('210987654321');
    expect(namedPrincipals(policy)).toContain(`arn:aws:iam::${account}:root`);
  });
  it('everyone but some is everyone', () => {
    const Statement = { Effect: 'Allow', NotPrincipal: { AWS: account }, Action: 's3:*', Resource: '*' };
    expect(principalKeys(compilePolicy({ Statement }, 'resource'))).toEqual(['*']);
  });
});

it('principal tags are found in conditions, values and resources', () => {
  const policy = compilePolicy(
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/Team}/*',
        Condition: {
          StringEquals: { 'aws:ResourceTag/x': '${aws:PrincipalTag/cost}', 'aws:principaltag/Stage': 'prod' },
        },
      },
    },
    'identity',
  );
  expect([...mentionedPrincipalTags(policy)].sort()).toEqual(['cost', 'stage', 'team']);
});
