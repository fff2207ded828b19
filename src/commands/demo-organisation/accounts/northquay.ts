import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicies, awsPolicyRecords } from '../aws-policies.js';
import { accounts, allow, document, roleArn, type Statement, trust } from '../builders.js';
import { credentialReport } from '../credential-report.js';
import { lastAccessed } from '../last-accessed.js';
import { group, managedPolicy, policyArn, role, user } from '../records.js';
import { northquayInventory } from './northquay-inventory.js';

const A = accounts.northquay;
const everything: Statement = allow('All', '*', '*');
const developers = policyArn(A, 'courier-developers');

const users = [
  // Administrator by an inline policy: no list of attachments shows it.
  user(A, 'bea', [], { inline: { 'temporary-fix': document(everything) } }),
  user(A, 'callum', ['developers']),
  user(A, 'dina', ['developers', 'operators']),
  user(A, 'front-desk', ['helpdesk']),
  // Looks after databases, their backups, and the keys they lie under.
  user(A, 'edgar', ['databases']),
];

const groups = [
  group(A, 'developers', { attached: [developers] }),
  group(A, 'operators', {
    inline: {
      shell: document(allow('Shell', ['ssm:StartSession', 'ssm:SendCommand'], '*')),
      deliver: document(allow('Pipeline', ['codepipeline:UpdatePipeline', 'codepipeline:PutApprovalResult'], '*')),
    },
  }),
  group(A, 'helpdesk', {
    inline: {
      accounts: document(
        allow('Users', ['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:AddUserToGroup'], '*'),
        allow('Credentials', ['iam:CreateLoginProfile', 'iam:UpdateLoginProfile', 'iam:CreateAccessKey'], '*'),
        allow('SecondFactors', ['iam:DeactivateMFADevice', 'iam:ResyncMFADevice'], '*'),
      ),
    },
  }),
  group(A, 'databases', {
    inline: {
      tables: document(
        allow('Tables', ['dynamodb:*', 'backup:DeleteRecoveryPoint', 'backup:StartBackupJob'], '*'),
        allow('Copies', ['rds:ModifyDBSnapshotAttribute', 'ec2:ModifySnapshotAttribute'], '*'),
        allow('Keys', ['kms:PutKeyPolicy', 'kms:Decrypt'], '*'),
      ),
    },
  }),
];

/** Whatever a developer ever asked for, on everything: most ways to become somebody else are in here. */
const developerStatements: readonly Statement[] = [
  allow('Hand', 'iam:PassRole', '*'),
  allow('Functions', ['lambda:CreateFunction', 'lambda:InvokeFunction', 'lambda:UpdateFunctionCode'], '*'),
  allow(
    'Machines',
    ['ec2:RunInstances', 'ec2:AssociateIamInstanceProfile', 'ec2:DescribeInstances', 'ec2:CreateTags'],
    '*',
  ),
  allow('Containers', ['ecs:RegisterTaskDefinition', 'ecs:RunTask'], '*'),
  allow('Jobs', ['glue:CreateJob', 'glue:StartJobRun'], '*'),
  allow('Builds', ['codebuild:CreateProject', 'codebuild:StartBuild'], '*'),
  allow('Stacks', ['cloudformation:CreateStack', 'cloudformation:DescribeStacks'], '*'),
  allow('Buckets', 's3:*', '*'),
  allow('Settings', ['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ssm:GetParametersByPath'], '*'),
];

const roles = [
  role(A, 'web', trust({ Service: 'ec2.amazonaws.com' }), {
    attached: [awsPolicies.admin],
    instanceProfile: true,
    lastUsed: 0,
  }),
  role(A, 'labels', trust({ Service: 'lambda.amazonaws.com' }), {
    inline: { print: document(allow('Print', 's3:GetObject', 'arn:aws:s3:::northquay-waybills/*')) },
    lastUsed: 0,
  }),
  // Meant for partners, whoever they may be.
  role(
    A,
    'partner-tracking',
    document({ Sid: 'Partners', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
    { inline: { track: document(allow('Track', 'sqs:ReceiveMessage', '*')) }, lastUsed: 200 },
  ),
  // Deployed the infrastructure once; its rights to change rights are still there.
  role(A, 'infrastructure', trust({ Service: 'codebuild.amazonaws.com' }), {
    inline: {
      rights: document(
        allow('Policies', ['iam:CreatePolicyVersion', 'iam:PutRolePolicy'], '*'),
        allow('Trust', 'iam:UpdateAssumeRolePolicy', '*'),
        allow('Boundaries', 'iam:DeleteRolePermissionsBoundary', '*'),
        allow('Providers', ['iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider'], '*'),
      ),
    },
    lastUsed: 260,
  }),
  role(A, 'security-audit', trust({ AWS: roleArn(accounts.security, 'audit-hub') }), {
    attached: [awsPolicies.audit],
    lastUsed: 1,
  }),
];

/** A courier company that was bought in spring: its account came as it was, outside of the guardrails of the live accounts. */
export const acquired: AccountFiles = {
  account: A,
  details: {
    UserDetailList: users,
    GroupDetailList: groups,
    RoleDetailList: roles,
    Policies: [...awsPolicyRecords, managedPolicy(developers, document(...developerStatements))],
  },
  resources: northquayInventory,
  settings: { Alias: 'northquay' },
  providers: providers(A),
  credentialReport: credentialReport(A, users, {
    bea: {
      password: { age: 300, used: 3 },
      mfa: false,
      keys: [{ active: true, age: 410, used: { ago: 1, region: 'eu-west-1', service: 's3' } }],
    },
    callum: { password: { age: 80, used: 0 }, mfa: true },
    dina: {
      password: { age: 80, used: 70 },
      mfa: true,
      keys: [
        { active: true, age: 30, used: { ago: 0, region: 'eu-west-1', service: 'lambda' } },
        { active: true, age: 340 },
      ],
    },
    'front-desk': { password: { age: 500, used: 0 }, mfa: false },
    edgar: {
      mfa: true,
      keys: [{ active: true, age: 20, used: { ago: 10, region: 'eu-west-1', service: 'dynamodb' } }],
    },
  }),
  lastAccessed: {
    [`arn:aws:iam::${A}:user/edgar`]: lastAccessed(`arn:aws:iam::${A}:user/edgar`, {
      dynamodb: 10,
      backup: null,
      kms: null,
    }),
    [roleArn(A, 'infrastructure')]: lastAccessed(roleArn(A, 'infrastructure'), { iam: 260 }),
  },
};
