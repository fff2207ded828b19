import { type ConditionElement, listOf, type PolicyDocument, type Statement, statementsOf } from '../input.js';
import type { AccountDump, PublicAccessBlock, ResourceRecord } from './dump.js';

/** Most restrictive of account and bucket. S3/access-control-block-public-access. */
export function isBlocked(account: AccountDump, bucket: ResourceRecord, setting: keyof PublicAccessBlock): boolean {
  return account.account?.PublicAccessBlock?.[setting] === true || bucket.PublicAccessBlock?.[setting] === true;
}

/** Keys that narrow `*` to fixed values. API_PublicAccessBlockConfiguration, S3/access-control-block-public-access. */
const narrowing: readonly string[] = [
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
];

export function isPublicPolicy(document: PolicyDocument | undefined): boolean {
  return document !== undefined && statementsOf(document).some(isPublicStatement);
}

function isPublicStatement(statement: Statement): boolean {
  if (statement.Effect !== 'Allow') return false;
  const everyone = statement.NotPrincipal !== undefined || namesEveryone(statement.Principal);
  return everyone && !isNarrowed(statement.Condition);
}

function namesEveryone(principal: Statement['Principal']): boolean {
  if (principal === undefined) return false;
  return principal === '*' || listOf((principal as Record<string, string | readonly string[]>)['AWS']).includes('*');
}

/** A positive operator over fixed values; wildcards and variables are not fixed. */
function isNarrowed(condition: ConditionElement | undefined): boolean {
  return Object.entries(condition ?? {}).some(
    ([operator, keys]) =>
      /^(StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          narrowing.includes(key.toLowerCase()) && listOf(values).every((value) => !/[*?]|\$\{/.test(String(value))),
      ),
  );
}
