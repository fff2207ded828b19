import { accounts, document, grant, roleArn } from '../builders.js';
import { bucket, type InventoryRecord, resource, wholeBucket } from '../inventory.js';

const A = accounts.northquay;
const region = `eu-west-1:${A}`;

/** ARNs that policies of the account name. */
export const northquay = {
  parcels: `arn:aws:sqs:${region}:parcels`,
  tracking: `arn:aws:sns:${region}:tracking`,
  labels: `arn:aws:lambda:${region}:function:labels`,
  key: `arn:aws:kms:${region}:key/5a0c3f72-6d1e-4b98-a4f7-08e2d9b1c634`,
  partnerLogin: `arn:aws:secretsmanager:${region}:secret:partner/login-Rw4tZ8`,
} as const;

const owner = `arn:aws:iam::${accounts.holdings}:root`;

const buckets: readonly InventoryRecord[] = [
  // Drivers upload photographs here, and so can everybody else.
  bucket(A, 'eu-west-1', 'northquay-uploads', {
    Policy: document(grant('Drivers', '*', 's3:PutObject', 'arn:aws:s3:::northquay-uploads/*')),
  }),
  // The former owner's auditors came in by this, and were never asked to leave.
  bucket(A, 'eu-west-1', 'northquay-ledgers', {
    Tags: { 'data-class': 'confidential' },
    Policy: document(
      grant(
        'FormerOwner',
        { AWS: owner },
        ['s3:GetObject', 's3:PutBucketPolicy'],
        [...wholeBucket('northquay-ledgers')],
      ),
    ),
  }),
  bucket(A, 'eu-west-1', 'northquay-waybills', { Tags: { 'data-class': 'secret' } }),
  bucket(A, 'eu-west-1', 'northquay-access-logs', { Tags: { 'data-class': 'audit' } }),
];

const messages: readonly InventoryRecord[] = [
  // `sqs:*` for everybody was the quickest way to make it work.
  resource('AWS::SQS::Queue', northquay.parcels, {
    Policy: document(grant('MakeItWork', '*', 'sqs:*', northquay.parcels)),
  }),
  // Open to an address range that the office gave up.
  resource('AWS::SNS::Topic', northquay.tracking, {
    Policy: document(
      grant('Office', '*', 'sns:Publish', northquay.tracking, {
        Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
      }),
      grant('Buckets', { Service: 's3.amazonaws.com' }, 'sns:Publish', northquay.tracking),
    ),
  }),
];

const keysAndSecrets: readonly InventoryRecord[] = [
  resource('AWS::KMS::Key', northquay.key, {
    Policy: document(
      grant('Account', { AWS: `arn:aws:iam::${A}:root` }, 'kms:*', '*'),
      grant('FormerOwner', { AWS: owner }, 'kms:Decrypt', '*'),
    ),
  }),
  resource('AWS::SecretsManager::Secret', northquay.partnerLogin, { Tags: { 'data-class': 'secret' } }),
];

const workloads: readonly InventoryRecord[] = [
  // A label printer on the open net.
  resource('AWS::Lambda::Function', northquay.labels, {
    RunsAs: roleArn(A, 'labels'),
    Policy: document(
      grant('Url', '*', 'lambda:InvokeFunctionUrl', northquay.labels, {
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
      }),
    ),
  }),
  resource('AWS::EC2::Instance', `arn:aws:ec2:${region}:instance/i-07c4e1b9a2d35f680`, {
    Tags: { Name: 'web-1' },
    RunsAs: roleArn(A, 'web'),
  }),
  // The image of the old shop, shared with the world on the day it moved.
  resource('AWS::EC2::Snapshot', 'arn:aws:ec2:eu-west-1::snapshot/snap-0b93d7f2c51e8a46d', {
    Account: A,
    SharedWith: ['all'],
  }),
];

export const northquayInventory: readonly InventoryRecord[] = [
  ...buckets,
  ...messages,
  ...keysAndSecrets,
  ...workloads,
];
