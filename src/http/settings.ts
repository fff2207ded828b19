import type { AdmissionLimits } from './admission.js';

/** What the service holds its clients to. */
export interface ServiceLimits extends AdmissionLimits {
  /** Largest body, bytes. */
  readonly bodyBytes: number;
  /** Longest evaluation, milliseconds. */
  readonly queryMs: number;
  /** Requests a minute of one credential. */
  readonly perMinute: number;
  /** Failures to show who one is, a minute from one address. */
  readonly failuresPerMinute: number;
  /** Time for the head of a request, and for all of it. */
  readonly headMs: number;
  readonly requestMs: number;
  readonly connections: number;
  /** Time that running requests have when the service ends. */
  readonly drainMs: number;
}

export const usualLimits: ServiceLimits = {
  running: 16,
  runningEach: 8,
  waiting: 256,
  patienceMs: 10_000,
  bodyBytes: 1024 * 1024,
  queryMs: 30_000,
  perMinute: 3000,
  failuresPerMinute: 30,
  headMs: 10_000,
  requestMs: 30_000,
  connections: 1024,
  drainMs: 20_000,
};

export interface TlsSettings {
  readonly key: string;
  readonly cert: string;
  /** Authorities of client certificates; with it clients may show one. */
  readonly clientCa?: string;
}

export interface ServiceSettings {
  readonly host: string;
  readonly port: number;
  readonly limits: ServiceLimits;
  readonly tls?: TlsSettings;
  /** Origins whose pages may call; none by default. */
  readonly corsOrigins?: readonly string[];
  /** Hold JSON answers to the schemas of their routes before they go out: for tests, as it costs time. */
  readonly checkAnswers?: boolean;
  /** Seconds after which a part counts as stale. */
  readonly staleAfterSeconds: number;
}
