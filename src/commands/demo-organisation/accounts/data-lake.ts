import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicies, awsPolicyRecords } from '../aws-policies.js';
import { accounts, allExcept, allow, document, grant, roleArn, trust } from '../builders.js';
import { reservedRoles } from '../identity-center.js';
import { blockEverything, bucket, type InventoryRecord, resource, wholeBucket } from '../inventory.js';
import { lastAccessed } from '../last-accessed.js';
import { managedPolicy, policyArn, role } from '../records.js';
import { live } from './ledger-live-inventory.js';

const A = accounts.lake;
const table = (name: string): string => `arn:aws:dynamodb:eu-west-1:${A}:table/${name}`;
const boundary = policyArn(A, 'lake-boundary');
const loader = `arn:aws:lambda:eu-west-1:${A}:function:lake-loader`;

const roles = [
  // By tag: each team reads the tables that carry its name, whoever brings the team along as a session tag.
  role(A, 'team-reader', trust({ AWS: [accounts.live, accounts.dev] }, ['sts:AssumeRole', 'sts:TagSession']), {
    inline: {
      'by-team': document(
        allow('SameTeam', ['dynamodb:GetItem', 'dynamodb:Query'], table('*'), {
          Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
        }),
      ),
    },
    tags: { team: 'ledger' },
    lastUsed: 10,
  }),
  // No external id: whoever can use the vendor's account can use this.
  role(A, 'vendor-analytics', trust({ AWS: `arn:aws:iam::${accounts.vendor}:root` }), {
    inline: { read: document(allow('Tariffs', 's3:GetObject', 'arn:aws:s3:::larkfield-tariffs/*')) },
    lastUsed: 80,
  }),
  // Written as exceptions: everything but deleting objects, everywhere but in the raw bucket. That is far more than S3, and
  // nobody noticed; the boundary makes it harmless.
  role(A, 'everything-but-raw', trust({ Service: 'lambda.amazonaws.com' }), {
    inline: {
      most: document(allExcept('MostBuckets', 'Allow', 's3:Delete*', { NotResource: wholeBucket('larkfield-raw') })),
    },
    boundary,
    lastUsed: 0,
  }),
  // Its policy was not in the answer: what it may do beyond the topic is unknown, and said to be.
  role(A, 'nightly-export', trust({ Service: 'ecs-tasks.amazonaws.com' }), {
    attached: [policyArn(A, 'export-jobs')],
    inline: { listen: document(allow('Listen', 'sns:Subscribe', live.payments)) },
    lastUsed: 0,
  }),
  role(A, 'OrganizationAccountAccessRole', trust({ AWS: `arn:aws:iam::${accounts.management}:root` }), {
    attached: [awsPolicies.admin],
  }),
  role(A, 'security-audit', trust({ AWS: roleArn(accounts.security, 'audit-hub') }), {
    attached: [awsPolicies.audit],
    lastUsed: 1,
  }),
];

const resources: readonly InventoryRecord[] = [
  bucket(A, 'eu-west-1', 'larkfield-lake', {
    Tags: { team: 'data' },
    PublicAccessBlock: blockEverything,
    Policy: document(
      grant(
        'Ledger',
        { AWS: roleArn(accounts.live, 'ledger-api') },
        's3:GetObject',
        'arn:aws:s3:::larkfield-lake/ledger/*',
      ),
    ),
  }),
  bucket(A, 'eu-west-1', 'larkfield-raw', {
    Tags: { team: 'data', 'data-class': 'secret' },
    PublicAccessBlock: blockEverything,
  }),
  // A public policy under RestrictPublicBuckets: only the account itself gets in.
  bucket(A, 'eu-west-2', 'larkfield-tariffs', {
    PublicAccessBlock: { ...blockEverything, BlockPublicPolicy: false },
    Policy: document(grant('Published', '*', 's3:GetObject', 'arn:aws:s3:::larkfield-tariffs/*')),
  }),
  // Open to every AWS customer by its ACL, closed again by the organization's perimeter.
  bucket(A, 'eu-west-1', 'larkfield-carrier-docs', {
    ObjectOwnership: 'ObjectWriter',
    Acl: {
      Owner: { ID: '2b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfe' },
      Grants: [
        {
          Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' },
          Permission: 'READ',
        },
      ],
    },
  }),
  resource('AWS::DynamoDB::Table', table('ledger-history'), { Tags: { team: 'ledger' } }),
  resource('AWS::DynamoDB::Table', table('freight-prices'), { Tags: { team: 'data' } }),
  // The collector was not allowed to list its tags: verdicts that hang on them are unknown.
  resource('AWS::DynamoDB::Table', table('carrier-ratings'), { NotCollected: ['Tags'] }),
  resource('AWS::Lambda::Function', loader, { RunsAs: roleArn(A, 'everything-but-raw') }),
];

/** Data for the whole company: by tag, by account, and by a public policy that a block makes harmless. */
export const dataLake: AccountFiles = {
  account: A,
  details: {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [...roles, ...reservedRoles(A)],
    Policies: [...awsPolicyRecords, managedPolicy(boundary, document(allow('Lake', ['s3:*', 'logs:*', 'sns:*'], '*')))],
  },
  resources,
  settings: { Alias: 'larkfield-lake' },
  providers: providers(A),
  lastAccessed: {
    [roleArn(A, 'team-reader')]: lastAccessed(roleArn(A, 'team-reader'), { dynamodb: 10 }),
    [roleArn(A, 'vendor-analytics')]: lastAccessed(roleArn(A, 'vendor-analytics'), { s3: 80 }),
    [roleArn(A, 'everything-but-raw')]: lastAccessed(roleArn(A, 'everything-but-raw'), {
      s3: { last: 0, actions: { PutObject: 0, GetObject: 0, PutBucketPolicy: null } },
    }),
  },
};
