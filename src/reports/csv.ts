import { stringify } from 'csv-stringify/sync';

type Row = Readonly<Record<string, unknown>>;

/** RFC 4180 with a header; nested values as JSON, nothing for null. Cells a spreadsheet would run as a formula are neutralised. */
export function renderCsv(columns: readonly string[], rows: readonly Row[]): string {
  return new CsvLines(columns).lines(rows);
}

/** The same piece by piece: the header stands before the first. */
export class CsvLines {
  private begun = false;

  constructor(private readonly columns: readonly string[]) {}

  lines(rows: readonly Row[]): string {
    const header = !this.begun;
    this.begun = true;
    return stringify(
      rows.map((row) => this.columns.map((column) => text(row[column]))),
      { header, columns: [...this.columns], escape_formulas: true },
    );
  }
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
