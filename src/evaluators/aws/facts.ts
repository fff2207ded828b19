import type { AwsPolicies, AwsRequest } from './contract.js';
import { resourceControlServices } from './resource-control-services.js';
import { type Refusal, refusalOf } from './services/refusals.js';
import type { PreparedRequest } from './statement.js';
import { isTrustAction } from './trust-actions.js';

/** What the kind of caller, action and resource decides before any policy is read. */
export interface Facts {
  readonly service: string;
  readonly sameAccount: boolean;
  readonly trust: boolean;
  readonly key: boolean;
  readonly bounded: boolean;
  readonly controlled: boolean;
  readonly resourceControlled: boolean;
  readonly lockoutException: boolean;
  readonly root: boolean;
  /** GetFederationToken sessions have nothing of their own without a session policy. */
  readonly federatedUser: boolean;
  /** Why no policy can open the call; null = policies decide. */
  readonly refused: Refusal | null;
  /** Only the resource side counts: services, federated providers, the public. */
  readonly resourceOnly: boolean;
}

const lockout: ReadonlySet<string> = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy']);

export function factsOf({ request, action }: PreparedRequest, policies: AwsPolicies): Facts {
  const { principal } = request;
  const service = action.slice(0, action.indexOf(':'));
  const linked =
    (principal.roleArn ?? principal.arn).includes(':role/aws-service-role/') ||
    principal.arn.includes(':assumed-role/AWSServiceRoleFor');
  const owner = request.resourceAccount;
  const sameAccount =
    principal.account !== undefined &&
    (owner === undefined || owner === principal.account || assumesRoot(request, action));
  const resourceOnly = ['service', 'federated', 'anonymous'].includes(principal.kind);
  return {
    service,
    sameAccount,
    resourceOnly,
    trust: isTrustAction(action),
    key: service === 'kms' && (isKey(request.resource, action) || policies.resource !== undefined),
    bounded: (policies.boundaries?.length ?? 0) > 0,
    controlled: !resourceOnly && !linked && request.managementAccount !== principal.account,
    resourceControlled:
      !linked &&
      resourceControlServices.has(service) &&
      action !== 'kms:retiregrant' &&
      !(service === 'kms' && request.resource.includes(':alias/aws/')) &&
      (owner === undefined || request.managementAccount !== owner),
    root: principal.kind === 'root',
    federatedUser: principal.kind === 'federated-user',
    refused: refusalOf(principal, action, sameAccount),
    lockoutException: principal.kind === 'root' && sameAccount && lockout.has(action),
  };
}

/** Aliases carry no policy of their own: what is done to one, not to its key, IAM policies decide (KMS/alias-access). */
function isKey(resource: string, action: string): boolean {
  return resource.includes(':key/') || (resource.includes(':alias/') && !aliasOperations.has(action));
}

const aliasOperations: ReadonlySet<string> = new Set(['kms:createalias', 'kms:deletealias', 'kms:updatealias']);

/** Root sessions in member accounts are for the management account, by its own policies alone (STS/API_AssumeRoot). */
function assumesRoot({ principal, managementAccount }: AwsRequest, action: string): boolean {
  return action === 'sts:assumeroot' && managementAccount !== undefined && managementAccount === principal.account;
}
