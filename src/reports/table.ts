import Table from 'cli-table3';
import colors from 'picocolors';

export interface TableOptions {
  /** Columns of the terminal; default its own width, else 150. */
  readonly width?: number;
  readonly color?: boolean;
}

const light = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
};

/** A readable table: header, no frame, cells cut with `…` where the terminal is too narrow. */
export function renderTable(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[], options: TableOptions = {}): string {
  if (rows.length === 0) return 'no rows';
  const width = options.width ?? (process.stdout.columns || 150);
  const paint = options.color === false ? (text: string) => text : (text: string) => colors.bold(text);
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = fit(columns, cells, width);
  const right = columns.map((column) => rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === 'number'));
  const table = new Table({
    chars: light,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column, at) => paint(cut(column, widths[at]!))),
    colAligns: right.map((numeric) => (numeric ? 'right' : 'left')),
  });
  for (const row of cells) table.push(row.map((text, at) => cut(text, widths[at]!)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' ? value.toLocaleString('en') : String(value).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** Natural widths, the widest columns giving way first. */
function fit(columns: readonly string[], rows: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.slice(0, 2000).map((row) => row[at]!.length)));
  const room = width - 2 * (columns.length - 1);
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 8) break;
    widths[widest]!--;
  }
  return widths;
}

/** ARNs tell more at their end. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return text.startsWith('arn:') ? `…${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}…`;
}
