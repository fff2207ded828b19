import { type AccountFiles, providers } from '../account-files.js';
import { awsPolicyRecords } from '../aws-policies.js';
import { accounts, allow, document, grant, organizationId, trust } from '../builders.js';
import { reservedRoles } from '../identity-center.js';
import { blockEverything, bucket, wholeBucket } from '../inventory.js';
import { role } from '../records.js';

const A = accounts.security;

/** The id of a role that was deleted in spring: the bucket policy below still names it, and it means nobody now. */
export const deletedRoleId = 'AROAQ4LARKFIELDGONE27';

/** Watches the others: the trail, the audit role that enters every account, the keeper of the payroll key. */
export const security: AccountFiles = {
  account: A,
  details: {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      role(A, 'key-keeper', trust({ AWS: A }), {
        inline: {
          keys: document(
            allow('Keys', ['kms:PutKeyPolicy', 'kms:DescribeKey'], `arn:aws:kms:*:${accounts.live}:key/*`),
          ),
        },
      }),
      role(A, 'audit-hub', trust({ Service: 'lambda.amazonaws.com' }), {
        inline: { enter: document(allow('Enter', 'sts:AssumeRole', 'arn:aws:iam::*:role/security-audit')) },
        lastUsed: 1,
      }),
      role(A, 'security-audit', trust({ AWS: A }), {
        inline: { trail: document(allow('Trail', ['s3:GetObject', 's3:ListBucket'], wholeBucket('larkfield-trail'))) },
        lastUsed: 1,
      }),
      ...reservedRoles(A),
    ],
    Policies: awsPolicyRecords,
  },
  resources: [
    bucket(A, 'eu-west-1', 'larkfield-trail', {
      Tags: { 'data-class': 'audit' },
      PublicAccessBlock: blockEverything,
      Policy: document(
        grant('Trail', { Service: 'cloudtrail.amazonaws.com' }, 's3:PutObject', 'arn:aws:s3:::larkfield-trail/*', {
          Condition: { StringEquals: { 'aws:SourceOrgID': organizationId } },
        }),
        grant('Forgotten', { AWS: deletedRoleId }, 's3:GetObject', 'arn:aws:s3:::larkfield-trail/*'),
      ),
    }),
  ],
  settings: { Alias: 'larkfield-security', PublicAccessBlock: blockEverything },
  providers: providers(A),
};
