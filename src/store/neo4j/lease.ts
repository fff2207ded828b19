import { randomUUID } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { Connection, Statement } from './connection.js';
import { beginBatch, leaseLeft, releaseLease, renewLease, takeLease } from './cypher/lease.js';

/** A writer that dies holds others up for this long. */
const leaseMs = 30_000;
const renewMs = 8000;

/** What the store had when the lease was taken. */
export interface Standing {
  readonly head: number;
  readonly lastPid: number;
  readonly lastVersion: number;
}

/**
 * The right to write, of one ingest at a time over all processes. Each batch proves it in its own transaction, and is written once
 * however often the driver tries.
 */
export class Lease {
  private batch = 0;
  private readonly timer: NodeJS.Timeout;
  private ended = false;

  private constructor(
    private readonly connection: Connection,
    readonly token: string,
    readonly standing: Standing,
  ) {
    // Mapping may take longer than the lease lasts.
    this.timer = setInterval(() => {
      // A database that does not answer now is noticed by the next batch.
      this.renew().catch(() => {});
    }, renewMs);
    this.timer.unref();
  }

  /** Errors: `store-busy`, `no-store`. */
  static async take(connection: Connection): Promise<Lease> {
    const token = randomUUID();
    const [rows = []] = await connection.write([takeLease(token, leaseMs)]);
    const [row] = rows;
    if (row) return new Lease(connection, token, row as unknown as Standing);
    const [found = []] = await connection.read([leaseLeft]);
    if (found.length === 0)
      throw new GrantgraphError('no-store', `no store in \`${connection.place}\``, {
        hint: 'it was removed meanwhile',
      });
    const seconds = Math.max(1, Math.ceil(Number(found[0]?.['left'] ?? 0) / 1000));
    throw new GrantgraphError('store-busy', `another ingest is writing to \`${connection.place}\``, {
      hint: `try again when it has ended; if it died, the store is free in ${seconds} s`,
    });
  }

  /** One transaction. Errors: `store-busy` where the lease was lost, and nothing is written. */
  async write(statements: readonly Statement[]): Promise<void> {
    if (statements.length === 0) return;
    const batch = ++this.batch;
    const written = await this.connection.writeIf(beginBatch(this.token, leaseMs, batch), statements);
    if (!written && (await this.lost(batch))) throw this.loss();
  }

  /** The last transaction: with it the lease ends. `proof` returns a row where it was carried out. Errors as of `write`. */
  async writeLast(statements: readonly Statement[], proof: Statement): Promise<void> {
    const first = beginBatch(this.token, leaseMs, ++this.batch);
    const written = await this.connection.writeIf(first, [...statements, releaseLease(this.token)]);
    if (!written && (await this.connection.write([proof]))[0]?.length !== 1) throw this.loss();
    this.end();
  }

  async release(): Promise<void> {
    this.end();
    await this.connection.write([releaseLease(this.token)]);
  }

  async renew(): Promise<void> {
    if (!this.ended) await this.connection.write([renewLease(this.token, leaseMs)]);
  }

  end(): void {
    this.ended = true;
    clearInterval(this.timer);
  }

  /** Nothing was written this time: because it was before, and only the answer was lost? */
  private async lost(batch: number): Promise<boolean> {
    const [rows = []] = await this.connection.write([renewLease(this.token, leaseMs)]);
    return Number(rows[0]?.['batch'] ?? -1) < batch;
  }

  private loss(): GrantgraphError {
    return new GrantgraphError('store-busy', `another ingest took over \`${this.connection.place}\``, {
      hint: 'this one was out of touch with the database for too long; nothing of it remains, ingest again',
    });
  }
}
