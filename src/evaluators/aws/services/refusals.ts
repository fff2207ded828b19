import type { AwsPrincipal } from '../contract.js';

/** A call that no policy can open to this caller. */
export interface Refusal {
  readonly layer: 'identity' | 'session' | 'resource';
  readonly note: string;
}

const names = (service: string, list: string) => list.split(/\s+/).map((name) => `${service}:${name.toLowerCase()}`);

/**
 * Operations whose API page says "Cross-account use: No" (KMS), or that cross-account permissions do not apply to them (SQS).
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-customer-managed-policy-examples.html
 */
const closedToOtherAccounts: ReadonlySet<string> = new Set([
  ...names(
    'kms',
    `CancelKeyDeletion CreateAlias DeleteAlias DeleteImportedKeyMaterial DisableKey DisableKeyRotation EnableKey EnableKeyRotation
    GetKeyLastUsage GetKeyPolicy GetParametersForImport ImportKeyMaterial ListAliases ListKeyPolicies ListKeyRotations ListKeys
    ListResourceTags PutKeyPolicy ReplicateKey RotateKeyOnDemand ScheduleKeyDeletion TagResource UntagResource UpdateAlias
    UpdateKeyDescription UpdatePrimaryRegion`,
  ),
  ...names(
    'sqs',
    `AddPermission CreateQueue DeleteQueue ListQueues ListQueueTags RemovePermission SetQueueAttributes TagQueue UntagQueue`,
  ),
]);

const federated: Refusal = {
  layer: 'session',
  note: 'sessions of GetFederationToken cannot call IAM, nor STS but GetCallerIdentity',
};
const rootUser: Refusal = { layer: 'identity', note: 'the root user cannot assume roles' };
const unsigned: Refusal = { layer: 'resource', note: 'AWS KMS takes no anonymous calls' };
const closed: Refusal = { layer: 'resource', note: 'the operation cannot be used from another account' };

/**
 * Federated users: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html. Root users:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. `*` in a key policy means every
 * identity of every account, nobody without one: https://docs.aws.amazon.com/kms/latest/developerguide/determining-access-key-policy.html.
 * Null = policies decide.
 */
export function refusalOf(principal: AwsPrincipal, action: string, sameAccount: boolean): Refusal | null {
  if (principal.kind === 'federated-user' && /^(iam|sts):/.test(action) && action !== 'sts:getcalleridentity')
    return federated;
  if (principal.kind === 'root' && action === 'sts:assumerole') return rootUser;
  if (principal.kind === 'anonymous' && action.startsWith('kms:')) return unsigned;
  return !sameAccount && principal.account !== undefined && closedToOtherAccounts.has(action) ? closed : null;
}
