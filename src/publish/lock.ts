import { randomUUID } from 'node:crypto';
import { GrantgraphError } from '../base/errors.js';
import type { Connection, Statement } from '../store/neo4j/connection.js';
import { beginBatch, giveUpLock, renewLock, takeLock } from './cypher/lock.js';

/** A publisher that dies holds others up for this long. */
const lockMs = 120_000;
const renewMs = 30_000;

/** The right to publish, of one process at a time. Each batch proves it in its own transaction, and is written once however often the driver tries. */
export class PublishLock {
  private batch = 0;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly connection: Connection,
    readonly token: string,
  ) {
    this.timer = setInterval(() => {
      // A database that does not answer now is noticed by the next batch.
      this.connection.write([renewLock(this.token, lockMs)]).catch(() => {});
    }, renewMs);
    this.timer.unref();
  }

  /** Errors: `publish-busy`. */
  static async take(connection: Connection): Promise<PublishLock> {
    const token = randomUUID();
    const [rows = []] = await connection.write([takeLock(token, lockMs)]);
    if (rows.length > 0) return new PublishLock(connection, token);
    throw new GrantgraphError('publish-busy', `somebody else is publishing to \`${connection.place}\``, {
      hint: `try again when it has ended; if it died, in ${lockMs / 60_000} minutes`,
    });
  }

  /** One transaction. Errors: `publish-busy` where the lock was lost, and nothing is written. */
  async write(statements: readonly Statement[]): Promise<void> {
    const batch = ++this.batch;
    if (await this.connection.writeIf(beginBatch(this.token, lockMs, batch), statements)) return;
    // Nothing was written this time: because it was before, and only the answer was lost?
    const [rows = []] = await this.connection.write([renewLock(this.token, lockMs)]);
    if (Number(rows[0]?.['batch'] ?? -1) < batch)
      throw new GrantgraphError('publish-busy', `somebody else took over at \`${this.connection.place}\``, {
        hint: 'this process was out of touch with the database for too long; publish again',
      });
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.connection.write([giveUpLock(this.token)]);
  }
}
