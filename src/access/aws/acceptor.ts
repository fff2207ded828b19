import type { KnownColumns, RowSeed } from '../contract.js';

type Column = keyof KnownColumns;

/** Asks the query about rows that are half known, at those columns only that it speaks of. */
export class Acceptor {
  private readonly accept: (known: KnownColumns) => boolean;
  private readonly asks: ReadonlySet<Column> | undefined;

  constructor({ accept, asks }: Pick<RowSeed, 'accept' | 'asks'>) {
    this.accept = accept ?? (() => true);
    this.asks = accept ? asks : new Set();
  }

  /** Can any row at all be an answer? */
  anything(): boolean {
    return this.accept({});
  }

  /** Does the query speak of the column? */
  speaksOf(column: Column): boolean {
    return this.asks === undefined || this.asks.has(column);
  }

  /** Can a row with these columns be an answer, of which `column` has just become known? */
  with(column: Column, known: KnownColumns): boolean {
    return !this.speaksOf(column) || this.accept(known);
  }
}
