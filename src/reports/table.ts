import Table from 'cli-table3';
import colors from 'picocolors';
import { printable } from './printable.js';

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width?: number;
  readonly color?: boolean;
  /** Leading columns by which consecutive rows form groups: a value that repeats the row above is left out. */
  readonly groups?: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

/** Where nobody knows how wide the paper is. */
export const defaultWidth = 150;
const gap = 2;
const narrowest = 8;

/** A readable table: header, no frame, cells cut with `…` where the terminal is too narrow. */
export function renderTable(columns: readonly string[], rows: readonly Row[], options: TableOptions = {}): string {
  if (rows.length === 0) return 'no rows';
  const width = options.width ?? defaultWidth;
  const { bold } = colors.createColors(options.color ?? colors.isColorSupported);
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columnWidths(columns, cells, width);
  const table = new Table({
    chars: frameless,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column, at) => bold(cut(column, widths[at]!))),
    colAligns: columns.map((column) => (isNumeric(column, rows) ? 'right' : 'left')),
  });
  for (const row of withoutRepeats(columns, cells, options.groups ?? [])) {
    table.push(row.map((text, at) => cut(text, widths[at]!)));
  }
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The text of one value: lists joined, objects as JSON, numbers with thousands marked, nothing that moves the cursor. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value === 'number') return value.toLocaleString('en');
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function isNumeric(column: string, rows: readonly Row[]): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

function withoutRepeats(
  columns: readonly string[],
  cells: readonly (readonly string[])[],
  groups: readonly string[],
): readonly (readonly string[])[] {
  const depth = columns.findIndex((column) => !groups.includes(column));
  const leading = depth === -1 ? columns.length : depth;
  return cells.map((row, index) => {
    const above = cells[index - 1];
    const same = above ? row.findIndex((text, at) => at >= leading || text !== above[at]) : 0;
    return row.map((text, at) => (at < same ? '' : text));
  });
}

/** Natural widths, the widest columns giving way first. */
function columnWidths(columns: readonly string[], rows: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map((column, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]!.length), column.length),
  );
  let over = widths.reduce((sum, one) => sum + one, 0) + gap * (columns.length - 1) - width;
  for (; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= narrowest) break;
    widths[widest]!--;
  }
  return widths;
}

/** ARNs tell more at their end. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return text.startsWith('arn:') ? `…${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}…`;
}

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
};
