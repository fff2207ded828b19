import { stripVTControlCharacters } from 'node:util';
import { graphemes, textWidth } from '../base/text-width.js';

/** Colours, which take no column. */
const color = `${String.fromCharCode(27)}\\[[0-9;]*m`;
const aColor = new RegExp(`(${color})`);
const aWord = new RegExp(`(?:${color})*\\S*(?:${color})*\\s*`, 'g');

/**
 * Lines broken at spaces so that none is wider than the terminal. What is broken goes on under its own beginning: behind the
 * gap of a list, else a little further in.
 */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => (visibleWidth(line) <= width ? [line] : broken(line, width)));
}

export function visibleWidth(line: string): number {
  return textWidth(stripVTControlCharacters(line));
}

function broken(line: string, width: number): string[] {
  const hang = ' '.repeat(hangingIndent(stripVTControlCharacters(line), width));
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const word of words(line)) {
    const wide = visibleWidth(word);
    if (used + visibleWidth(word.trimEnd()) > width && used > hang.length) {
      rows.push(row.trimEnd());
      row = hang;
      used = hang.length;
    }
    for (const piece of used + visibleWidth(word.trimEnd()) > width ? split(word) : [word]) {
      if (used + visibleWidth(piece) > width && piece.trim() !== '') {
        rows.push(row);
        row = hang;
        used = hang.length;
      }
      row += piece;
      used += piece === word ? wide : visibleWidth(piece);
    }
  }
  return [...rows, row.trimEnd()];
}

/** Words with the spaces and colours that follow them. */
function words(line: string): string[] {
  return line.match(aWord)?.filter((word) => word !== '') ?? [];
}

function split(word: string): string[] {
  return word.split(aColor).flatMap((part) => (aColor.test(part) ? [part] : graphemes(part)));
}

function hangingIndent(plain: string, width: number): number {
  const lead = /^ */.exec(plain)![0].length;
  const gap = /^ *\S.*? {2,}(?=\S)/.exec(plain)?.[0].length ?? 0;
  return gap > 0 && gap <= width / 2 ? gap : Math.min(lead + 2, Math.floor(width / 2));
}
