import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicies, awsPolicyRecords } from '../aws-policies.js';
import { accounts, allow, deny, document, roleArn, trust } from '../builders.js';
import { credentialReport } from '../credential-report.js';
import { reservedRoles } from '../identity-center.js';
import { lastAccessed } from '../last-accessed.js';
import { group, managedPolicy, policyArn, role, user } from '../records.js';
import { live, liveEndpoint, liveInventory } from './ledger-live-inventory.js';

const A = accounts.live;
const ledgerWrite = policyArn(A, 'ledger-write');
const github = `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com`;

const users = [
  user(A, 'payroll-export', [], {
    inline: {
      export: document(allow('Export', ['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::larkfield-payroll/exports/*')),
    },
    tags: { team: 'payroll' },
  }),
  user(A, 'lena', ['finance'], { tags: { team: 'finance' } }),
  user(A, 'marek', ['finance'], { tags: { team: 'finance' } }),
  // From the days before Identity Center: two keys, no MFA, everything.
  user(A, 'old-admin', [], { attached: [awsPolicies.admin] }),
];

const groups = [
  group(A, 'finance', {
    inline: {
      home: document(
        allow('OwnFolder', ['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::larkfield-home/${aws:username}/*'),
        allow('ListOwnFolder', 's3:ListBucket', 'arn:aws:s3:::larkfield-home', {
          Condition: { StringLike: { 's3:prefix': '${aws:username}/*' } },
        }),
      ),
      reports: document(
        allow('Reports', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/reports/*', {
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      ),
    },
  }),
];

const workloadRoles = [
  role(A, 'ledger-api', trust({ Service: 'lambda.amazonaws.com' }), {
    attached: [ledgerWrite],
    tags: { team: 'ledger' },
    lastUsed: 0,
  }),
  role(A, 'settlement-worker', trust({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }), {
    inline: {
      work: document(
        allow('Queue', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], live.settlements),
        allow('Payroll', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/*'),
        allow('Unlock', 'kms:Decrypt', live.payrollKey),
        allow('Login', 'secretsmanager:GetSecretValue', live.bankLogin),
      ),
    },
    tags: { team: 'payroll' },
    instanceProfile: true,
    lastUsed: 0,
  }),
];

const deliveryRoles = [
  // Reached from the development account's deployer: the second step of the chain that ends in an administrator.
  role(A, 'release', trust({ AWS: roleArn(accounts.dev, 'deployer') }), {
    inline: {
      release: document(
        allow('Deploy', ['lambda:UpdateFunctionCode', 'lambda:GetFunction'], `arn:aws:lambda:*:${A}:function:*`),
        allow('BreakGlass', 'sts:AssumeRole', roleArn(A, 'break-glass')),
      ),
    },
    lastUsed: 8,
  }),
  role(A, 'break-glass', trust({ AWS: [roleArn(A, 'release'), `arn:aws:iam::${A}:user/old-admin`] }), {
    attached: [awsPolicies.admin],
  }),
  role(
    A,
    'pipeline',
    trust({ Federated: github }, 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:larkfield/ledger:ref:refs/heads/main' },
    }),
    {
      inline: {
        deploy: document(
          allow('Deploy', ['lambda:UpdateFunctionCode', 'lambda:GetFunction'], live.api),
          allow('Artefacts', ['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::larkfield-artefacts/*'),
        ),
      },
      lastUsed: 1,
    },
  ),
  // No condition on the subject: any repository of the world may come in.
  role(
    A,
    'pipeline-legacy',
    trust({ Federated: github }, 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
    }),
    { inline: { artefacts: document(allow('Artefacts', 's3:GetObject', 'arn:aws:s3:::larkfield-artefacts/*')) } },
  ),
];

const visitorRoles = [
  role(
    A,
    'vendor-monitoring',
    trust({ AWS: accounts.vendor }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'lark-7731' } }),
    { attached: [awsPolicies.audit], lastUsed: 0 },
  ),
  role(A, 'security-audit', trust({ AWS: roleArn(accounts.security, 'audit-hub') }), {
    attached: [awsPolicies.audit],
    lastUsed: 1,
  }),
];

/** The production account: payrolls, settlements, the signing key. */
export const ledgerLive: AccountFiles = {
  account: A,
  details: {
    UserDetailList: users,
    GroupDetailList: groups,
    RoleDetailList: [...workloadRoles, ...deliveryRoles, ...visitorRoles, ...reservedRoles(A)],
    Policies: [
      ...awsPolicyRecords,
      managedPolicy(
        ledgerWrite,
        document(
          allow('Ledger', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], live.ledgerTable),
          allow('Sign', 'secretsmanager:GetSecretValue', live.signingKey),
          allow('Settle', 'sqs:SendMessage', live.settlements),
          allow('Archive', 's3:GetObject', 'arn:aws:s3:::larkfield-lake/ledger/*'),
          deny('NeverDelete', 'dynamodb:DeleteTable', '*'),
        ),
      ),
    ],
  },
  resources: liveInventory,
  settings: {
    Alias: 'larkfield-live',
    PublicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    },
    VpcEndpoints: [liveEndpoint],
  },
  providers: providers(A, [
    { Arn: github, Url: 'token.actions.githubusercontent.com', ClientIDList: ['sts.amazonaws.com'] },
  ]),
  credentialReport: credentialReport(A, users, {
    'payroll-export': {
      mfa: false,
      keys: [{ active: true, age: 679, used: { ago: 0, region: 'eu-west-2', service: 's3' } }],
    },
    lena: { password: { age: 172, used: 1 }, mfa: true },
    marek: {
      password: { age: 537, used: 49 },
      mfa: false,
      keys: [{ active: true, age: 963, used: { ago: 655, region: 'eu-west-1', service: 's3' } }],
    },
    'old-admin': {
      mfa: false,
      keys: [
        { active: true, age: 2145, used: { ago: 841, region: 'us-east-1', service: 'iam' } },
        { active: true, age: 1752 },
      ],
    },
  }),
  lastAccessed: {
    [roleArn(A, 'ledger-api')]: lastAccessed(roleArn(A, 'ledger-api'), {
      dynamodb: { last: 0, actions: { GetItem: 0, PutItem: 0, Query: null } },
      secretsmanager: 0,
      sqs: null,
      s3: 6,
    }),
    [roleArn(A, 'settlement-worker')]: lastAccessed(roleArn(A, 'settlement-worker'), {
      sqs: 0,
      s3: 0,
      kms: 0,
      secretsmanager: 120,
    }),
    [`arn:aws:iam::${A}:user/old-admin`]: lastAccessed(`arn:aws:iam::${A}:user/old-admin`, {
      iam: null,
      s3: null,
      sts: null,
    }),
    [roleArn(A, 'vendor-monitoring')]: lastAccessed(roleArn(A, 'vendor-monitoring'), { iam: 0, s3: 0, kms: null }),
  },
};
