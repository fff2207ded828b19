import type { AuditHead, AuditRecord } from '../callers/audit-chain.js';
import { auditHead, auditRecords, type Verification, verifyAudit } from '../callers/audit-log.js';
import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { Environment } from './environment.js';

export type { AuditHead, AuditRecord } from '../callers/audit-chain.js';
export { headText, parseHead, type Verification } from '../callers/audit-log.js';

export interface AuditRange {
  /** Entries of this instant or later, epoch milliseconds. */
  readonly since?: number;
  /** Entries behind this number. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

/** Entries, oldest first. Errors: `no-store`. */
export async function* auditEntries(
  environment: Environment,
  caller: Caller,
  { since, after, signal }: AuditRange = {},
): AsyncIterable<AuditRecord> {
  assertEverything(caller, 'reading the audit log');
  const records = (await environment.store()).records();
  for await (const record of auditRecords(records, after)) {
    signal?.throwIfAborted();
    if (since === undefined || Date.parse(record.entry.at) >= since) yield record;
  }
}

/** The last entries, oldest first. */
export async function lastAuditEntries(
  environment: Environment,
  caller: Caller,
  limit: number,
  range: AuditRange = {},
): Promise<readonly AuditRecord[]> {
  const last: AuditRecord[] = [];
  for await (const record of auditEntries(environment, caller, range)) {
    last.push(record);
    if (last.length > 2 * limit) last.splice(0, last.length - limit);
  }
  return limit === 0 ? [] : last.slice(-limit);
}

export async function verifyAuditLog(
  environment: Environment,
  caller: Caller,
  options: { readonly head?: AuditHead; readonly signal?: AbortSignal } = {},
): Promise<Verification> {
  assertEverything(caller, 'verifying the audit log');
  return verifyAudit((await environment.store()).records(), options);
}

/** What to keep elsewhere. */
export async function headOfAudit(environment: Environment, caller: Caller): Promise<AuditHead> {
  assertEverything(caller, 'reading the audit log');
  return auditHead((await environment.store()).records());
}
