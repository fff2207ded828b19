import { describe, expect, it } from 'vitest';
import { nameOf, parseArn } from '../../../../connectors/aws/map/arn.js';
import { policyDocument } from '../../../../connectors/aws/map/policy-document.js';
import { instant, tagMap } from '../../../../connectors/aws/map/record.js';
import { resourceFact } from '../../../../connectors/aws/map/resources.js';
import { readAwsSettings } from '../../../../connectors/aws/settings.js';
import type { Problem } from '../../../../src/graph/fact.js';

describe('names of resources', () => {
  it.each([
    ['arn:aws:s3:::bucket', 'bucket'],
    ['arn:aws:lambda:eu-west-1:111122223333:function:weigh', 'weigh'],
    ['arn:aws:dynamodb:eu-west-1:111122223333:table/Loads', 'Loads'],
    ['arn:aws:sqs:eu-west-1:111122223333:queue', 'queue'],
    ['arn:aws:kms:eu-west-1:111122223333:key/1234', '1234'],
    ['arn:aws:kms:eu-west-1:111122223333:alias/team/key', 'team/key'],
    ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3', 'prod/db'],
    ['arn:aws:ecs:eu-west-1:111122223333:service/cluster/web', 'web'],
    ['arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3', 'web:3'],
    ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/50dc6c495c0c9188', 'front'],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/weigh:*', '/aws/lambda/weigh'],
    ['arn:aws:apigateway:eu-west-1::/restapis/a1b2', 'a1b2'],
    ['arn:aws:events:eu-west-1:111122223333:rule/bus/tick', 'tick'],
    ['arn:aws:ecr:eu-west-1:111122223333:repository/team/app', 'team/app'],
    ['arn:aws:rds:eu-west-1:111122223333:db:loads', 'loads'],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter/app/flag', 'app/flag'],
  ])('%s is called %s', (arn, name) => {
    expect(nameOf(parseArn(arn)!)).toBe(name);
  });

  it('need an ARN', () => {
    for (const text of ['', 'arn', 'arn:aws:s3', 'arn:aws:s3:::', 'bucket', 'arn:aws:s3 :::b'])
      expect(parseArn(text), text).toBeNull();
  });
});

