import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeImagesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand as CreatePersonCommand,
  IdentitystoreClient,
} from '@aws-sdk/client-identitystore';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateAccountCommand, CreateOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateAccessPointCommand,
  PutAccessPointPolicyCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectAws } from '../../../connectors/aws/collect/index.js';
import { awsConnector } from '../../../connectors/aws/index.js';
import type { CollectReport } from '../../../connectors/contract.js';
import type { Fact } from '../../../src/graph/fact.js';
import { type AwsFake, startAwsFake } from '../../servers/aws-fake.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { on } from './empty-account.js';

const moto: Moto | null = await startMoto();
const account = '123456789012';
const root = mkdtempSync(join(tmpdir(), 'grantgraph-moto-'));
const silent = { step() {}, warn() {} };
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

describe.runIf(moto !== null)('a dump of what real clients made', () => {
  const region = 'eu-west-1';
  let front: AwsFake;
  let report: CollectReport;
  let member = '';
  let key = '';
  let set = '';
  let person = '';
  let team = '';

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'testing';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'testing';
    // The server lacks this one operation; everything else passes through to it.
    front = await startAwsFake(moto?.endpoint);
    front.answer(on('sso', 'GetPermissionsBoundaryForPermissionSet', () => ({ fault: 'ResourceNotFoundException' })));
    const config = {
      region,
      endpoint: front.endpoint,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    };
    const iam = new IAMClient(config);
    const trust = (Service: string) => document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });
    await iam.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: trust('ec2.amazonaws.com') }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web-profile' }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web-profile', RoleName: 'web' }));
    await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: 'https://issuer.example.com',
        ClientIDList: ['sts.amazonaws.com'],
        ThumbprintList: ['a'.repeat(40)],
      }),
    );
    const ec2 = new EC2Client(config);
    const { Images: images } = await ec2.send(new DescribeImagesCommand({}));
    await ec2.send(
      new RunInstancesCommand({
        ImageId: images?.[0]?.ImageId,
        MinCount: 1,
        MaxCount: 1,
        UserData: Buffer.from('user-data-secret').toString('base64'),
        IamInstanceProfile: { Name: 'web-profile' },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'tier', Value: 'web' }] }],
      }),
    );
    const kms = new KMSClient(config);
    key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/main', TargetKeyId: key }));
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const Bucket = 'guarded';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    );
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/main' } }],
        },
      }),
    );
    const control = new S3ControlClient({ ...config, endpointProvider: () => ({ url: new URL(front.endpoint) }) });
    await control.send(new CreateAccessPointCommand({ AccountId: account, Name: 'door', Bucket }));
    await control.send(
      new PutAccessPointPolicyCommand({
        AccountId: account,
        Name: 'door',
        Policy: document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }),
      }),
    );
    await control.send(
      new PutPublicAccessBlockCommand({
        AccountId: account,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: false,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: false,
        },
      }),
    );
    const sns = new SNSClient(config);
    for (let n = 0; n < 130; n++) await sns.send(new CreateTopicCommand({ Name: `topic-${n}` }));

    const organizations = new OrganizationsClient(config);
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const created = await organizations.send(
      new CreateAccountCommand({ AccountName: 'member', Email: 'm@example.com' }),
    );
    member = created.CreateAccountStatus?.AccountId ?? '';
    const { Credentials: given } = await new STSClient(config).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${member}:role/audit`, RoleSessionName: 'seed' }),
    );
    const memberIam = new IAMClient({
      ...config,
      credentials: {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
      },
    });
    await memberIam.send(new CreateUserCommand({ UserName: 'only-in-member' }));

    const sso = new SSOAdminClient(config);
    const { Instances: instances } = await sso.send(new ListInstancesCommand({}));
    const InstanceArn = instances?.[0]?.InstanceArn ?? '';
    const IdentityStoreId = instances?.[0]?.IdentityStoreId ?? '';
    const people = new IdentitystoreClient(config);
    person =
      (
        await people.send(
          new CreatePersonCommand({
            IdentityStoreId,
            UserName: 'ada@example.com',
            DisplayName: 'Ada',
            Name: { GivenName: 'Ada', FamilyName: 'L' },
            Emails: [{ Value: 'ada@example.com', Primary: true }],
          }),
        )
      ).UserId ?? '';
    team = (await people.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'engineers' }))).GroupId ?? '';
    await people.send(
      new CreateGroupMembershipCommand({ IdentityStoreId, GroupId: team, MemberId: { UserId: person } }),
    );
    const made = await sso.send(new CreatePermissionSetCommand({ InstanceArn, Name: 'ReadOnly' }));
    set = made.PermissionSet?.PermissionSetArn ?? '';
    await sso.send(
      new AttachManagedPolicyToPermissionSetCommand({
        InstanceArn,
        PermissionSetArn: set,
        ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    );
    await sso.send(
      new PutInlinePolicyToPermissionSetCommand({
        InstanceArn,
        PermissionSetArn: set,
        InlinePolicy: document({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }),
      }),
    );
    await sso.send(
      new CreateAccountAssignmentCommand({
        InstanceArn,
        PermissionSetArn: set,
        PrincipalId: team,
        PrincipalType: 'GROUP',
        TargetId: account,
        TargetType: 'AWS_ACCOUNT',
      }),
    );
    await sso.send(
      new ProvisionPermissionSetCommand({
        InstanceArn,
        PermissionSetArn: set,
        TargetType: 'AWS_ACCOUNT',
        TargetId: account,
      }),
    );

    report = await collectAws({
      out: root,
      progress: silent,
      settings: {
        endpoint: front.endpoint,
        region,
        regions: region,
        'role-name': 'audit',
        accounts: `${account},${member}`,
      },
    });
  });
  afterAll(async () => {
    await front.stop();
    moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, never>;
  const resources = () =>
    readFileSync(join(root, account, 'resources.ndjson'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown> & { Arn: string; ResourceType: string });
  const ofType = (type: string) => resources().filter((record) => record.ResourceType === type);

  it('reads every part of both accounts', () => {
    expect(report.failures.filter((failure) => !failure.partial)).toEqual([]);
    const files = report.files.map((file) => file.slice(root.length + 1));
    for (const id of [account, member]) expect(files).toContain(`${id}/authorization-details.json`);
    expect(files).toEqual(
      expect.arrayContaining(['organization.json', 'identity-center.json', `${account}/resources.ndjson`]),
    );
    const users = (json(`${member}/authorization-details.json`) as { UserDetailList: { UserName: string }[] })
      .UserDetailList;
    expect(users.map((user) => user.UserName)).toEqual(['only-in-member']);
    expect(JSON.stringify(json(`${account}/authorization-details.json`))).not.toContain('only-in-member');
  });

  it('reads all of a bucket: list, ownership, key behind an alias, access points', () => {
    expect(ofType('AWS::S3::Bucket')).toMatchObject([
      {
        Arn: 'arn:aws:s3:::guarded',
        Region: region,
        Account: account,
        ObjectOwnership: 'ObjectWriter',
        KmsKeyArn: key,
        Acl: { Grants: expect.arrayContaining([expect.objectContaining({ Permission: 'READ' })]) },
        AccessPoints: [{ Name: 'door', Policy: { Statement: [{ Principal: '*' }] } }],
      },
    ]);
    expect(ofType('AWS::KMS::Key').find((record) => record.Arn === key)).toMatchObject({
      Aliases: ['alias/main'],
      Policy: { Statement: [expect.objectContaining({ Effect: 'Allow' })] },
    });
  });

  it('joins an instance to the role of its profile and keeps its user data out', () => {
    expect(ofType('AWS::EC2::Instance')).toMatchObject([
      { RunsAs: `arn:aws:iam::${account}:role/web`, Tags: { tier: 'web' } },
    ]);
    const whole = readFileSync(join(root, account, 'resources.ndjson'), 'utf8');
    expect(whole).not.toContain(Buffer.from('user-data-secret').toString('base64'));
  });

  it('reads more than one page, in the order of the ARNs', () => {
    expect(ofType('AWS::SNS::Topic')).toHaveLength(130);
    expect(front.seen.filter((call) => call === 'sns:ListTopics').length).toBeGreaterThan(1);
    const arns = resources().map((record) => record.Arn);
    expect(arns).toEqual(arns.toSorted());
    expect(new Set(arns).size).toBe(arns.length);
  });

  it('reads Identity Center whole', () => {
    expect(json('identity-center.json')).toMatchObject({
      Users: [{ UserId: person, UserName: 'ada@example.com' }],
      Groups: [{ GroupId: team, DisplayName: 'engineers' }],
      GroupMemberships: [{ GroupId: team, MemberId: { UserId: person } }],
      PermissionSets: [
        {
          PermissionSetArn: set,
          Name: 'ReadOnly',
          ManagedPolicies: [{ Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
          InlinePolicy: expect.stringContaining('s3:GetObject'),
        },
      ],
      AccountAssignments: [{ AccountId: account, PermissionSetArn: set, PrincipalId: team, PrincipalType: 'GROUP' }],
    });
  });

  it('reads account settings and providers', () => {
    expect(json(`${account}/account.json`)).toMatchObject({
      PublicAccessBlock: { BlockPublicAcls: true, RestrictPublicBuckets: false },
    });
    expect(json(`${account}/providers.json`)).toMatchObject({
      SAMLProviders: [],
      OpenIDConnectProviders: [{ Url: 'issuer.example.com', ClientIDList: ['sts.amazonaws.com'] }],
    });
  });

  it('is read back by the connector as facts', async () => {
    const parts = await awsConnector.read(root, { progress: silent });
    const facts: Fact[] = [];
    for (const part of parts) for await (const fact of part.facts()) facts.push(fact);
    const named = (id: string) => facts.filter((fact) => fact.id === id);
    expect(
      parts
        .filter((part) => part.scope === account)
        .map((part) => part.part)
        .toSorted(),
    ).toEqual(['credential-report', 'identities', 'providers', 'resources', 'settings']);
    expect(named('arn:aws:s3:::guarded')[0]).toMatchObject({
      kind: 'resource',
      account,
      edges: [{ kind: 'encrypted-with', to: key }],
    });
    expect(named(`arn:aws:iam::${account}:role/web`)[0]).toMatchObject({ kind: 'role' });
    const web = facts.find((fact) => fact.props['resourceType'] === 'AWS::EC2::Instance');
    expect(web?.edges).toEqual([{ kind: 'runs-as', to: `arn:aws:iam::${account}:role/web` }]);
    const ada = facts.find((fact) => fact.kind === 'sso-user');
    expect(ada).toMatchObject({ name: 'ada@example.com', edges: [expect.objectContaining({ kind: 'member-of' })] });
    const engineers = facts.find((fact) => fact.kind === 'sso-group');
    expect(engineers?.edges).toMatchObject([{ kind: 'assigned', to: set }]);
  });
});
