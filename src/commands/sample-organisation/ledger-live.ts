import { type AccountFiles, accounts, allow, awsPolicies, awsPolicyRecords, deny, document, grant, group, managedPolicy, reservedRole, role, trust, user } from './builders.js';
import { operatorPolicy } from './identity-center.js';

const A = accounts.live;
const key = `arn:aws:kms:eu-west-2:${A}:key/3f6d0a7e-91c4-4b0e-9c55-4d1f0a6b7c81`;
const queue = `arn:aws:sqs:eu-west-2:${A}:settlements`;
const secret = `arn:aws:secretsmanager:eu-west-1:${A}:secret:ledger/signing-key-Qx7Ab2`;
const ledgerApi = `arn:aws:lambda:eu-west-1:${A}:function:ledger-api`;
const ledgerWrite = `arn:aws:iam::${A}:policy/ledger-write`;

/** The production account: payrolls, settlements, the signing key. */
export const ledgerLive: AccountFiles = {
  account: A,
  details: {
    UserDetailList: [
      user(A, 'payroll-export', [], { inline: { export: document(allow('Export', ['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::larkfield-payroll/exports/*')) }, tags: { team: 'payroll' } }),
      user(A, 'lena', ['finance'], { tags: { team: 'finance' } }),
      user(A, 'marek', ['finance'], { tags: { team: 'finance' } }),
      user(A, 'old-admin', [], { attached: [awsPolicies.admin] }),
    ],
    GroupDetailList: [
      group(A, 'finance', {
        inline: {
          home: document(
            allow('OwnFolder', ['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::larkfield-home/${aws:username}/*'),
            allow('ListOwnFolder', 's3:ListBucket', 'arn:aws:s3:::larkfield-home', { Condition: { StringLike: { 's3:prefix': '${aws:username}/*' } } }),
          ),
          reports: document(allow('Reports', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/reports/*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
        },
      }),
    ],
    RoleDetailList: [
      role(A, 'ledger-api', trust({ Service: 'lambda.amazonaws.com' }), { attached: [ledgerWrite], tags: { team: 'ledger' }, lastUsed: '2026-11-20T05:00:00Z' }),
      role(A, 'settlement-worker', trust({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }), {
        inline: { work: document(allow('Queue', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], queue), allow('Payroll', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/*'), allow('Unlock', 'kms:Decrypt', key)) },
        lastUsed: '2026-11-20T05:30:00Z',
      }),
      // Reached from the dev account's deployer: the second step of the chain that ends in an administrator.
      role(A, 'release', trust({ AWS: `arn:aws:iam::${accounts.dev}:role/deployer` }), {
        inline: { release: document(allow('Deploy', ['lambda:UpdateFunctionCode', 'lambda:GetFunction'], `arn:aws:lambda:*:${A}:function:*`), allow('BreakGlass', 'sts:AssumeRole', `arn:aws:iam::${A}:role/break-glass`)) },
        lastUsed: '2026-11-12T16:00:00Z',
      }),
      role(A, 'break-glass', trust({ AWS: [`arn:aws:iam::${A}:role/release`, `arn:aws:iam::${A}:user/old-admin`] }), { attached: [awsPolicies.admin] }),
      role(A, 'pipeline', trust({ Federated: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com` }, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:larkfield/ledger:ref:refs/heads/main' },
      }), { inline: { deploy: document(allow('Deploy', ['lambda:*', 's3:PutObject'], '*')) }, lastUsed: '2026-11-19T14:00:00Z' }),
      // No condition on the subject: any repository of the world may come in.
      role(A, 'pipeline-legacy', trust({ Federated: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com` }, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      }), { inline: { artefacts: document(allow('Artefacts', 's3:GetObject', 'arn:aws:s3:::larkfield-artefacts/*')) } }),
      role(A, 'vendor-monitoring', trust({ AWS: accounts.vendor }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'lark-7731' } }), { attached: [awsPolicies.audit], lastUsed: '2026-11-20T04:00:00Z' }),
      reservedRole(A, 'Operator', '0a1b2c3d4e5f6071', { inline: { AwsSSOInlinePolicy: operatorPolicy } }),
      reservedRole(A, 'Administrator', '1b2c3d4e5f607182', { attached: [awsPolicies.admin] }),
    ],
    Policies: [
      ...awsPolicyRecords,
      managedPolicy(ledgerWrite, document(
        allow('Ledger', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], `arn:aws:dynamodb:eu-west-1:${A}:table/ledger`),
        allow('Sign', 'secretsmanager:GetSecretValue', secret),
        allow('Settle', 'sqs:SendMessage', queue),
        deny('NeverDelete', 'dynamodb:DeleteTable', '*'),
      )),
    ],
  },
  resources: [
    { Arn: 'arn:aws:s3:::larkfield-payroll', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-2', Account: A, Tags: { 'data-class': 'secret', team: 'payroll' }, ObjectOwnership: 'BucketOwnerEnforced', KmsKeyArn: key,
      PublicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      Policy: document(
        { Sid: 'OnlyTls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::larkfield-payroll', 'arn:aws:s3:::larkfield-payroll/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Sid: 'NoPeopleInSalaries', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::larkfield-payroll/salaries/*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:user/*` } } },
      ) },
    { Arn: 'arn:aws:s3:::larkfield-home', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: A, Tags: { team: 'finance' } },
    { Arn: 'arn:aws:s3:::larkfield-artefacts', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: A },
    { Arn: key, ResourceType: 'AWS::KMS::Key', Region: 'eu-west-2', Tags: { team: 'payroll' },
      // The key speaks for itself: it does not hand its guard to IAM, so that an administrator is no reader.
      Policy: document(grant('Workers', { AWS: [`arn:aws:iam::${A}:role/settlement-worker`, `arn:aws:iam::${A}:user/payroll-export`] }, ['kms:Decrypt', 'kms:GenerateDataKey'], '*'), grant('Keepers', { AWS: `arn:aws:iam::${accounts.security}:role/key-keeper` }, ['kms:PutKeyPolicy', 'kms:DescribeKey'], '*')) },
    { Arn: queue, ResourceType: 'AWS::SQS::Queue', Region: 'eu-west-2', Policy: document(grant('Bank', { AWS: accounts.vendor }, 'sqs:SendMessage', queue, { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })) },
    { Arn: secret, ResourceType: 'AWS::SecretsManager::Secret', Region: 'eu-west-1', Tags: { 'data-class': 'secret' } },
    { Arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger`, ResourceType: 'AWS::DynamoDB::Table', Region: 'eu-west-1', Tags: { team: 'ledger' } },
    { Arn: ledgerApi, ResourceType: 'AWS::Lambda::Function', Region: 'eu-west-1', RunsAs: `arn:aws:iam::${A}:role/ledger-api`, Policy: document(grant('Gateway', { Service: 'apigateway.amazonaws.com' }, 'lambda:InvokeFunction', ledgerApi, { Condition: { StringEquals: { 'aws:SourceAccount': A } } })) },
    { Arn: `arn:aws:ec2:eu-west-2:${A}:instance/i-0f3a9d2c77b1e4a55`, ResourceType: 'AWS::EC2::Instance', Region: 'eu-west-2', Tags: { Name: 'settlement-1' }, RunsAs: `arn:aws:iam::${A}:role/settlement-worker` },
    { Arn: `arn:aws:ecs:eu-west-2:${A}:task-definition/settlement:14`, ResourceType: 'AWS::ECS::TaskDefinition', Region: 'eu-west-2', RunsAs: `arn:aws:iam::${A}:role/settlement-worker` },
  ],
  settings: { Alias: 'larkfield-live', PublicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: false } },
  providers: {
    SAMLProviders: [{ Arn: `arn:aws:iam::${A}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE` }, { Arn: `arn:aws:iam::${A}:saml-provider/AWSSSO_1b2c3d4e5f607182_DO_NOT_DELETE` }],
    OpenIDConnectProviders: [{ Arn: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com`, Url: 'token.actions.githubusercontent.com', ClientIDList: ['sts.amazonaws.com'] }],
  },
  credentialReport: [
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
    `payroll-export,arn:aws:iam::${A}:user/payroll-export,2024-03-05T09:00:00+00:00,false,N/A,N/A,N/A,false,true,2025-01-10T09:00:00+00:00,2026-11-19T23:05:00+00:00,eu-west-2,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `lena,arn:aws:iam::${A}:user/lena,2024-03-05T09:00:00+00:00,true,2026-11-19T08:12:00+00:00,2026-06-01T09:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `marek,arn:aws:iam::${A}:user/marek,2024-03-05T09:00:00+00:00,true,2026-10-02T10:00:00+00:00,2025-06-01T09:00:00+00:00,N/A,false,true,2024-04-01T09:00:00+00:00,2025-02-03T12:00:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `old-admin,arn:aws:iam::${A}:user/old-admin,2021-01-05T09:00:00+00:00,false,N/A,N/A,N/A,false,true,2021-01-05T09:00:00+00:00,2024-08-01T00:00:00+00:00,us-east-1,iam,true,2022-02-02T00:00:00+00:00,N/A,N/A,N/A,false,N/A,false,N/A`,
  ].join('\n'),
  lastAccessed: {
    [`arn:aws:iam::${A}:role/ledger-api`]: { ServicesLastAccessed: [{ ServiceName: 'Amazon DynamoDB', ServiceNamespace: 'dynamodb', LastAuthenticated: '2026-11-20T05:00:00Z' }, { ServiceName: 'AWS Secrets Manager', ServiceNamespace: 'secretsmanager', LastAuthenticated: '2026-11-20T05:00:00Z' }, { ServiceName: 'Amazon SQS', ServiceNamespace: 'sqs' }] },
    [`arn:aws:iam::${A}:user/old-admin`]: { ServicesLastAccessed: [{ ServiceName: 'AWS Identity and Access Management', ServiceNamespace: 'iam', LastAuthenticated: '2024-08-01T00:00:00Z' }] },
  },
};
