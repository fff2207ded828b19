import type { FoundValue } from '../../grammar/index.js';

/** Values of attributes that no list closes but everybody uses. */
const words: Readonly<Record<string, readonly string[]>> = {
  'source.cloud.resource.type': [
    'user',
    'role',
    'instance',
    'function',
    'task-definition',
    'service',
    'oidc-provider',
    'saml-provider',
    'account',
    'public',
  ],
  'source.idp.service': ['AWS Identity Center', 'Okta', 'Azure Active Directory'],
  'grantedby.cloud.entity.type': ['user', 'group', 'role', 'resource'],
  'grantedby.cloud.policy.type': [
    'AWS Managed Policy',
    'Customer Managed Policy',
    'Inline Policy',
    'Resource-based Policy',
  ],
};

export function wordsOf(attribute: string): readonly string[] | undefined {
  return words[attribute];
}

const key = (text: string, detail: string): FoundValue => ({ text, detail });

/** Request keys that policies ask for most (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
export const conditionKeys: readonly FoundValue[] = [
  key('aws:SourceIp', 'address of the caller'),
  key('aws:SourceVpc', 'VPC the request came through'),
  key('aws:SourceVpce', 'VPC endpoint the request came through'),
  key('aws:SourceArn', 'resource on whose behalf a service calls'),
  key('aws:SourceAccount', 'account on whose behalf a service calls'),
  key('aws:SourceOrgID', 'organization on whose behalf a service calls'),
  key('aws:PrincipalArn', 'ARN of the caller'),
  key('aws:PrincipalAccount', 'account of the caller'),
  key('aws:PrincipalOrgID', 'organization of the caller'),
  key('aws:PrincipalOrgPaths', 'place of the caller in the organization'),
  key('aws:PrincipalType', 'kind of caller'),
  key('aws:username', 'name of the IAM user'),
  key('aws:userid', 'unique id of the caller'),
  key('aws:MultiFactorAuthPresent', 'signed in with a second factor'),
  key('aws:MultiFactorAuthAge', 'seconds since the second factor'),
  key('aws:SecureTransport', 'over TLS'),
  key('aws:RequestedRegion', 'region of the request'),
  key('aws:CurrentTime', 'time of the request'),
  key('aws:ResourceAccount', 'account of the resource'),
  key('aws:ResourceOrgID', 'organization of the resource'),
  key('aws:CalledVia', 'services that call on behalf of the caller'),
  key('aws:ViaAWSService', 'a service calls on behalf of the caller'),
  key('iam:PassedToService', 'service that a role is passed to'),
  key('kms:ViaService', 'service through which the key is used'),
  key('kms:CallerAccount', 'account of the key user'),
  key('s3:prefix', 'prefix of a bucket listing'),
  key('sts:ExternalId', 'external id given when a role is assumed'),
];

export const conditionOperators: readonly FoundValue[] = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnLike',
  'ArnNotLike',
  'IpAddress',
  'NotIpAddress',
  'Bool',
  'Null',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'DateLessThan',
  'DateGreaterThan',
  'ForAnyValue:StringEquals',
  'ForAnyValue:StringLike',
  'ForAllValues:StringEquals',
  'ForAllValues:StringLike',
].map((text) => ({ text }));
