import type { z } from 'zod';
import type { Authenticated } from '../callers/authenticator.js';
import type { Role } from '../callers/caller.js';
import type { JobDesk } from '../jobs/desk.js';
import type { Sessions } from './compatible/sessions.js';
import type { Outcome } from './evaluation/messages.js';
import type { OperationName } from './evaluation/operations.js';

/** What a request names, once it has passed its schemas. */
export interface Input<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

/** What surrounds the handling of one request. */
export interface Asked {
  /** Of a route for everybody: nobody, who sees nothing. */
  readonly who: Authenticated;
  /** What the client showed in a header, as it came. */
  readonly bearer: string | null;
  readonly requestId: string;
  /** Ends when the client goes away, its time is over, or the service ends. */
  readonly signal: AbortSignal;
  /** What the client would rather have, of what the route offers. */
  readonly format: 'json' | 'ndjson' | 'csv';
  readonly services: Services;
}

/** What handlers may use of the house. */
export interface Services {
  /** Runs an operation in another thread. */
  evaluate(
    asked: Pick<Asked, 'who' | 'signal'>,
    operation: OperationName,
    input: unknown,
    take?: (piece: string) => Promise<void>,
  ): Promise<Outcome>;
  /** Sessions of the compatible routes. */
  readonly sessions: Pick<Sessions, 'login' | 'extend'>;
  readonly jobs: Pick<JobDesk, 'ingest' | 'list' | 'get' | 'log' | 'cancel'>;
  /** For Prometheus. */
  figures(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** What a handler answers. */
export type Answer =
  | {
      readonly status?: number;
      readonly json: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Who it turned out to be, of a route for everybody. */
      readonly who?: Authenticated;
    }
  /** JSON text as it goes out. */
  | {
      readonly status?: number;
      readonly text: string;
      readonly rows?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly stream: (take: (piece: string) => Promise<void>) => Promise<Outcome> };

/** A kind of answer, as it stands in the OpenAPI document. */
export interface Described {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** One route: from it come its validation, its place in the OpenAPI document, who may use it, and the typed client. */
export interface Route<P = unknown, Q = unknown, B = unknown> {
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/v1/queries/{id}/run`. */
  readonly path: string;
  /** Name in the OpenAPI document, the audit log and the metrics. */
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Least role; null = everybody, without showing who they are. */
  readonly needs: Role | null;
  /** Errors have the form of the other product. */
  readonly form?: 'compatible';
  /** `evaluation` waits for a free place and counts against the limits, `light` goes at once. */
  readonly costs: 'evaluation' | 'light';
  /** The answer depends on the state of the store and the request alone: it may be kept a moment, and has an ETag. */
  readonly byGeneration?: boolean;
  /** What the audit log says was asked; null = the route does not stand in the log. */
  readonly audited: ((input: Input<P, Q, B>) => string) | null;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** The body may be larger than usual, as it holds files. */
  readonly largeBody?: true;
  /** Media type of the body where it is not JSON: it comes as text. */
  readonly bodyType?: string;
  /** Streams that the route offers beside JSON. */
  readonly streams?: readonly ('ndjson' | 'csv')[];
  /** By status; errors that every route may answer are added to the document by themselves. */
  readonly answers: Readonly<Record<number, Described>>;
  handle(input: Input<P, Q, B>, asked: Asked): Promise<Answer>;
}

/** Declares a route with types from its schemas. */
export function route<P, Q, B, const A extends Route['answers']>(
  declared: Route<P, Q, B> & { readonly answers: A },
): Route<P, Q, B> & { readonly answers: A } {
  return declared;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds routes of all input types
export type AnyRoute = Route<any, any, any>;
