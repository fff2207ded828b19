import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateGrantCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand as CreateOrganizationPolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectAws, collectionPolicy } from '../../connectors/aws/collect/index.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { ingest } from '../../src/commands/ingest.js';
import { wire } from '../../src/wiring.js';
import { type Moto, startMoto } from '../servers/moto.js';

const root = mkdtempSync(join(tmpdir(), 'grantgraph-collect-'));
const silent = { step() {}, warn() {} };
const account = '123456789012';
const moto: Moto | null = await startMoto();

beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'testing';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'testing-secret-key';
  process.env['AWS_REGION'] = 'eu-west-1';
});
afterAll(() => {
  moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const read = (out: string, file: string) => JSON.parse(readFileSync(join(out, file), 'utf8')) as Record<string, never>;
const lines = (out: string, file: string) =>
  readFileSync(join(out, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe.runIf(moto !== null)('live collection against a real AWS API server', () => {
  const out = join(root, 'dump');
  const config = {
    region: 'eu-west-1',
    endpoint: moto?.endpoint ?? '',
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  };

  beforeAll(async () => {
    const iam = new IAMClient(config);
    for (let n = 0; n < 130; n++)
      await iam.send(
        new CreateUserCommand({ UserName: `u${n}`, Tags: [{ Key: 'team', Value: n % 2 ? 'red' : 'blue' }] }),
      );
    const policy = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'reader',
        PolicyDocument: document({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }),
      }),
    );
    await iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn: policy.Policy!.Arn,
        SetAsDefault: true,
        PolicyDocument: document({
          Sid: 'Two',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::collected/*',
        }),
      }),
    );
    const boundary = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'boundary',
        PolicyDocument: document({ Effect: 'Allow', Action: ['s3:*', 'sqs:*'], Resource: '*' }),
      }),
    );
    await iam.send(new AttachUserPolicyCommand({ UserName: 'u0', PolicyArn: policy.Policy!.Arn }));
    await iam.send(new CreateGroupCommand({ GroupName: 'senders' }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'senders',
        PolicyName: 'send',
        PolicyDocument: document({ Sid: 'Send', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
      }),
    );
    await iam.send(new AddUserToGroupCommand({ GroupName: 'senders', UserName: 'u1' }));
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'worker',
        PermissionsBoundary: boundary.Policy!.Arn!,
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
      }),
    );
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'worker',
        PolicyName: 'inline',
        PolicyDocument: document({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }),
      }),
    );
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({ Bucket: 'collected', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: 'collected',
        Policy: document({
          Sid: 'Worker',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:role/worker` },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::collected/*',
        }),
      }),
    );
    await s3.send(
      new PutBucketTaggingCommand({ Bucket: 'collected', Tagging: { TagSet: [{ Key: 'team', Value: 'blue' }] } }),
    );
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: 'collected',
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      }),
    );
    await new SQSClient(config).send(
      new CreateQueueCommand({
        QueueName: 'jobs',
        Attributes: {
          Policy: document({
            Sid: 'Any',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        },
      }),
    );
    await new SecretsManagerClient(config).send(
      new CreateSecretCommand({ Name: 'db', SecretString: 'never-to-be-seen' }),
    );
    const kms = new KMSClient(config);
    const key = await kms.send(new CreateKeyCommand({}));
    await kms.send(
      new CreateGrantCommand({
        KeyId: key.KeyMetadata!.KeyId,
        GranteePrincipal: `arn:aws:iam::${account}:role/worker`,
        Operations: ['Decrypt'],
      }),
    );
    const organizations = new OrganizationsClient(config);
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    await organizations.send(
      new EnablePolicyTypeCommand({ RootId: Roots![0]!.Id, PolicyType: 'SERVICE_CONTROL_POLICY' }),
    );
    const unit = await organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId: Roots![0]!.Id, Name: 'work' }),
    );
    await organizations.send(new CreateAccountCommand({ AccountName: 'member', Email: 'member@example.com' }));
    const scp = await organizations.send(
      new CreateOrganizationPolicyCommand({
        Name: 'guard',
        Description: '',
        Type: 'SERVICE_CONTROL_POLICY',
        Content: document({ Sid: 'Guard', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }),
      }),
    );
    await organizations.send(
      new AttachPolicyCommand({ PolicyId: scp.Policy!.PolicySummary!.Id, TargetId: unit.OrganizationalUnit!.Id }),
    );
  });

  it('writes a dump of every part, documents decoded and all pages read', async () => {
    const report = await collectAws({
      out,
      progress: silent,
      settings: { endpoint: moto!.endpoint, region: 'eu-west-1', regions: 'eu-west-1' },
    });
    expect(
      report.failures.filter((failure) => !failure.partial).map(({ part, message }) => `${part} ${message}`),
    ).toEqual([]);
    const details = read(out, `${account}/authorization-details.json`) as {
      UserDetailList: { UserName: string; Tags: object[] }[];
      RoleDetailList: {
        RoleName: string;
        PermissionsBoundary?: object;
        RolePolicyList: object[];
        AssumeRolePolicyDocument: object;
      }[];
      Policies: {
        Arn: string;
        PolicyVersionList: { IsDefaultVersion: boolean; Document: { Statement: object[] } }[];
      }[];
    };
    expect(details.UserDetailList.length).toBe(130);
    expect(details.RoleDetailList.find((role) => role.RoleName === 'worker')).toMatchObject({
      PermissionsBoundary: { PermissionsBoundaryArn: expect.stringContaining('policy/boundary') },
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] },
      RolePolicyList: [{ PolicyDocument: { Statement: [{ Action: 'kms:Decrypt' }] } }],
    });
    const reader = details.Policies.find((policy) => policy.Arn.endsWith(':policy/reader'))!;
    expect(reader.PolicyVersionList.find((version) => version.IsDefaultVersion)!.Document.Statement).toMatchObject([
      { Sid: 'Two' },
    ]);
    const records = lines(out, `${account}/resources.ndjson`);
    expect(records.find((record) => record['Arn'] === 'arn:aws:s3:::collected')).toMatchObject({
      ResourceType: 'AWS::S3::Bucket',
      Region: 'eu-west-1',
      Tags: { team: 'blue' },
      Policy: { Statement: [{ Sid: 'Worker' }] },
      PublicAccessBlock: { RestrictPublicBuckets: true },
    });
    expect(records.find((record) => record['ResourceType'] === 'AWS::SQS::Queue')).toMatchObject({
      Policy: { Statement: [{ Sid: 'Any' }] },
    });
    expect(records.find((record) => record['ResourceType'] === 'AWS::KMS::Key')).toMatchObject({
      Grants: [{ Operations: ['Decrypt'] }],
    });
    expect(JSON.stringify(records)).not.toContain('never-to-be-seen');
    const organization = read(out, 'organization.json') as {
      OrganizationalUnits: object[];
      Accounts: { Name: string; ParentId: string }[];
      Policies: { PolicySummary: { Name: string }; Content: string; TargetIds: string[] }[];
    };
    expect(organization.OrganizationalUnits).toMatchObject([{ Name: 'work' }]);
    expect(organization.Accounts.map((one) => one.Name)).toContain('member');
    expect(organization.Policies.find((policy) => policy.PolicySummary.Name === 'guard')).toMatchObject({
      TargetIds: [expect.stringMatching(/^ou-/)],
      Content: expect.stringContaining('LeaveOrganization'),
    });
    expect(readFileSync(join(out, `${account}/credential-report.csv`), 'utf8')).toContain('u0');
  });

  it('feeds ingest, live, and answers from it', async () => {
    const environment = wire({ data: join(root, 'data'), store: 'embedded:' });
    const { report } = await ingest(environment, localAdministrator, {
      provider: 'aws',
      settings: { endpoint: moto!.endpoint, region: 'eu-west-1', regions: 'eu-west-1' },
      progress: silent,
    });
    expect(report.parts.map((part) => part.part).toSorted()).toEqual(
      expect.arrayContaining(['identities', 'organization', 'resources', 'settings', 'providers', 'credential-report']),
    );
    const { access } = await environment.access({ ask: 'estate' });
    const ask = (principal: string, action: string, resource: string) =>
      access.check(principal, action, resource, { caller: localAdministrator, now: Date.now() }).verdict;
    expect(ask('u0', 's3:GetObject', 'arn:aws:s3:::collected')).toBe('allow');
    expect(ask('worker', 's3:GetObject', 'arn:aws:s3:::collected')).toBe('allow');
    expect(ask('u2', 's3:GetObject', 'arn:aws:s3:::collected')).toBe('deny');
    expect(ask('u1', 'sqs:SendMessage', `arn:aws:sqs:eu-west-1:${account}:jobs`)).toBe('conditional');
    await environment.close();
  });

  it('enters member accounts through a role, and reports those it cannot enter', async () => {
    const report = await collectAws({
      out: join(root, 'members'),
      progress: silent,
      settings: {
        endpoint: moto!.endpoint,
        region: 'eu-west-1',
        regions: 'eu-west-1',
        'role-name': 'audit',
        accounts: '222233334444',
      },
    });
    expect(report.files.some((file) => file.includes('222233334444'))).toBe(true);
  });
});

describe('what goes wrong', () => {
  let server: Server;
  let endpoint = '';
  let hits: string[] = [];
  let answer: (action: string, service: string) => { status: number; body: string } | 'cut' = () => ({
    status: 500,
    body: '',
  });

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const action =
          new URLSearchParams(body).get('Action') ??
          String(request.headers['x-amz-target'] ?? request.url)
            .split('.')
            .at(-1)!;
        const service = /\/([a-z0-9-]+)\/aws4_request/.exec(String(request.headers.authorization))?.[1] ?? '';
        hits.push(`${service}:${action}`);
        const done = answer(action, service);
        if (done === 'cut') request.socket.destroy();
        else
          response
            .writeHead(done.status, {
              'content-type': service === 'iam' || service === 'sts' ? 'text/xml' : 'application/x-amz-json-1.1',
            })
            .end(done.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => server.close());

  const identity = {
    status: 200,
    body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/me</Arn><UserId>AIDAME</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  };
  const fault = (status: number, code: string) => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  });
  const collect = (more: Record<string, string> = {}) =>
    collectAws({
      out: join(root, 'fake'),
      progress: silent,
      settings: { endpoint, region: 'eu-west-1', regions: 'eu-west-1', ...more },
    });

  it('calls a dead endpoint and refused credentials by name, without secrets', async () => {
    await expect(collect({ endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'provider-unreachable',
      message: expect.stringContaining('127.0.0.1:9'),
    });
    answer = () => fault(403, 'InvalidClientTokenId');
    const error = await collect().catch((one: unknown) => one as Error);
    expect(error).toMatchObject({ code: 'provider-denied' });
    expect(JSON.stringify(error)).not.toContain('testing-secret-key');
  });

  it('survives throttling and pages by token', async () => {
    hits = [];
    let throttled = 0;
    const page = (more: boolean, name: string) =>
      `<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><UserDetailList><member><UserName>${name}</UserName><Arn>arn:aws:iam::${account}:user/${name}</Arn><Path>/</Path><UserId>AIDA${name}</UserId></member></UserDetailList><IsTruncated>${more}</IsTruncated>${more ? '<Marker>next</Marker>' : ''}</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`;
    answer = (action, service) => {
      if (action === 'GetCallerIdentity') return identity;
      if (service === 'iam' && action === 'GetAccountAuthorizationDetails') {
        if (throttled++ < 1) return fault(400, 'Throttling');
        return { status: 200, body: page(throttled === 2, throttled === 2 ? 'first' : 'second') };
      }
      return service === 'iam'
        ? fault(403, 'AccessDenied')
        : { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'not you' }) };
    };
    const report = await collect();
    const details = read(join(root, 'fake'), `${account}/authorization-details.json`) as {
      UserDetailList: { UserName: string }[];
    };
    expect(details.UserDetailList.map((user) => user.UserName)).toEqual(['first', 'second']);
    expect(hits.filter((hit) => hit === 'iam:GetAccountAuthorizationDetails').length).toBe(3);
    expect(new Set(report.failures.map((failure) => failure.code))).toContain('access-denied');
    expect(report.failures.map((failure) => failure.part)).toEqual(expect.arrayContaining(['providers', 'resources']));
    expect(report.files.some((file) => file.endsWith('providers.json'))).toBe(false);
  });

  it('stops at once when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      collectAws({
        out: join(root, 'fake2'),
        progress: silent,
        signal: abort.signal,
        settings: { endpoint, region: 'eu-west-1' },
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('prints exactly the rights of its calls', () => {
    const policy = JSON.parse(collectionPolicy()) as {
      Statement: { Effect: string; Action: string[]; Resource: unknown }[];
    };
    const actions = policy.Statement.flatMap((statement) => statement.Action);
    expect(policy.Statement.every((statement) => statement.Effect === 'Allow')).toBe(true);
    expect(actions).toContain('iam:GetAccountAuthorizationDetails');
    expect(actions.filter((action) => /GetSecretValue|s3:GetObject$|kms:Decrypt|GetParameter/.test(action))).toEqual(
      [],
    );
    expect(actions.every((action) => /^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toBe(true);
  });
});
