import type { SqlDatabase, SqlParameter, SqlStatement } from './driver.js';

/** Rows of one statement: the call costs libsql as much as the row, more than this gains no more. */
const rowsPerStatement = 20;

/** Inserts rows many at a time. Nothing is certain to stand before `flush`. */
export class BatchInsert {
  private readonly one: string;
  private readonly many: SqlStatement;
  private readonly waiting: SqlParameter[] = [];

  /** `into` is all before VALUES, `row` the values of a row with a `?` for each of `width` parameters. */
  constructor(
    private readonly database: SqlDatabase,
    into: string,
    row: string,
    private readonly width: number,
  ) {
    this.one = `${into} VALUES ${row}`;
    this.many = database.prepare(`${into} VALUES ${Array(rowsPerStatement).fill(row).join(', ')}`);
  }

  add(...values: readonly SqlParameter[]): void {
    for (const value of values) this.waiting.push(value);
    if (this.waiting.length < rowsPerStatement * this.width) return;
    this.many.run(...this.waiting);
    this.waiting.length = 0;
  }

  flush(): void {
    const one = this.database.prepare(this.one);
    for (let at = 0; at < this.waiting.length; at += this.width) one.run(...this.waiting.slice(at, at + this.width));
    this.waiting.length = 0;
  }
}
