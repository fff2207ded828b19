import { setTimeout as pause } from 'node:timers/promises';
import { GrantgraphError } from '../base/errors.js';
import type { Records } from '../store/records.js';
import { type AuditHead, type AuditRecord, chained, faultOf, headOf, noHead, recordOf } from './audit-chain.js';
import type { AuditEntry, AuditLog } from './audit-entry.js';

export const auditLogName = 'audit';

/** Entries that come within this time share one write. */
const gatherMs = 5;
/** Entries of one write at most. */
const mostAtOnce = 500;
const page = 1000;

type Body = ReturnType<Parameters<Records['append']>[1]>[number];

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface VerifyOptions {
  /** A head that was kept elsewhere: the chain must still lead through it. */
  readonly head?: AuditHead;
  readonly signal?: AbortSignal;
}

export interface Verification {
  /** Entries that follow one another. */
  readonly entries: number;
  /** Where the sound part ends. */
  readonly head: AuditHead;
  /** The first entry that is wrong; null = none is. */
  readonly broken: { readonly number: number; readonly reason: string } | null;
}

/**
 * The audit log in a store's records: each entry carries a SHA-256 over its number, the hash of the one before and its own canonical JSON, and
 * several processes add to one chain. What that shows: an entry that was changed, taken out, put in or moved by anybody who did not write all
 * entries behind it anew. What it does not: whoever can write the database can write the whole chain anew, or cut its end off, and every hash
 * fits. Against them a head (number and hash) has to be kept where they cannot write, and given to `verify`.
 */
export class ChainedAuditLog implements AuditLog {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | null = null;

  constructor(private readonly records: Records) {}

  /** Comes back when the entry is durable. Errors: those of the store; then it may be missing. */
  add(entry: AuditEntry): Promise<void> {
    const added = new Promise<void>((resolve, reject) => this.waiting.push({ entry, resolve, reject }));
    this.writing ??= this.write();
    return added;
  }

  /** Comes back when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async write(): Promise<void> {
    await pause(gatherMs);
    while (this.waiting.length > 0) {
      const some = this.waiting.splice(0, mostAtOnce);
      try {
        await this.append(some.map(({ entry }) => entry));
        for (const { resolve } of some) resolve();
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.writing = null;
  }

  private async append(entries: readonly AuditEntry[]): Promise<void> {
    await this.records.append(auditLogName, (last) => {
      let head = headOf(last);
      return entries.map((entry): Body => {
        const next = chained(entry, head);
        head = { number: head.number + 1, hash: next.hash };
        return next as unknown as Body;
      });
    });
  }
}

/** Entries behind number `after`, oldest first. */
export async function* auditRecords(records: Records, after = 0): AsyncIterable<AuditRecord> {
  for (let at = after; ; ) {
    const entries = await records.read(auditLogName, { after: at, limit: page });
    if (entries.length === 0) return;
    for (const entry of entries) yield recordOf(entry);
    at = entries.at(-1)!.number;
  }
}

/** The youngest entry's number and hash; of an empty log number 0. */
export async function auditHead(records: Records): Promise<AuditHead> {
  let head = noHead;
  await records.append(auditLogName, (last) => {
    head = headOf(last);
    return [];
  });
  return head;
}

/** Goes through the whole chain and names the first entry that is not as it was written. */
export async function verifyAudit(records: Records, { head: kept, signal }: VerifyOptions = {}): Promise<Verification> {
  let head = noHead;
  const broken = (number: number, reason: string): Verification => ({
    entries: head.number,
    head,
    broken: { number, reason },
  });
  for (;;) {
    signal?.throwIfAborted();
    const entries = await records.read(auditLogName, { after: head.number, limit: page });
    for (const entry of entries) {
      const fault = faultOf(entry, head);
      if (fault !== null) return broken(entry.number === head.number + 1 ? entry.number : head.number + 1, fault);
      head = { number: entry.number, hash: String(entry.body['hash']) };
      if (kept?.number === head.number && kept.hash !== head.hash)
        return broken(head.number, 'it is not the entry whose head was kept');
    }
    if (entries.length === 0) break;
  }
  if (kept !== undefined && kept.number > head.number)
    return broken(head.number + 1, `the log ends before entry ${kept.number}, whose head was kept`);
  return { entries: head.number, head, broken: null };
}

/** `number:hash`, as `headText` writes it. Errors: `invalid-head`. */
export function parseHead(text: string): AuditHead {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (number === undefined || hash === undefined)
    throw new GrantgraphError('invalid-head', `\`${text.slice(0, 100)}\` is no head of an audit log`, {
      exit: 2,
      hint: 'it is number:hash, as grantgraph audit head prints it',
    });
  return { number: Number(number), hash };
}

export const headText = ({ number, hash }: AuditHead): string => `${number}:${hash}`;
