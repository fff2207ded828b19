import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectAws } from '../../../connectors/aws/collect/index.js';
import type { CollectReport } from '../../../connectors/contract.js';
import { type AwsFake, startAwsFake } from '../../servers/aws-fake.js';
import { account, emptyAccount, on, queryXml } from './empty-account.js';

/** What no server at hand can do: faults, tokens and jobs of AWS on the wire, under the real clients. */

let fake: AwsFake;
let root = '';
let out = '';
const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const before = names.map((name) => process.env[name]);

beforeAll(async () => {
  fake = await startAwsFake();
  root = mkdtempSync(join(tmpdir(), 'grantgraph-wire-'));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDFORTESTS';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret-for-tests';
});
beforeEach(() => {
  out = mkdtempSync(join(root, 'dump-'));
});
afterAll(async () => {
  await fake.stop();
  rmSync(root, { recursive: true, force: true });
  for (const [index, name] of names.entries()) {
    if (before[index] === undefined) delete process.env[name];
    else process.env[name] = before[index];
  }
});

const collect = (settings: Record<string, string> = {}, signal?: AbortSignal): Promise<CollectReport> =>
  collectAws({
    out,
    progress: { step() {}, warn() {} },
    settings: { endpoint: fake.endpoint, region: 'eu-west-1', regions: 'eu-west-1', ...settings },
    ...(signal ? { signal } : {}),
  });
