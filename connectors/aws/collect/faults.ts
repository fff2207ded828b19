import { GrantgraphError } from '../../../src/base/errors.js';

export type FaultCode =
  | 'provider-unreachable'
  | 'provider-denied'
  | 'access-denied'
  | 'provider-throttled'
  | 'provider-error';

/** A call that failed: which, where, why. `ends` = certainly no further call of the same session can succeed. */
export class CallFault extends GrantgraphError {
  readonly vendorCode: string;
  readonly ends: boolean;

  constructor(code: FaultCode, message: string, vendorCode: string, ends: boolean) {
    super(code, message, hints[code] === undefined ? {} : { hint: hints[code] });
    this.vendorCode = vendorCode;
    this.ends = ends;
  }
}

/** What one list or thing costs, and the rest goes on: thrown on when it was no call that failed, or when no further one can succeed. */
export function bearable(error: unknown, api: { readonly ended: CallFault | undefined }): CallFault {
  if (!(error instanceof CallFault) || api.ended) throw error;
  return error;
}

const hints: Readonly<Partial<Record<FaultCode, string>>> = {
  'provider-unreachable': 'check the network, a proxy, the region and the endpoint setting',
  'provider-denied': 'renew the credentials or name another profile or role',
  'access-denied': '`--print-policy` prints the rights the collection needs',
  'provider-throttled': 'collect again later, or fewer accounts at once',
};

export function cancelled(): GrantgraphError {
  return new GrantgraphError('cancelled', 'the collection was cancelled');
}

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  'EPROTO',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Errors that say the credentials themselves are no good: every further call would fail alike. */
const credentialCodes = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'UnrecognizedClient',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'AuthFailure',
  'NotSignedUp',
  'OptInRequired',
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
]);

/** Of those, the ones that are certain to last. The others also come from a region the account has not enabled. */
const lastingCodes = /^(ExpiredToken|TokenRefreshRequired|RequestExpired)|ProviderError$/;

const throttlingCodes = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const deniedCodes =
  /^(AccessDenied|AccessDeniedException|AccessDeniedFault|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|UnauthorizedAccess|Forbidden|ForbiddenException|NotAuthorized|NotAuthorizedException)$/;

interface SdkError {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The call and host an error belongs to: `iam:GetPolicy at iam.amazonaws.com`. */
export interface CallPlace {
  readonly call: string;
  /** Host as it was addressed; empty when no request was built. */
  readonly host: string;
}

export function toFault(error: unknown, place: CallPlace): CallFault {
  const sdk = error as SdkError;
  const vendorCode = vendorCodeOf(sdk);
  const where = place.host ? `${place.call} at ${place.host}` : place.call;
  if (isUnreachable(sdk)) {
    return new CallFault('provider-unreachable', `cannot reach aws: ${where} (${networkCode(sdk)})`, vendorCode, false);
  }
  if (credentialCodes.has(vendorCode)) {
    // The vendor's text for these can hold the signed request: only its code is repeated.
    const message = vendorCode.endsWith('ProviderError')
      ? `no usable aws credentials for ${where}: ${plainText(sdk.message)}`
      : `aws refused the credentials: ${where} (${vendorCode})`;
    return new CallFault('provider-denied', message, vendorCode, lastingCodes.test(vendorCode));
  }
  const detail = `${where} (${vendorCode}): ${plainText(sdk.message)}`;
  if (deniedCodes.test(vendorCode) || sdk.$metadata?.httpStatusCode === 403) {
    return new CallFault('access-denied', `aws denied ${detail}`, vendorCode, false);
  }
  if (throttlingCodes.has(vendorCode) || sdk.$metadata?.httpStatusCode === 429) {
    return new CallFault('provider-throttled', `aws kept throttling ${where} (${vendorCode})`, vendorCode, false);
  }
  return new CallFault('provider-error', `aws failed ${detail}`, vendorCode, false);
}

function vendorCodeOf(error: SdkError): string {
  return error.Code ?? (error.name && error.name !== 'Error' ? error.name : String(error.code ?? 'Error'));
}

function networkCode(error: SdkError): string {
  if (typeof error.code === 'string') return error.code;
  if (error.name === 'TimeoutError') return 'timeout';
  return error.cause ? networkCode(error.cause as SdkError) : (error.name ?? 'no connection');
}

function isUnreachable(error: SdkError): boolean {
  if (error.$metadata?.httpStatusCode !== undefined) return false;
  if (error.name === 'TimeoutError' || /socket hang up/.test(error.message ?? '')) return true;
  if (typeof error.code === 'string' && unreachableCodes.has(error.code)) return true;
  return error.cause !== undefined && error.cause !== error && isUnreachable(error.cause as SdkError);
}

/**
 * A vendor message made fit to print: one line, shortened, without access key ids, signatures, tokens, encoded
 * authorization messages or anything else that looks like a credential.
 */
export function plainText(message: string | undefined): string {
  const line = (message ?? 'no message').split(/[\r\n]/, 1)[0] ?? '';
  return line
    .replace(/Encoded authorization failure message:?.*$/i, '')
    .replace(/(X-Amz-[\w-]+|Authorization|Signature|SecurityToken)["']?\s*[=:]\s*\S+/gi, '[redacted]')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[redacted]')
    .replace(/[A-Za-z0-9+/=]{40,}/g, (text) =>
      /[+=]|[a-z].*[A-Z].*\d|\d.*[A-Z].*[a-z]/.test(text) ? '[redacted]' : text,
    )
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300);
}
