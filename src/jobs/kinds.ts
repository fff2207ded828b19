import type { Caller } from '../callers/caller.js';
import type { Environment } from '../commands/environment.js';
import type { JsonObject } from '../graph/fact.js';
import type { JobVoice } from './contract.js';
import { runIngest } from './ingest/run.js';

/** Does the work of one kind. What it is told is plain data; it comes back with a small result. */
export type Kind = (
  environment: Environment,
  caller: Caller,
  work: never,
  voice: JobVoice,
  signal: AbortSignal,
) => Promise<JsonObject>;

/** Everything that can be a job, by name: what is added here runs in a thread of its own, with progress, log, cancelling and history. */
export const kinds = {
  ingest: runIngest,
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;
