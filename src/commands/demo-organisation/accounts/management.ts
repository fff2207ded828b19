import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicies, awsPolicyRecords } from '../aws-policies.js';
import { accounts, allow, document, grant, roleArn, trust } from '../builders.js';
import { credentialReport } from '../credential-report.js';
import { reservedRoles } from '../identity-center.js';
import { bucket, resource } from '../inventory.js';
import { role, user } from '../records.js';

const A = accounts.management;
const alarms = `arn:aws:sns:us-east-1:${A}:billing-alarms`;

const users = [
  user(A, 'emergency', [], { attached: [awsPolicies.admin], tags: { owner: 'cloud-admins', purpose: 'emergency' } }),
];

/** Pays the bills and owns the organization. Service control policies do not bind it. */
export const management: AccountFiles = {
  account: A,
  details: {
    UserDetailList: users,
    GroupDetailList: [],
    RoleDetailList: [
      role(A, 'organization-reader', trust({ AWS: roleArn(accounts.security, 'audit-hub') }), {
        inline: { read: document(allow('Tree', ['organizations:Describe*', 'organizations:List*'], '*')) },
        lastUsed: 1,
      }),
      role(A, 'account-factory', trust({ Service: 'cloudformation.amazonaws.com' }), {
        inline: {
          found: document(
            allow('Create', ['organizations:CreateAccount', 'organizations:MoveAccount'], '*'),
            allow('Enter', 'sts:AssumeRole', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'),
          ),
        },
      }),
      // Joiners get their access by this, leavers keep it.
      role(A, 'onboarding', trust({ Service: 'lambda.amazonaws.com' }), {
        inline: {
          people: document(
            allow('Assign', ['sso:CreateAccountAssignment', 'identitystore:CreateGroupMembership'], '*'),
          ),
        },
        lastUsed: 4,
      }),
      ...reservedRoles(A),
    ],
    Policies: awsPolicyRecords,
  },
  resources: [
    // Billing data and its alarms live in the one region that has them.
    resource('AWS::SNS::Topic', alarms, {
      Policy: document(
        grant('Alarms', { Service: 'cloudwatch.amazonaws.com' }, 'sns:Publish', alarms, {
          Condition: { StringEquals: { 'aws:SourceAccount': A } },
        }),
      ),
    }),
    bucket(A, 'us-east-1', 'larkfield-cost-reports', {
      Policy: document(
        grant(
          'Reports',
          { Service: 'billingreports.amazonaws.com' },
          's3:PutObject',
          'arn:aws:s3:::larkfield-cost-reports/*',
          {
            Condition: { StringEquals: { 'aws:SourceAccount': A } },
          },
        ),
      ),
    }),
  ],
  settings: { Alias: 'larkfield' },
  providers: providers(A),
  credentialReport: credentialReport(A, users, { emergency: { password: { age: 95, used: 93 }, mfa: true } }),
};
