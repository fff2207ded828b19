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
  'aws:principalarn',
  'aws:principalaccount',
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

/** `*`, and sign-in with one of the public providers. */
function namesEveryone(principal: Statement['Principal']): boolean {
  if (principal === undefined) return false;
  if (principal === '*') return true;
  const entries = Object.entries(principal).flatMap(([type, values]) =>
    listOf<string>(values as string | readonly string[]).map((value) => [type, value] as const),
  );
  return entries.some(([type, value]) => value === '*' || (type === 'Federated' && !value.startsWith('arn:')));
}

/** A positive operator over fixed values. */
function isNarrowed(condition: ConditionElement | undefined): boolean {
  return Object.entries(condition ?? {}).some(
    ([operator, keys]) =>
      /^(StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          narrowing.includes(key.toLowerCase()) &&
          listOf(values).every((value) => isFixed(key.toLowerCase(), String(value))),
      ),
  );
}

/**
 * Wildcards and variables are not fixed, but for the name of an access point whose account is; networks broader than /8 (IPv4) or /32
 * (IPv6) count as the internet.
 */
function isFixed(key: string, value: string): boolean {
  if (value.includes('${')) return false;
  if (key === 's3:dataaccesspointarn')
    return /^\d{12}$/.test(value.split(':')[4] ?? '') && !/[*?]/.test(value.split(':', 5).join());
  if (/[*?]/.test(value)) return false;
  if (key !== 'aws:sourceip' || !value.includes('/')) return true;
  return Number(value.split('/')[1]) >= (value.includes(':') ? 32 : 8);
}
