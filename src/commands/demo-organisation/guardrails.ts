import { accounts, allExcept, allow, deny, document, organizationId, refuse } from './builders.js';

export const fullAccess = document({ Sid: 'Full', Effect: 'Allow', Action: '*', Resource: '*' });

export const fullResourceAccess = document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });

export const stayInTheOrganization = document(deny('Stay', 'organizations:LeaveOrganization', '*'));

/** Root users of member accounts have nothing to do here. */
export const noRootUser = document(
  deny('NoRootUser', '*', '*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } }),
);

export const keepTheTrail = document(
  deny('KeepTheTrail', ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail'], '*'),
);

/** Europe only, but for services that have one home; the delivery pipeline and the account's founding role are spared. */
export const onlyEurope = document(
  allExcept(
    'OnlyEurope',
    'Deny',
    [
      'iam:*',
      'organizations:*',
      'sts:*',
      'route53:*',
      'cloudfront:*',
      'acm:*',
      'support:*',
      's3:ListAllMyBuckets',
      's3:GetBucketLocation',
    ],
    { Resource: '*' },
    {
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-2'] },
        ArnNotLike: {
          'aws:PrincipalArn': ['arn:aws:iam::*:role/pipeline', 'arn:aws:iam::*:role/OrganizationAccountAccessRole'],
        },
      },
    },
  ),
);

/** The sandbox may use a handful of services and nothing else: this stands in the place of FullAWSAccess. */
export const sandboxServices = document(
  allow('Sandbox', ['ec2:*', 'lambda:*', 's3:*', 'sqs:*', 'sns:*', 'logs:*', 'iam:*', 'sts:*', 'kms:*'], '*'),
);

/**
 * The identity perimeter: nobody from outside reaches data of the live accounts, AWS services and the contracted vendor
 * excepted. Public policies and old ACLs behind it come to nothing.
 */
export const identityPerimeter = document(
  refuse('Perimeter', ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'dynamodb:*'], '*', {
    StringNotEqualsIfExists: {
      'aws:PrincipalOrgID': organizationId,
      'aws:PrincipalAccount': accounts.vendor,
    },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  }),
);
