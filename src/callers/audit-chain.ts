import { createHash } from 'node:crypto';
import type { LogEntry } from '../store/records.js';
import type { AuditEntry } from './audit-entry.js';
import { canonicalJson } from './canonical-json.js';

/** What stands in the log for one act: the entry, the digest of the one before, and the digest of both with the number. */
export type ChainedEntry = {
  readonly entry: AuditEntry;
  /** 64 hexadecimal digits; of the first entry zeros. */
  readonly previous: string;
  readonly hash: string;
};

/** Where a chain stands: to be kept where whoever can write the store cannot write. */
export interface AuditHead {
  readonly number: number;
  readonly hash: string;
}

export interface AuditRecord extends AuditHead {
  readonly entry: AuditEntry;
}

export const noHead: AuditHead = Object.freeze({ number: 0, hash: '0'.repeat(64) });

/** Texts longer than this are cut, so that no request fills the log. */
const longest = 10_000;

export function chained(entry: AuditEntry, { number, hash }: AuditHead): ChainedEntry {
  const clean = cleaned(entry);
  return { entry: clean, previous: hash, hash: hashOf(number + 1, hash, clean) };
}

export function headOf(last: LogEntry | null): AuditHead {
  return last === null ? noHead : { number: last.number, hash: String(last.body['hash']) };
}

export function recordOf({ number, body }: LogEntry): AuditRecord {
  return { number, hash: String(body['hash']), entry: body['entry'] as unknown as AuditEntry };
}

/** Why the entry does not follow the head; null = it does. */
export function faultOf({ number, body }: LogEntry, head: AuditHead): string | null {
  if (number !== head.number + 1) return `entry ${head.number + 1} is missing`;
  if (body['previous'] !== head.hash) return 'it does not follow the entry before it';
  if (body['hash'] !== hashOf(number, head.hash, body['entry'])) return 'its content is not what was written';
  return null;
}

function hashOf(number: number, previous: string, entry: unknown): string {
  return createHash('sha256')
    .update(`${number}\n${previous}\n${canonicalJson(entry)}`)
    .digest('hex');
}

/** As JSON keeps it: without what is undefined, with texts of bounded length that are whole Unicode. */
function cleaned(entry: AuditEntry): AuditEntry {
  return Object.fromEntries(
    Object.entries(entry)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, longest).toWellFormed() : value]),
  ) as unknown as AuditEntry;
}
