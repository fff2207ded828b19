import { STATUS_CODES } from 'node:http';
import { GrantgraphError } from '../base/errors.js';

/** RFC 9457 problem details, with the code, hint and place of our own errors. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint?: string;
  readonly place?: object;
  /** Of a query: every mistake with its place in the text. */
  readonly diagnostics?: readonly unknown[];
  readonly requestId: string;
}

/** An error that knows its status. */
export class HttpError extends GrantgraphError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
    readonly more: {
      readonly hint?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly data?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(code, message, {
      exit: 2,
      ...(more.hint === undefined ? {} : { hint: more.hint }),
      ...(more.data === undefined ? {} : { data: more.data }),
    });
  }
}

/** Statuses of codes that more than one place throws. */
const statuses: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  'outside-your-scope': 403,
  'not-allowed': 403,
  'unknown-principal': 404,
  'unknown-resource': 404,
  'unknown-query': 404,
  'unknown-pack': 404,
  'unknown-job': 404,
  'no-generation': 404,
  'cursor-expired': 410,
  'index-pruned': 410,
  'job-busy': 409,
  'job-over': 409,
  'too-many-jobs': 503,
  'shutting-down': 503,
  'no-such-source': 404,
  'live-not-allowed': 403,
  'store-busy': 409,
  timeout: 504,
  'store-timeout': 504,
  'too-many-rows': 413,
  'no-store': 503,
  'empty-store': 503,
  'store-unreachable': 503,
  'store-refused': 503,
  'store-failed': 503,
  'store-tls': 503,
  'identity-provider-unreachable': 503,
};

export function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  if (error instanceof GrantgraphError) return statuses[error.code] ?? (error.exit === 4 ? 500 : 400);
  return 500;
}

/** What a client is told; of an error that is not its own, only that it happened. */
export function problemOf(error: unknown, requestId: string): Problem {
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  if (!(error instanceof GrantgraphError) || status === 500)
    return {
      ...{ type: 'about:blank', title, status, code: 'internal', requestId },
      detail: 'the service failed; its log tells more under this request id',
    };
  const diagnostics = error.data?.['diagnostics'];
  return {
    ...{ type: 'about:blank', title, status },
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.place === undefined ? {} : { place: error.place }),
    ...(Array.isArray(diagnostics) ? { diagnostics } : {}),
    requestId,
  };
}
