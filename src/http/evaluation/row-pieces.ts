import type { ResultRow } from '../../executor/index.js';
import { CsvLines } from '../../reports/csv.js';
import { renderJson } from '../../reports/json.js';
import { csvColumns } from '../../reports/rows.js';

export type StreamFormat = 'ndjson' | 'csv';

/** Rows as lines of text, in pieces that are sent while further rows are found: whoever is slow to take them makes the query wait. */
export class RowPieces {
  rows = 0;
  private csv: CsvLines | null = null;

  constructor(
    private readonly format: StreamFormat,
    private readonly send: (piece: string) => Promise<void>,
  ) {}

  readonly sink = async (rows: readonly ResultRow[]): Promise<void> => {
    this.rows += rows.length;
    if (rows.length > 0) await this.send(this.lines(rows));
  };

  /** An answer that is no list of rows: one line. */
  async whole(answer: unknown): Promise<void> {
    await this.send(renderJson(answer, { compact: true }));
  }

  /** CSV without a row has its head at least. */
  async end(): Promise<void> {
    if (this.format === 'csv' && this.csv === null) await this.send(new CsvLines(csvColumns).lines([]));
  }

  private lines(rows: readonly ResultRow[]): string {
    if (this.format === 'ndjson') return rows.map((row) => renderJson(row, { compact: true })).join('');
    const first = rows[0] ?? {};
    // A grouped answer has the columns of its rows, any other those that fit one line.
    this.csv ??= new CsvLines('sourceResourceId' in first ? csvColumns : Object.keys(first));
    return this.csv.lines(rows);
  }
}
