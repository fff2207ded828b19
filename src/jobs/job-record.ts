import type { JsonObject } from '../graph/fact.js';
import type { StoredRecord } from '../store/records.js';
import type { Job } from './contract.js';
import type { Owner } from './owner.js';

/** Kinds of the records that jobs are kept in. */
export const jobKind = 'job';
export const keyKind = 'job-key';
export const logKind = 'job-log';

/** A job as the store keeps it, with the process it belongs to. */
export interface Held {
  readonly job: Job;
  readonly owner: Owner;
  /** Milliseconds since 1970 of the last sign of life. */
  readonly heardAt: number;
}

export function bodyOf(held: Held): JsonObject {
  return { job: { ...held.job }, owner: { ...held.owner }, heardAt: held.heardAt } as unknown as JsonObject;
}

export function heldOf({ body }: StoredRecord): Held {
  return body as unknown as Held;
}
