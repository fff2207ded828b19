import type { SqlDatabase, SqlParameter, SqlStatement } from './driver.js';

/** Rows of one statement: the call costs libsql as much as the row, more than this gains no more. */
const rowsPerStatement = 20;

/** Inserts rows many at a time. Nothing is certain to stand before `flush`. */
export class BatchInsert {
  private readonly many: SqlStatement;
  private readonly waiting: SqlParameter[] = [];
  private readonly common: SqlParameter[] = [];

  /**
   * `into` is all before VALUES, `row` the values of a row: `?` for each of `width` parameters of its own, `:0`, `:1` … for those
   * that the rows of a statement have in common, `shared` of them: to bind a value costs as much as to store it.
   */
  constructor(
    private readonly database: SqlDatabase,
    private readonly into: string,
    private readonly row: string,
    private readonly width: number,
    private readonly shared = 0,
  ) {
    this.many = this.statement(rowsPerStatement);
  }

  /** What the rows from here on have in common. */
  share(...values: readonly SqlParameter[]): void {
    if (values.every((value, at) => value === this.common[at])) return;
    this.flush();
    this.common.splice(0, this.common.length, ...values);
  }

  add(...values: readonly SqlParameter[]): void {
    for (const value of values) this.waiting.push(value);
    if (this.waiting.length < rowsPerStatement * this.width) return;
    this.many.run(...this.common, ...this.waiting);
    this.waiting.length = 0;
  }

  flush(): void {
    const rows = this.waiting.length / this.width;
    if (rows === 0) return;
    this.statement(rows).run(...this.common, ...this.waiting);
    this.waiting.length = 0;
  }

  private statement(rows: number): SqlStatement {
    const shape = Array.from({ length: rows }, (_, at) => {
      let own = this.shared + at * this.width;
      return this.row.replace(/\?|:(\d)/g, (_text, common?: string) => `?${common ? Number(common) + 1 : ++own}`);
    });
    return this.database.prepare(`${this.into} VALUES ${shape.join(', ')}`);
  }
}
