import { printable } from './printable.js';

/** Text broken at blanks so that no line is longer than `width`; lines after the first begin with `indent` blanks. */
export function paragraph(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** Columns of the terminal, no wider than is pleasant to read. */
export function readingWidth(): number {
  return Math.min(100, process.stdout.columns || Number(process.env['COLUMNS']) || 100);
}
