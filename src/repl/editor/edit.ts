import { graphemes } from '../../base/text-width.js';

/** A text being edited; the cursor is an UTF-16 offset at a border between characters. */
export interface Edit {
  readonly text: string;
  readonly cursor: number;
}

export const empty: Edit = { text: '', cursor: 0 };

export function insert({ text, cursor }: Edit, more: string): Edit {
  return { text: text.slice(0, cursor) + more + text.slice(cursor), cursor: cursor + more.length };
}

/** The text between two places is taken out, the cursor stands there. */
export function cut({ text }: Edit, from: number, to: number): Edit {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

export function left({ text, cursor }: Edit): number {
  const last = graphemes(text.slice(lineStart({ text, cursor }), cursor)).at(-1);
  return last === undefined ? Math.max(0, cursor - 1) : cursor - last.length;
}

export function right({ text, cursor }: Edit): number {
  const end = lineEnd({ text, cursor });
  const first = graphemes(text.slice(cursor, Math.min(end, cursor + 40)))[0];
  return first === undefined ? Math.min(text.length, cursor + 1) : cursor + first.length;
}

export function lineStart({ text, cursor }: Edit): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

export function lineEnd({ text, cursor }: Edit): number {
  const at = text.indexOf('\n', cursor);
  return at < 0 ? text.length : at;
}

export function wordLeft({ text, cursor }: Edit): number {
  return cursor - (/[\w$]*[^\w$]*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

export function wordRight({ text, cursor }: Edit): number {
  return cursor + (/^[^\w$]*[\w$]*/.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** The same column of the line above or below; null where there is none. */
export function vertical(edit: Edit, direction: -1 | 1): number | null {
  const start = lineStart(edit);
  const column = edit.cursor - start;
  if (direction < 0) {
    if (start === 0) return null;
    const above = lineStart({ text: edit.text, cursor: start - 1 });
    return Math.min(above + column, start - 1);
  }
  const end = lineEnd(edit);
  if (end === edit.text.length) return null;
  return Math.min(end + 1 + column, lineEnd({ text: edit.text, cursor: end + 1 }));
}
