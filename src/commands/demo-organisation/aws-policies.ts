import { allExcept, allow, document } from './builders.js';
import { managedPolicy } from './records.js';

/** AWS managed policies the sample attaches, as short as their meaning: the originals list hundreds of actions. */
export const awsPolicies = {
  admin: 'arn:aws:iam::aws:policy/AdministratorAccess',
  power: 'arn:aws:iam::aws:policy/PowerUserAccess',
  audit: 'arn:aws:iam::aws:policy/SecurityAudit',
  billing: 'arn:aws:iam::aws:policy/job-function/Billing',
} as const;

export const awsPolicyRecords = [
  managedPolicy(awsPolicies.admin, document({ Effect: 'Allow', Action: '*', Resource: '*' })),
  managedPolicy(
    awsPolicies.power,
    document(allExcept('AllButIdentity', 'Allow', ['iam:*', 'organizations:*', 'account:*'], { Resource: '*' }), {
      Effect: 'Allow',
      Action: ['iam:ListRoles', 'organizations:DescribeOrganization', 'account:ListRegions'],
      Resource: '*',
    }),
  ),
  managedPolicy(
    awsPolicies.audit,
    document(
      allow(
        'Audit',
        [
          'iam:Get*',
          'iam:List*',
          's3:GetBucket*',
          's3:ListAllMyBuckets',
          'kms:GetKeyPolicy',
          'kms:ListGrants',
          'sqs:GetQueueAttributes',
          'sns:GetTopicAttributes',
          'lambda:GetPolicy',
          'secretsmanager:GetResourcePolicy',
          'organizations:Describe*',
          'organizations:List*',
        ],
        '*',
      ),
    ),
  ),
  managedPolicy(awsPolicies.billing, document(allow('Bills', ['billing:Get*', 'ce:Get*', 'budgets:ViewBudget'], '*'))),
];
