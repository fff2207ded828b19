import { parse } from './parse.js';

/** Codes of what is merely not there yet. */
const open = new Set(['incomplete', 'empty-where', 'unterminated-list', 'unbalanced-parenthesis', 'empty-query']);

/**
 * Would more text help? True for a whole query and for one that is wrong where it stands; false while only the end is missing,
 * so that an editor goes on with the next line.
 */
export function finished(text: string): boolean {
  const { diagnostics } = parse(text);
  const last = diagnostics.at(-1);
  if (last === undefined || diagnostics.length > 1 || !open.has(last.code)) return true;
  return last.span[0] < text.trimEnd().length && text[last.span[0]] !== '(';
}
