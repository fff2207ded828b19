import type { Statement } from './connection.js';
import type { Lease } from './lease.js';

/** Rows of one transaction, about. */
const rowsPerTransaction = 5000;

/**
 * Statements gathered into transactions, which go one behind the other: while the database works on one, the next is put together. Small
 * parts share one.
 */
export class Writes {
  private last: Promise<void> = Promise.resolve();
  private gathered: Statement[] = [];
  private rows = 0;

  constructor(private readonly lease: Lease) {}

  /** `rows` = about how many the statements bring. Errors: of transactions before, as of `Lease.write`. */
  async send(statements: readonly Statement[], rows: number): Promise<void> {
    this.gathered.push(...statements);
    this.rows += rows + 1;
    if (this.rows >= rowsPerTransaction) await this.transact();
  }

  /** Comes back when everything is written. */
  async settled(): Promise<void> {
    await this.transact();
    await this.last;
  }

  private async transact(): Promise<void> {
    await this.last;
    const statements = this.gathered;
    this.gathered = [];
    this.rows = 0;
    this.last = this.lease.write(statements);
    // Told to whoever waits for it next; until then it is nobody's.
    this.last.catch(() => {});
  }
}
