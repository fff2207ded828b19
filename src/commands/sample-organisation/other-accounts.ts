import { type AccountFiles, accounts, allow, awsPolicies, awsPolicyRecords, document, grant, managedPolicy, organizationId, reservedRole, role, trust, user } from './builders.js';
import { dataReaderPolicy } from './identity-center.js';

const D = accounts.dev;
const L = accounts.lake;
const S = accounts.security;
const boundary = `arn:aws:iam::${D}:policy/developer-boundary`;

/** The sandbox: developers behind a boundary, and a way out that somebody overlooked. */
export const ledgerDev: AccountFiles = {
  account: D,
  details: {
    UserDetailList: [
      // May hand any role to a new function: the escalation the boundary does not stop, because it allows both actions.
      user(D, 'tariq', [], { boundary, inline: { build: document(allow('Functions', ['lambda:CreateFunction', 'lambda:InvokeFunction'], '*'), allow('Hand', 'iam:PassRole', `arn:aws:iam::${D}:role/*`)) }, tags: { team: 'ledger' } }),
    ],
    GroupDetailList: [],
    RoleDetailList: [
      role(D, 'deployer', trust({ AWS: `arn:aws:iam::${D}:root` }), { inline: { deploy: document(allow('Release', 'sts:AssumeRole', `arn:aws:iam::${accounts.live}:role/release`), allow('Build', ['lambda:*', 's3:*'], '*')) }, lastUsed: '2026-11-12T16:00:00Z' }),
      role(D, 'function-admin', trust({ Service: 'lambda.amazonaws.com' }), { attached: [awsPolicies.admin] }),
      reservedRole(D, 'Developer', '2c3d4e5f60718293', { attached: [awsPolicies.power], boundary }),
    ],
    Policies: [...awsPolicyRecords, managedPolicy(boundary, document(allow('Everyday', ['lambda:*', 's3:*', 'sqs:*', 'logs:*', 'ec2:*', 'iam:PassRole', 'sts:AssumeRole'], '*')))],
  },
  resources: [
    { Arn: 'arn:aws:s3:::larkfield-dev-scratch', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: D, Tags: { team: 'ledger' } },
    // A public website, on purpose.
    { Arn: 'arn:aws:s3:::larkfield-status-page', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: D, Policy: document(grant('Everyone', '*', 's3:GetObject', 'arn:aws:s3:::larkfield-status-page/*')) },
    { Arn: `arn:aws:sqs:eu-west-1:${D}:jobs`, ResourceType: 'AWS::SQS::Queue', Region: 'eu-west-1' },
    { Arn: `arn:aws:sns:eu-west-1:${D}:builds`, ResourceType: 'AWS::SNS::Topic', Region: 'eu-west-1', Policy: document(grant('Colleagues', { AWS: '*' }, 'sns:Subscribe', `arn:aws:sns:eu-west-1:${D}:builds`, { Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId } } })) },
  ],
  settings: { Alias: 'larkfield-dev' },
};

/** Data for the whole company: by tag, by account, and by a public policy that a block makes harmless. */
export const dataLake: AccountFiles = {
  account: L,
  details: {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      role(L, 'team-reader', trust({ AWS: [accounts.live, accounts.dev] }), {
        inline: { byTeam: document(allow('SameTeam', ['dynamodb:GetItem', 'dynamodb:Query'], `arn:aws:dynamodb:eu-west-1:${L}:table/*`, { Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } })) },
        tags: { team: 'ledger' },
        lastUsed: '2026-11-10T09:00:00Z',
      }),
      // No external id: whoever can use the vendor's account can use this.
      role(L, 'vendor-analytics', trust({ AWS: `arn:aws:iam::${accounts.vendor}:root` }), { inline: { read: document(allow('Tariffs', 's3:GetObject', 'arn:aws:s3:::larkfield-tariffs/*')) }, lastUsed: '2026-09-01T00:00:00Z' }),
      role(L, 'everything-but-raw', trust({ Service: 'glue.amazonaws.com' }), { inline: { most: document({ Sid: 'MostBuckets', Effect: 'Allow', NotAction: 's3:Delete*', NotResource: ['arn:aws:s3:::larkfield-raw', 'arn:aws:s3:::larkfield-raw/*'] }) } }),
      reservedRole(L, 'DataReader', '3d4e5f6071829304', { inline: { AwsSSOInlinePolicy: dataReaderPolicy } }),
      reservedRole(L, 'Administrator', '4e5f607182930415', { attached: [awsPolicies.admin] }),
    ],
    Policies: awsPolicyRecords,
  },
  resources: [
    { Arn: 'arn:aws:s3:::larkfield-lake', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: L, Tags: { team: 'data' },
      Policy: document(grant('Ledger', { AWS: `arn:aws:iam::${accounts.live}:role/ledger-api` }, 's3:GetObject', 'arn:aws:s3:::larkfield-lake/ledger/*')) },
    { Arn: 'arn:aws:s3:::larkfield-raw', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: L },
    // A public policy under RestrictPublicBuckets: only the account itself gets in.
    { Arn: 'arn:aws:s3:::larkfield-tariffs', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-2', Account: L, PublicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false, RestrictPublicBuckets: true },
      Policy: document(grant('Published', '*', 's3:GetObject', 'arn:aws:s3:::larkfield-tariffs/*')) },
    { Arn: `arn:aws:dynamodb:eu-west-1:${L}:table/ledger-history`, ResourceType: 'AWS::DynamoDB::Table', Region: 'eu-west-1', Tags: { team: 'ledger' } },
    { Arn: `arn:aws:dynamodb:eu-west-1:${L}:table/freight-prices`, ResourceType: 'AWS::DynamoDB::Table', Region: 'eu-west-1', Tags: { team: 'data' } },
  ],
  settings: { Alias: 'larkfield-lake' },
};

export const security: AccountFiles = {
  account: S,
  details: {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      role(S, 'key-keeper', trust({ AWS: S }), { inline: { keys: document(allow('Keys', ['kms:PutKeyPolicy', 'kms:DescribeKey'], `arn:aws:kms:*:${accounts.live}:key/*`)) } }),
      reservedRole(S, 'Auditor', '5f60718293041526', { attached: [awsPolicies.audit] }),
    ],
    Policies: awsPolicyRecords,
  },
  resources: [{ Arn: 'arn:aws:s3:::larkfield-trail', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: S, Policy: document(grant('Trail', { Service: 'cloudtrail.amazonaws.com' }, 's3:PutObject', 'arn:aws:s3:::larkfield-trail/*', { Condition: { StringEquals: { 'aws:SourceOrgID': organizationId } } })) }],
  settings: { Alias: 'larkfield-security' },
};
