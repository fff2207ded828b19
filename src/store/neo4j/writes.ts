import type { Statement } from './connection.js';
import type { Lease } from './lease.js';

/** Transactions one behind the other: while the database works on one, the next is put together. */
export class Writes {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly lease: Lease) {}

  /** Comes back when the transaction before this one is written. Errors: of that one, as of `Lease.write`. */
  async send(statements: readonly Statement[]): Promise<void> {
    await this.last;
    this.last = this.lease.write(statements);
    // Told to whoever waits for it next; until then it is nobody's.
    this.last.catch(() => {});
  }

  /** Comes back when everything is written. */
  async settled(): Promise<void> {
    await this.last;
  }
}
