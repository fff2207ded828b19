import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicies, awsPolicyRecords } from '../aws-policies.js';
import { accounts, allow, document, grant, organizationId, roleArn, trust } from '../builders.js';
import { credentialReport } from '../credential-report.js';
import { reservedRoles } from '../identity-center.js';
import { bucket, resource } from '../inventory.js';
import { lastAccessed } from '../last-accessed.js';
import { group, managedPolicy, policyArn, role, user } from '../records.js';

const A = accounts.dev;
const boundary = policyArn(A, 'developer-boundary');
const builds = `arn:aws:sns:eu-west-1:${A}:builds`;
const playground = `arn:aws:lambda:eu-west-1:${A}:function:playground`;

const users = [
  // May hand any role to a new function: the escalation the boundary does not stop, because it allows both actions.
  user(A, 'tariq', ['builders'], {
    boundary,
    inline: { pass: document(allow('Hand', 'iam:PassRole', `arn:aws:iam::${A}:role/*`)) },
    tags: { team: 'ledger' },
  }),
  user(A, 'maya', ['builders'], { boundary, tags: { team: 'data' } }),
];

const groups = [
  group(A, 'builders', {
    inline: {
      build: document(
        allow('Functions', ['lambda:CreateFunction', 'lambda:InvokeFunction', 'lambda:GetFunction'], '*'),
        allow(
          'Scratch',
          ['s3:GetObject', 's3:PutObject'],
          'arn:aws:s3:::larkfield-dev-scratch/${aws:PrincipalTag/team}/*',
        ),
      ),
    },
  }),
];

/** The sandbox: developers behind a boundary, and a way out that somebody overlooked. */
export const ledgerDev: AccountFiles = {
  account: A,
  details: {
    UserDetailList: users,
    GroupDetailList: groups,
    RoleDetailList: [
      // Whoever may assume roles here comes as far as production: see `release` in the live account.
      role(A, 'deployer', trust({ AWS: `arn:aws:iam::${A}:root` }), {
        inline: {
          deploy: document(
            allow('Release', 'sts:AssumeRole', roleArn(accounts.live, 'release')),
            allow('Build', ['lambda:*', 's3:*'], '*'),
          ),
        },
        lastUsed: 8,
      }),
      role(A, 'function-admin', trust({ Service: 'lambda.amazonaws.com' }), { attached: [awsPolicies.admin] }),
      role(A, 'playground', trust({ Service: 'lambda.amazonaws.com' }), {
        boundary,
        inline: { jobs: document(allow('Jobs', ['sqs:SendMessage', 'sqs:ReceiveMessage'], `arn:aws:sqs:*:${A}:jobs`)) },
        lastUsed: 3,
      }),
      role(A, 'OrganizationAccountAccessRole', trust({ AWS: `arn:aws:iam::${accounts.management}:root` }), {
        attached: [awsPolicies.admin],
        lastUsed: 300,
      }),
      role(A, 'security-audit', trust({ AWS: roleArn(accounts.security, 'audit-hub') }), {
        attached: [awsPolicies.audit],
        lastUsed: 1,
      }),
      ...reservedRoles(A),
    ],
    Policies: [
      ...awsPolicyRecords,
      managedPolicy(
        boundary,
        document(
          allow(
            'Everyday',
            ['lambda:*', 's3:*', 'sqs:*', 'sns:*', 'logs:*', 'ec2:*', 'iam:PassRole', 'sts:AssumeRole'],
            '*',
          ),
        ),
      ),
    ],
  },
  resources: [
    bucket(A, 'eu-west-1', 'larkfield-dev-scratch', { Tags: { team: 'ledger' } }),
    // A public website, on purpose.
    bucket(A, 'eu-west-1', 'larkfield-status-page', {
      Policy: document(grant('Everyone', '*', 's3:GetObject', 'arn:aws:s3:::larkfield-status-page/*')),
    }),
    resource('AWS::SQS::Queue', `arn:aws:sqs:eu-west-1:${A}:jobs`),
    resource('AWS::SNS::Topic', builds, {
      Policy: document(
        grant('Colleagues', { AWS: '*' }, 'sns:Subscribe', builds, {
          Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
        }),
      ),
    }),
    resource('AWS::Lambda::Function', playground, { RunsAs: roleArn(A, 'playground') }),
  ],
  settings: { Alias: 'larkfield-dev' },
  providers: providers(A),
  credentialReport: credentialReport(A, users, {
    tariq: {
      password: { age: 60, used: 0 },
      mfa: true,
      keys: [{ active: true, age: 60, used: { ago: 0, region: 'eu-west-1', service: 'lambda' } }],
    },
    maya: { password: { age: 240, used: 110 }, mfa: false },
  }),
  lastAccessed: {
    [`arn:aws:iam::${A}:user/tariq`]: lastAccessed(`arn:aws:iam::${A}:user/tariq`, {
      lambda: { last: 0, actions: { CreateFunction: 41, GetFunction: 0 } },
      iam: 41,
      s3: 2,
    }),
    [roleArn(A, 'deployer')]: lastAccessed(roleArn(A, 'deployer'), { sts: 8, lambda: 8, s3: 8 }),
  },
};
