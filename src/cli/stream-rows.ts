import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { QueryAnswer } from '../commands/query.js';
import { CsvLines } from '../reports/csv.js';
import { renderJson } from '../reports/json.js';
import { csvColumns } from '../reports/rows.js';

type ResultRow = Extract<QueryAnswer, { kind: 'rows' }>['rows'][number];

/** Writes rows while they are found, and waits for a reader who is slower: an answer of any length needs no memory. */
export function rowStream(
  format: 'ndjson' | 'csv',
  out: Writable,
): { readonly sink: (rows: readonly ResultRow[]) => Promise<void>; readonly end: () => void } {
  let csv: CsvLines | undefined;
  const lines = (rows: readonly ResultRow[]): string => {
    if (format === 'ndjson') return rows.map((row) => renderJson(row, { compact: true })).join('');
    // A grouped answer has the columns of its rows, any other those that fit one line.
    csv ??= new CsvLines(rows[0] && 'sourceResourceId' in rows[0] ? csvColumns : Object.keys(rows[0] ?? {}));
    return csv.lines(rows);
  };
  return {
    sink: async (rows) => {
      if (!out.write(lines(rows))) await once(out, 'drain');
    },
    end: () => {
      if (format === 'csv' && !csv) out.write(new CsvLines(csvColumns).lines([]));
    },
  };
}
