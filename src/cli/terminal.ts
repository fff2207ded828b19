import { defaultWidth } from '../reports/table.js';

/** Columns of the terminal that results go to; `COLUMNS` speaks where they go to a file. */
export function terminalWidth(): number {
  return process.stdout.columns || Number(process.env['COLUMNS']) || defaultWidth;
}
