import type { Records } from '../store/records.js';
import { type TokenRecord, tokenRecord } from './token-record.js';
import { digestOfSecret, parseToken, sameDigest } from './token-text.js';

export const tokenKind = 'token';
export const tokenUseKind = 'token-use';

export interface BookOptions {
  readonly now?: () => number;
  /** How long the list is taken for current: within it a token revoked by another process still counts. Default 2 s. */
  readonly currentMs?: number;
  /** Stand-ins that count how often they are called. */
  readonly digestOfSecret?: typeof digestOfSecret;
  readonly sameDigest?: typeof sameDigest;
}

/** A refused token makes the list be read anew, as it may have been made this moment; but not more often than this. */
const soonestMs = 100;
const useMs = 60_000;
/** Compared with where there is nothing else to compare with. */
const nobody = '0'.repeat(64);

/**
 * Tells whose a token is. The list of all tokens is kept for a moment, so that a known id, an unknown one and a wrong secret take the same
 * way: one digest, one comparison, and after a failure one look at the store and one comparison more.
 */
export class TokenBook {
  private tokens = new Map<string, TokenRecord>();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | null = null;
  private readonly used = new Map<string, number>();
  private readonly now: () => number;
  private readonly currentMs: number;
  private readonly digest: typeof digestOfSecret;
  private readonly same: typeof sameDigest;

  constructor(
    private readonly records: Records,
    options: BookOptions = {},
  ) {
    this.now = options.now ?? Date.now;
    this.currentMs = options.currentMs ?? 2000;
    this.digest = options.digestOfSecret ?? digestOfSecret;
    this.same = options.sameDigest ?? sameDigest;
  }

  /** Was any token ever made? Revoked and expired ones count: they never open what they closed. */
  async any(): Promise<boolean> {
    await this.current(this.currentMs);
    return this.tokens.size > 0;
  }

  /** Null for every text that does not count, whatever the reason. Errors: those of the store. */
  async verify(text: string): Promise<TokenRecord | null> {
    await this.current(this.currentMs);
    const parsed = parseToken(text);
    const given = this.digest(parsed?.secret ?? text);
    const found = this.match(parsed?.id ?? '', given);
    if (found !== null) return this.noteUse(found);
    await this.current(soonestMs);
    const late = this.match(parsed?.id ?? '', given);
    return late === null ? null : this.noteUse(late);
  }

  /** The token of an id, for what was begun with its secret; null where it does not count any more. Errors: those of the store. */
  async standing(id: string): Promise<TokenRecord | null> {
    await this.current(this.currentMs);
    const record = this.tokens.get(id);
    return record !== undefined && this.counts(record) ? record : null;
  }

  private match(id: string, given: string): TokenRecord | null {
    const record = this.tokens.get(id);
    const same = this.same(given, record?.body.digest ?? nobody);
    return record !== undefined && same && this.counts(record) ? record : null;
  }

  private counts({ body: { revokedAt, expiresAt } }: TokenRecord): boolean {
    return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > this.now());
  }

  private async current(atMostMs: number): Promise<void> {
    // The clock on the wall may be put back; this one runs on.
    if (performance.now() - this.readAt <= atMostMs) return;
    this.reading ??= this.readAll().finally(() => {
      this.reading = null;
    });
    await this.reading;
  }

  private async readAll(): Promise<void> {
    // Of the moment it was asked: what is written meanwhile may be missing.
    const at = performance.now();
    const records = await this.records.list(tokenKind);
    this.tokens = new Map(records.map((record) => [record.id, tokenRecord(record)]));
    this.readAt = at;
  }

  /** Written at most once a minute, and nobody waits for it: a store that cannot be written must not keep readers out. */
  private noteUse(record: TokenRecord): TokenRecord {
    const now = this.now();
    if (Math.abs(now - (this.used.get(record.id) ?? Number.NEGATIVE_INFINITY)) >= useMs) {
      this.used.set(record.id, now);
      this.writeUse(record.id, now).catch(() => {});
    }
    return record;
  }

  private async writeUse(id: string, now: number): Promise<void> {
    const standing = await this.records.get(tokenUseKind, id);
    // Another process may have written it a moment ago.
    if (standing !== null && Math.abs(now - Date.parse(String(standing.body['at']))) < useMs) return;
    await this.records.put(tokenUseKind, id, { at: new Date(now).toISOString() }, standing?.version ?? null);
  }
}
