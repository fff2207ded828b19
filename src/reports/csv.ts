import { stringify } from 'csv-stringify/sync';

/** RFC 4180 with a header; nested values as JSON, nothing for null. Cells a spreadsheet would run as a formula are neutralised. */
export function renderCsv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => text(row[column]))),
    { header: true, columns: [...columns], escape_formulas: true },
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