describe('policy documents', () => {
  const place = { subject: 's', path: '/policy', file: 'f' };
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::100%25/*' }],
  };
  const read = (value: Parameters<typeof policyDocument>[0]) => {
    const problems: Problem[] = [];
    return { document: policyDocument(value, place, problems), problems: problems.map((problem) => problem.code) };
  };

  it('come as object, text or URL-encoded text', () => {
    const text = JSON.stringify(document);
    for (const value of [document, text, ` ${text}\n`, encodeURIComponent(text)])
      expect(read(value)).toEqual({ document, problems: [] });
  });

  it('may be absent', () => {
    for (const value of [undefined, null, '']) expect(read(value)).toEqual({ document: undefined, problems: [] });
  });

  it('stay as they came when a name stands twice, and say where', () => {
    const text =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}]}';
    for (const value of [text, ` ${text}\n`, encodeURIComponent(text)])
      expect(read(value)).toEqual({ document: value, problems: ['policy-duplicate-key'] });
    const problems: Problem[] = [];
    policyDocument(text, place, problems);
    expect(problems[0]).toMatchObject({
      severity: 'invalid',
      message: '`/Statement/0/Effect` stands twice in the policy',
      ...place,
    });
  });

  it('stay as they came when they are none', () => {
    expect(read('{"Version":')).toEqual({ document: '{"Version":', problems: ['policy-not-json'] });
    expect(read('%zz')).toEqual({ document: '%zz', problems: ['policy-not-json'] });
    expect(read([1])).toEqual({ document: '[1]', problems: ['policy-not-object'] });
    expect(read(7)).toEqual({ document: '7', problems: ['policy-not-object'] });
  });
});

describe('fields', () => {
  it('read tags from lists and maps', () => {
    expect(tagMap([{ Key: 'a', Value: '1' }, { key: 'b', value: '2' }, { Key: 'c' }])).toEqual({
      a: '1',
      b: '2',
      c: '',
    });
    expect(tagMap({ a: '1', n: 7 })).toEqual({ a: '1', n: '7' });
    expect(tagMap([])).toBeUndefined();
    expect(tagMap(undefined)).toBeUndefined();
  });

  it('read instants as ISO', () => {
    expect(instant('2019-12-12 12:55:41+00:00')).toBe('2019-12-12T12:55:41.000Z');
    expect(instant(1700000000)).toBe('2023-11-14T22:13:20.000Z');
    expect(instant('soon')).toBe('soon');
    expect(instant('')).toBeUndefined();
  });
});

describe('secrets in records', () => {
  it('never reach a fact', () => {
    const secrets = [
      'hunter22',
      'swordfish',
      'AKIAIOSFODNN7EXAMPLE',
      'open sesame',
      'IyEvYmluL3No',
      's3cr3t',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE',
    ];
    const record = {
      Arn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3',
      ResourceType: 'AWS::ECS::TaskDefinition',
      ContainerDefinitions: [
        {
          Name: 'web',
          Environment: [{ Name: 'DB', Value: secrets[0]! }],
          Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }],
        },
      ],
      MasterUserPassword: secrets[1]!,
      Notes: `uses ${secrets[2]!}`,
      Nested: [{ deep: { apiKey: secrets[3]!, ApiKeyRequired: true } }],
      UserData: secrets[4]!,
      Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: secrets[5]! }],
      Certificate: secrets[6]!,
      MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3' },
    };
    const fact = resourceFact(record, { file: 'f', path: '' }, undefined, []);
    const text = JSON.stringify(fact);
    for (const secret of secrets) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(fact.props['configuration']).toEqual({
      ContainerDefinitions: [
        {
          Name: 'web',
          Environment: [{ Name: 'DB', Value: { redacted: true, kind: 'environment', length: 8 } }],
          Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }],
        },
      ],
      MasterUserPassword: { redacted: true, kind: 'password', length: 9 },
      Notes: { redacted: true, kind: 'access-key', length: 25 },
      Nested: [{ deep: { apiKey: { redacted: true, kind: 'api-key', length: 11 }, ApiKeyRequired: true } }],
      UserData: { redacted: true, kind: 'user-data', length: 12 },
      Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: { redacted: true, kind: 'password', length: 6 } }],
      Certificate: { redacted: true, kind: 'private-key', length: 36 },
      MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3' },
    });
  });

  it('leave tags and policies alone, since decisions read them', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalTag/token': 'x' } },
        },
      ],
    };
    const fact = resourceFact(
      { Arn: 'arn:aws:s3:::b', Tags: { token: 'x' }, Policy: policy },
      { file: 'f', path: '' },
      '111122223333',
      [],
    );
    expect(fact.props).toEqual({ tags: { token: 'x' }, policy });
  });
});

describe('settings of the live collection', () => {
  it('are read from texts', () => {
    const given = {
      profile: 'dev',
      regions: 'eu-west-1, us-east-1',
      role: 'arn:aws:iam::111122223333:role/audit',
      'role-name': ' member ',
      accounts: '111122223333,444455556666',
      other: 'x',
    };
    expect(readAwsSettings(given)).toEqual({
      profile: 'dev',
      regions: ['eu-west-1', 'us-east-1'],
      role: 'arn:aws:iam::111122223333:role/audit',
      roleName: 'member',
      accounts: ['111122223333', '444455556666'],
    });
    expect(readAwsSettings({})).toEqual({});
  });

  it('are refused when they cannot be meant', () => {
    expect(() => readAwsSettings({ accounts: '12' })).toThrow('`12` is not an account id of twelve digits');
    expect(() => readAwsSettings({ role: 'audit' })).toThrow('`audit` is not the ARN of a role');
  });
});
