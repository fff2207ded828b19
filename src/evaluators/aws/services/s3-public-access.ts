import { federatedHosts } from '../caller.js';
import type { CompiledPolicy, Condition, Statement } from '../policy/compile.js';

/** Keys that, held to fixed values, keep a policy from being public. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const fixing: ReadonlySet<string> = new Set([
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
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

/** Does an Allow statement reach beyond fixed principals and places? */
export function isPublicPolicy(policy: CompiledPolicy | null): boolean {
  return policy?.statements.some((statement) => statement.effect === 'Allow' && isPublic(statement)) ?? false;
}

function isPublic(statement: Statement): boolean {
  const everyone = statement.notPrincipals !== undefined || (statement.principals ?? []).some(isAnybody);
  return everyone && !statement.tests.some(fixes);
}

/** Sign-in with a public provider is open to anybody. */
function isAnybody(principal: string): boolean {
  return /^((service|federated):)?\*$/.test(principal) || federatedHosts.has(principal);
}

function fixes(test: Condition): boolean {
  if (
    !fixing.has(test.key) ||
    test.operator.negated ||
    test.operator.ifExists ||
    test.operator.null ||
    test.operator.set === 'all'
  )
    return false;
  return test.texts.every((text) => fixedValue(test.key, text));
}

/** Wildcards and variables are not fixed; `aws:userid` of a role's sessions (`AROA…:*`) is not either. */
function fixedValue(key: string, text: string): boolean {
  if (text.includes('${')) return false;
  // The name of an access point may stay open while its account is fixed.
  if (key === 's3:dataaccesspointarn') return /^arn:[^:*?]+:s3:[^:*?]*:\d{12}:/.test(text);
  if (/[*?]/.test(text)) return false;
  return key !== 'aws:sourceip' || !isBroad(text);
}

/** Broader than /8 for IPv4 and /32 for IPv6. */
function isBroad(network: string): boolean {
  const [address, length] = network.split('/');
  return length !== undefined && Number(length) < (address!.includes(':') ? 32 : 8);
}