const json = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8')) as Record<string, unknown>;
const records = (file: string) =>
  readFileSync(join(out, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const written = (report: CollectReport) => report.files.map((file) => file.slice(out.length + 1));

const member = (tag: string, ...fields: [string, string][]) =>
  `<${tag}><member>${fields.map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</member></${tag}>`;
const user = (name: string) =>
  member('UserDetailList', ['UserName', name], ['UserId', `AIDA${name}`], ['Path', '/'], ['Arn', arnOf('user', name)]);
const arnOf = (kind: string, name: string) => `arn:aws:iam::${account}:${kind}/${name}`;
const details = (xml: string, marker?: string) =>
  queryXml(
    'GetAccountAuthorizationDetails',
    `${xml}<IsTruncated>${marker !== undefined}</IsTruncated>${marker ? `<Marker>${marker}</Marker>` : ''}`,
  );

describe('an account read over the wire', () => {
  it('writes every part of an account that holds nothing, without failures', async () => {
    fake.answer(emptyAccount);
    const report = await collect();
    expect(report.failures).toEqual([]);
    expect(written(report)).toEqual(
      ['account.json', 'authorization-details.json', 'credential-report.csv', 'providers.json', 'resources.ndjson'].map(
        (name) => `${account}/${name}`,
      ),
    );
    expect(json(`${account}/account.json`)).toEqual({ VpcEndpoints: [] });
    expect(records(`${account}/resources.ndjson`)).toEqual([]);
  });

  it('reads the regions of the account where none are named', async () => {
    const regions = ['us-east-1', 'eu-west-1'].map((name) => `<item><regionName>${name}</regionName></item>`).join('');
    const asked: string[] = [];
    fake.answer(
      on('ec2', 'DescribeRegions', () => ({
        xml: `<DescribeRegionsResponse><regionInfo>${regions}</regionInfo></DescribeRegionsResponse>`,
      })),
      on('kms', 'ListKeys', ({ region }) => {
        asked.push(region);
        return { json: { Keys: [] } };
      }),
      emptyAccount,
    );
    await collect({ regions: '' });
    expect(asked.toSorted()).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('decodes documents, reads a policy that only bounds, and keeps going where one is denied', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::a b/*' }],
    };
    const encoded = encodeURIComponent(JSON.stringify(policy));
    const bounded = (name: string, boundary: string) =>
      `<member><RoleName>${name}</RoleName><RoleId>AROA${name}</RoleId><Path>/</Path><Arn>${arnOf('role', name)}</Arn><AssumeRolePolicyDocument>${encoded}</AssumeRolePolicyDocument><PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>${arnOf('policy', boundary)}</PermissionsBoundaryArn></PermissionsBoundary></member>`;
    fake.answer(
      on('iam', 'GetAccountAuthorizationDetails', () =>
        details(`<RoleDetailList>${bounded('one', 'limit')}${bounded('two', 'hidden')}</RoleDetailList>`),
      ),
      on('iam', 'GetPolicy', ({ input }) =>
        String(input['PolicyArn']).endsWith('hidden')
          ? { fault: 'AccessDenied', status: 403, message: 'not you' }
          : queryXml(
              'GetPolicy',
              `<Policy><PolicyName>limit</PolicyName><Arn>${arnOf('policy', 'limit')}</Arn><DefaultVersionId>v7</DefaultVersionId></Policy>`,
            ),
      ),
      on('iam', 'GetPolicyVersion', ({ input }) =>
        queryXml(
          'GetPolicyVersion',
          `<PolicyVersion><Document>${encoded}</Document><VersionId>${input['VersionId']}</VersionId><IsDefaultVersion>true</IsDefaultVersion></PolicyVersion>`,
        ),
      ),
      emptyAccount,
    );
    const report = await collect();
    const found = json(`${account}/authorization-details.json`) as { RoleDetailList: object[]; Policies: object[] };
    expect(found.RoleDetailList).toMatchObject([
      { AssumeRolePolicyDocument: policy },
      { AssumeRolePolicyDocument: policy },
    ]);
    expect(found.Policies).toEqual([
      {
        PolicyName: 'limit',
        Arn: arnOf('policy', 'limit'),
        DefaultVersionId: 'v7',
        PolicyVersionList: [{ Document: policy, VersionId: 'v7', IsDefaultVersion: true }],
      },
    ]);
    expect(report.failures).toMatchObject([
      {
        scope: account,
        part: 'identities',
        code: 'access-denied',
        partial: true,
        message: expect.stringContaining('iam:GetPolicy at 127.0.0.1'),
      },
    ]);
  });

  it('reads when services were last used, job by job and page by page', async () => {
    const asked = new Map<string, number>();
    const service = (name: string) =>
      `<member><ServiceName>${name}</ServiceName><ServiceNamespace>${name}</ServiceNamespace></member>`;
    fake.answer(
      on('iam', 'GetAccountAuthorizationDetails', () => details(user('ada'))),
      on('iam', 'GenerateServiceLastAccessedDetails', ({ input }) =>
        queryXml(
          'GenerateServiceLastAccessedDetails',
          `<JobId>00000000-0000-0000-0000-${String(input['Granularity']).toLowerCase().padStart(15, '0')}</JobId>`,
        ),
      ),
      on('iam', 'GetServiceLastAccessedDetails', ({ input }) => {
        const times = (asked.get('job') ?? 0) + 1;
        asked.set('job', times);
        if (times === 1) return queryXml('GetServiceLastAccessedDetails', '<JobStatus>IN_PROGRESS</JobStatus>');
        const status = '<JobStatus>COMPLETED</JobStatus><JobType>ACTION_LEVEL</JobType>';
        const more = input['Marker'] === undefined;
        const page = `<ServicesLastAccessed>${service(more ? 's3' : 'sqs')}</ServicesLastAccessed><IsTruncated>${more}</IsTruncated>`;
        return queryXml('GetServiceLastAccessedDetails', `${status}${page}${more ? '<Marker>m</Marker>' : ''}`);
      }),
      emptyAccount,
    );
    const report = await collect({ 'last-accessed': 'action' });
    expect(report.failures).toEqual([]);
    expect(json(`${account}/last-accessed.json`)).toMatchObject({
      [arnOf('user', 'ada')]: {
        JobStatus: 'COMPLETED',
        JobType: 'ACTION_LEVEL',
        ServicesLastAccessed: [{ ServiceNamespace: 's3' }, { ServiceNamespace: 'sqs' }],
      },
    });
  });

  it('lists the rest from Resource Explorer and says what that leaves open', async () => {
    const list = (arn: string, type: string, tags?: object[]) => ({
      Arn: arn,
      ResourceType: type,
      OwningAccountId: account,
      Region: 'eu-west-1',
      Properties: tags ? [{ Name: 'tags', Data: tags }] : [],
    });
    const stream = `arn:aws:kinesis:eu-west-1:${account}:stream/s`;
    const vpc = `arn:aws:ec2:eu-west-1:${account}:vpc/vpc-1`;
    const foreign = {
      ...list('arn:aws:ec2:eu-west-1:999999999999:vpc/vpc-2', 'ec2:vpc'),
      OwningAccountId: '999999999999',
    };
    fake.answer(
      on('resource-explorer-2', 'POST /ListIndexes', () => ({
        json: { Indexes: [{ Region: 'us-east-1', Type: 'AGGREGATOR' }] },
      })),
      on('resource-explorer-2', 'POST /ListResources', ({ input, region }) =>
        region !== 'us-east-1'
          ? { fault: 'ValidationException' }
          : input['NextToken'] === undefined
            ? {
                json: {
                  ViewArn: 'arn:view',
                  NextToken: 'n',
                  Resources: [list(vpc, 'ec2:vpc', [{ Key: 'team', Value: 'net' }]), foreign],
                },
              }
            : { json: { ViewArn: 'arn:view', Resources: [list(stream, 'kinesis:stream')] } },
      ),
      on('resource-explorer-2', 'POST /GetView', () => ({
        json: { View: { IncludedProperties: [{ Name: 'tags' }] } },
      })),
      emptyAccount,
    );
    expect((await collect()).failures).toEqual([]);
    const common = { Region: 'eu-west-1', Account: account };
    expect(records(`${account}/resources.ndjson`)).toEqual([
      { Arn: vpc, ResourceType: 'ec2:vpc', ...common, Tags: { team: 'net' } },
      { Arn: stream, ResourceType: 'kinesis:stream', ...common, NotCollected: ['Policy'] },
    ]);
  });

  it('prefers an aggregator of AWS Config', async () => {
    const row = {
      arn: `arn:aws:ec2:eu-west-1:${account}:vpc/vpc-1`,
      resourceType: 'AWS::EC2::VPC',
      awsRegion: 'eu-west-1',
      tags: [{ key: 'a', value: 'b' }],
    };
    fake.answer(
      on('config', 'DescribeConfigurationAggregators', () => ({
        json: { ConfigurationAggregators: [{ ConfigurationAggregatorName: 'all' }] },
      })),
      on('config', 'SelectAggregateResourceConfig', ({ input }) =>
        String(input['Expression']).includes(account)
          ? { json: { Results: [JSON.stringify(row)] } }
          : { fault: 'InvalidExpressionException' },
      ),
      emptyAccount,
    );
    await collect();
    expect(records(`${account}/resources.ndjson`)).toEqual([
      { Arn: row.arn, ResourceType: 'AWS::EC2::VPC', Region: 'eu-west-1', Account: account, Tags: { a: 'b' } },
    ]);
    expect(fake.seen).not.toContain('resource-explorer-2:POST /ListIndexes');
  });
});

describe('what goes wrong on the wire', () => {
  it('reads on where one service is denied, and where one field is', async () => {
    fake.answer(
      on('sqs', 'ListQueues', () => ({
        fault: 'AccessDeniedException',
        status: 403,
        message: 'AKIAIOSFODNN7EXAMPLE may not',
      })),
      on('kms', 'ListKeys', () => ({
        json: { Keys: [1, 2].map((n) => ({ KeyId: `k${n}`, KeyArn: `arn:aws:kms:eu-west-1:${account}:key/k${n}` })) },
      })),
      on('kms', 'GetKeyPolicy', () => ({ fault: 'AccessDeniedException', status: 400 })),
      emptyAccount,
    );
    const report = await collect();
    expect(records(`${account}/resources.ndjson`)).toEqual(
      ['k1', 'k2'].map((key) => ({
        Arn: `arn:aws:kms:eu-west-1:${account}:key/${key}`,
        ResourceType: 'AWS::KMS::Key',
        Region: 'eu-west-1',
        Account: account,
        NotCollected: ['Policy'],
      })),
    );
    expect(report.failures.map(({ part, code, partial }) => [part, code, partial])).toEqual([
      ['resources', 'access-denied', true],
      ['resources', 'access-denied', true],
    ]);
    const messages = report.failures.map((failure) => failure.message);
    expect(messages).toEqual([
      expect.stringMatching(
        /^aws denied kms:GetKeyPolicy at 127\.0\.0\.1:\d+ \(AccessDeniedException\): no \(2 times\)$/,
      ),
      expect.stringMatching(/^aws denied sqs:ListQueues .* \[redacted\] may not$/),
    ]);
  });

  it('does not write a part of which nothing could be read, nor a file from a failed one', async () => {
    fake.answer(
      on('iam', 'ListSAMLProviders', () => ({ fault: 'AccessDenied', status: 403 })),
      ({ service, operation }) =>
        operation === 'GetCallerIdentity' || service === 'iam'
          ? undefined
          : { fault: 'AccessDeniedException', status: 403 },
      emptyAccount,
    );
    const report = await collect();
    expect(written(report)).toEqual(
      ['account.json', 'authorization-details.json', 'credential-report.csv'].map((name) => `${account}/${name}`),
    );
    expect(json(`${account}/account.json`)).toEqual({ NotCollected: ['PublicAccessBlock', 'VpcEndpoints'] });
    const whole = report.failures.filter((failure) => !failure.partial).map((failure) => failure.part);
    expect(whole.toSorted()).toEqual(['identity-center', 'organization', 'providers', 'resources']);
  });

  it('survives throttling of several kinds', async () => {
    const times = new Map<string, number>();
    const throttle = (key: string, fault: string, status: number) => {
      const count = (times.get(key) ?? 0) + 1;
      times.set(key, count);
      return count <= 2 ? ({ fault, status } as const) : undefined;
    };
    fake.answer(
      on('organizations', 'DescribeOrganization', () => throttle('org', 'TooManyRequestsException', 400)),
      on('iam', 'GetAccountAuthorizationDetails', () => throttle('iam', 'Throttling', 400)),
      on('kms', 'ListKeys', () => throttle('kms', 'ThrottlingException', 429)),
      emptyAccount,
    );
    expect((await collect()).failures).toEqual([]);
    expect([...times.values()]).toEqual([3, 3, 3]);
  });

  it('gives a connection that is always cut up, and reads on', async () => {
    fake.answer(
      on('dynamodb', 'ListTables', () => 'cut'),
      emptyAccount,
    );
    const report = await collect();
    expect(report.failures).toMatchObject([
      {
        part: 'resources',
        code: 'provider-unreachable',
        partial: true,
        message: expect.stringContaining('dynamodb:ListTables at 127.0.0.1'),
      },
    ]);
    expect(written(report)).toContain(`${account}/resources.ndjson`);
  });

  it('stops asking when the token expires midway, and says of each part that is left that it was refused', async () => {
    let expired = false;
    fake.answer(({ operation }) => {
      if (operation === 'ListSAMLProviders') expired = true;
      return expired ? { fault: 'ExpiredToken', status: 403, message: 'token AKIAIOSFODNN7EXAMPLE' } : undefined;
    }, emptyAccount);
    const report = await collect();
    expect(written(report)).toEqual([`${account}/authorization-details.json`]);
    expect(report.failures.map(({ part, code, partial }) => [part, code, partial])).toEqual(
      ['providers', 'settings', 'credential-report', 'resources'].map((part) => [part, 'provider-denied', undefined]),
    );
    expect(new Set(report.failures.map((failure) => failure.message))).toEqual(
      new Set([
        expect.stringMatching(
          /^aws refused the credentials: iam:ListSAMLProviders at 127\.0\.0\.1:\d+ \(ExpiredToken\)$/,
        ),
      ]),
    );
    expect(fake.seen.at(-1)).toBe('iam:ListSAMLProviders');
  });

  it('takes the refusal of one region for that region only', async () => {
    fake.answer(
      ({ region, operation }) =>
        region === 'me-south-1' && operation !== 'GetCallerIdentity'
          ? { fault: 'UnrecognizedClientException', status: 403 }
          : undefined,
      emptyAccount,
    );
    const report = await collect({ regions: 'eu-west-1,me-south-1' });
    expect(written(report)).toContain(`${account}/resources.ndjson`);
    expect(new Set(report.failures.map((failure) => failure.code))).toEqual(new Set(['provider-denied']));
    // Identity Center could stand where nobody could look; of the other parts only that region is missing.
    const whole = report.failures.filter((failure) => !failure.partial);
    expect(whole.map((failure) => failure.part)).toEqual(['identity-center']);
    expect(report.failures.filter((failure) => failure.part === 'resources').length).toBeGreaterThan(5);
  });

  it('does not turn for ever on a page token that repeats', async () => {
    fake.answer(
      on('organizations', 'DescribeOrganization', () => ({ json: { Organization: { Id: 'o-abcdef1234' } } })),
      on('organizations', 'ListRoots', () => ({ json: { Roots: [{ Id: 'r-1' }], NextToken: 'same' } })),
      emptyAccount,
    );
    const report = await collect();
    expect(report.failures).toMatchObject([{ scope: 'o-abcdef1234', part: 'organization', code: 'provider-error' }]);
    expect(existsSync(join(out, 'organization.json'))).toBe(false);
  });

  it('enters the members it may, also when the policies of the organization cannot be read, and reports the others part by part', async () => {
    const accounts = [account, '222233334444', '333344445555', '444455556666'];
    fake.answer(
      on('organizations', 'DescribeOrganization', () => ({ json: { Organization: { Id: 'o-abcdef1234' } } })),
      on('organizations', 'ListRoots', () => ({
        json: { Roots: [{ Id: 'r-1', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] }] },
      })),
      on('organizations', 'ListAccountsForParent', () => ({
        json: { Accounts: accounts.map((Id) => ({ Id, Status: Id === '444455556666' ? 'SUSPENDED' : 'ACTIVE' })) },
      })),
      on('organizations', 'ListPolicies', () => ({ fault: 'AccessDeniedException' })),
      on('sts', 'AssumeRole', ({ input }) => {
        const id = /::(\d{12}):role\/audit$/.exec(String(input['RoleArn']))?.[1];
        if (id !== '222233334444' || input['ExternalId'] !== 'x1') return { fault: 'AccessDenied', status: 403 };
        return queryXml(
          'AssumeRole',
          `<Credentials><AccessKeyId>ASIAMEMBER</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3600_000).toISOString()}</Expiration></Credentials>`,
        );
      }),
      on('sts', 'GetCallerIdentity', ({ accessKey }) =>
        accessKey === 'ASIAMEMBER'
          ? queryXml(
              'GetCallerIdentity',
              '<Arn>arn:aws:sts::222233334444:assumed-role/audit/s</Arn><Account>222233334444</Account>',
            )
          : undefined,
      ),
      emptyAccount,
    );
    const report = await collect({ 'role-name': 'audit', 'external-id': 'x1' });
    expect(written(report).filter((file) => file.endsWith('authorization-details.json'))).toEqual(
      [account, '222233334444'].map((id) => `${id}/authorization-details.json`),
    );
    expect(
      report.failures.filter((failure) => failure.scope === '333344445555').map((failure) => failure.part),
    ).toEqual(['identities', 'providers', 'settings', 'credential-report', 'resources']);
    expect(report.failures.some((failure) => failure.scope === '444455556666')).toBe(false);
    expect(report.failures.find((failure) => failure.part === 'organization')).toMatchObject({ code: 'access-denied' });
  });

  it('leaves at once when it is cancelled, without a half-written file', async () => {
    const stop = new AbortController();
    fake.answer(
      on('kms', 'ListKeys', () => {
        setTimeout(() => stop.abort(), 20);
        return 'silence';
      }),
      emptyAccount,
    );
    let aborted = 0;
    stop.signal.addEventListener('abort', () => {
      aborted = performance.now();
    });
    await expect(collect({}, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - aborted).toBeLessThan(1000);
    expect(readdirSync(join(out, account)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(join(out, account, 'resources.ndjson'))).toBe(false);
  });
});
