import { accounts, document, grant, organizationId, refuse, roleArn } from '../builders.js';
import { blockEverything, bucket, type InventoryRecord, resource, wholeBucket } from '../inventory.js';

const A = accounts.live;

/** ARNs that policies elsewhere name. */
export const live = {
  payrollKey: `arn:aws:kms:eu-west-2:${A}:key/3f6d0a7e-91c4-4b0e-9c55-4d1f0a6b7c81`,
  ledgerKey: `arn:aws:kms:eu-west-1:${A}:key/b81e6c2d-5f03-4a77-8e19-2c90d4f7a6e3`,
  settlements: `arn:aws:sqs:eu-west-2:${A}:settlements`,
  payments: `arn:aws:sns:eu-west-2:${A}:payment-events`,
  signingKey: `arn:aws:secretsmanager:eu-west-1:${A}:secret:ledger/signing-key-Qx7Ab2`,
  bankLogin: `arn:aws:secretsmanager:eu-west-2:${A}:secret:settlement/bank-login-9KdR4w`,
  ledgerTable: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger`,
  api: `arn:aws:lambda:eu-west-1:${A}:function:ledger-api`,
} as const;

const buckets: readonly InventoryRecord[] = [
  bucket(A, 'eu-west-2', 'larkfield-payroll', {
    Tags: { 'data-class': 'secret', team: 'payroll' },
    KmsKeyArn: live.payrollKey,
    PublicAccessBlock: blockEverything,
    Policy: document(
      refuse('OnlyTls', 's3:*', wholeBucket('larkfield-payroll'), { Bool: { 'aws:SecureTransport': 'false' } }),
      refuse('NoPeopleInSalaries', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/salaries/*', {
        ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:user/*` },
      }),
    ),
  }),
  bucket(A, 'eu-west-1', 'larkfield-home', { Tags: { team: 'finance' }, PublicAccessBlock: blockEverything }),
  bucket(A, 'eu-west-1', 'larkfield-artefacts', { PublicAccessBlock: blockEverything }),
  // Older than the region guard; delivery logs arrive by the one grant an ACL still makes.
  bucket(A, 'us-east-1', 'larkfield-web-logs', {
    ObjectOwnership: 'BucketOwnerPreferred',
    Acl: {
      Owner: { ID: '8f1d0c7b2a94e6f35b0d9a1c7e2f4860d3b59c7a1e8f2046b7d9c3a5e1f08264' },
      Grants: [
        { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, Permission: 'WRITE' },
      ],
    },
  }),
];

const keysAndSecrets: readonly InventoryRecord[] = [
  // The key speaks for itself: it does not hand its guard to IAM, so that an administrator is no reader.
  resource('AWS::KMS::Key', live.payrollKey, {
    Tags: { team: 'payroll' },
    Policy: document(
      grant(
        'Workers',
        { AWS: [roleArn(A, 'settlement-worker'), `arn:aws:iam::${A}:user/payroll-export`] },
        ['kms:Decrypt', 'kms:GenerateDataKey'],
        '*',
      ),
      grant('Keepers', { AWS: roleArn(accounts.security, 'key-keeper') }, ['kms:PutKeyPolicy', 'kms:DescribeKey'], '*'),
    ),
  }),
  // The usual way: the account decides through IAM. One grant stands beside the policy.
  resource('AWS::KMS::Key', live.ledgerKey, {
    Tags: { team: 'ledger' },
    Policy: document(grant('Account', { AWS: `arn:aws:iam::${A}:root` }, 'kms:*', '*')),
    Grants: [
      {
        GrantId: '7c1f0b9e4d2a',
        Name: 'ledger-api',
        GranteePrincipal: roleArn(A, 'ledger-api'),
        IssuingAccount: `arn:aws:iam::${A}:root`,
        Operations: ['Decrypt', 'GenerateDataKey'],
        Constraints: { EncryptionContextSubset: { 'aws:dynamodb:tableName': 'ledger' } },
      },
    ],
  }),
  resource('AWS::SecretsManager::Secret', live.signingKey, {
    Tags: { 'data-class': 'secret', team: 'ledger' },
    Policy: document(
      refuse('OnlyTheApi', 'secretsmanager:GetSecretValue', '*', {
        ArnNotEquals: { 'aws:PrincipalArn': roleArn(A, 'ledger-api') },
      }),
    ),
  }),
  resource('AWS::SecretsManager::Secret', live.bankLogin, { Tags: { 'data-class': 'secret', team: 'payroll' } }),
];

const messaging: readonly InventoryRecord[] = [
  resource('AWS::SQS::Queue', live.settlements, {
    Tags: { team: 'payroll' },
    Policy: document(
      grant('Bank', { AWS: accounts.vendor }, 'sqs:SendMessage', live.settlements, {
        Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
      grant('Payments', { Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', live.settlements, {
        Condition: { ArnEquals: { 'aws:SourceArn': live.payments } },
      }),
    ),
  }),
  resource('AWS::SNS::Topic', live.payments, {
    Policy: document(
      grant(
        'Lake',
        { AWS: roleArn(accounts.lake, 'nightly-export') },
        ['sns:Subscribe', 'sns:GetTopicAttributes'],
        live.payments,
      ),
    ),
  }),
];

const workloads: readonly InventoryRecord[] = [
  resource('AWS::DynamoDB::Table', live.ledgerTable, { Tags: { team: 'ledger' }, KmsKeyArn: live.ledgerKey }),
  resource('AWS::Lambda::Function', live.api, {
    Tags: { team: 'ledger' },
    RunsAs: roleArn(A, 'ledger-api'),
    Policy: document(
      grant('Gateway', { Service: 'apigateway.amazonaws.com' }, 'lambda:InvokeFunction', live.api, {
        Condition: { StringEquals: { 'aws:SourceAccount': A } },
      }),
    ),
  }),
  resource('AWS::EC2::Instance', `arn:aws:ec2:eu-west-2:${A}:instance/i-0f3a9d2c77b1e4a55`, {
    Tags: { Name: 'settlement-1', team: 'payroll' },
    RunsAs: roleArn(A, 'settlement-worker'),
  }),
  resource('AWS::ECS::TaskDefinition', `arn:aws:ecs:eu-west-2:${A}:task-definition/settlement:14`, {
    Tags: { team: 'payroll' },
    RunsAs: roleArn(A, 'settlement-worker'),
  }),
  // Certificates of the content delivery network live in this one region.
  resource(
    'AWS::CertificateManager::Certificate',
    `arn:aws:acm:us-east-1:${A}:certificate/0c5de1f4-88a2-4f6b-b1d7-93e02a7f51cc`,
    { Tags: { Name: 'larkfield.example' } },
  ),
];

export const liveInventory: readonly InventoryRecord[] = [...buckets, ...keysAndSecrets, ...messaging, ...workloads];

/** Through the endpoint only the organization's own callers and buckets are reached. */
export const liveEndpoint = {
  Id: 'vpce-0a41c6e2d97b5f803',
  ServiceName: 'com.amazonaws.eu-west-2.s3',
  Policy: document(
    grant('OwnOnly', '*', '*', '*', {
      Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId, 'aws:ResourceOrgID': organizationId } },
    }),
  ),
};
