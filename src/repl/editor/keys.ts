import { cut, type Edit, insert, left, lineEnd, lineStart, right, wordLeft, wordRight } from './edit.js';

/** A key as node's keypress parser names it. */
export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
  readonly sequence?: string;
}

/** `ctrl-a`, `meta-b`, `left`. */
export function keyName({ name = '', ctrl, meta, shift }: Key): string {
  return `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${shift && name === 'tab' ? 'shift-' : ''}${name}`;
}

const to =
  (place: (edit: Edit) => number) =>
  (edit: Edit): Edit => ({ ...edit, cursor: place(edit) });
const removeTo =
  (place: (edit: Edit) => number) =>
  (edit: Edit): Edit => {
    const other = place(edit);
    return cut(edit, Math.min(other, edit.cursor), Math.max(other, edit.cursor));
  };

/** Up to the white space before the last word, as shells do it. */
const blankLeft = ({ text, cursor }: Edit): number => cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);

/** Keys that change the text or the place in it, and nothing else. */
export const editing: Readonly<Record<string, (edit: Edit) => Edit>> = {
  left: to(left),
  'ctrl-b': to(left),
  right: to(right),
  'ctrl-f': to(right),
  home: to(lineStart),
  'ctrl-a': to(lineStart),
  end: to(lineEnd),
  'ctrl-e': to(lineEnd),
  'meta-b': to(wordLeft),
  'ctrl-left': to(wordLeft),
  'meta-left': to(wordLeft),
  'meta-f': to(wordRight),
  'ctrl-right': to(wordRight),
  'meta-right': to(wordRight),
  backspace: removeTo(left),
  'ctrl-h': removeTo(left),
  delete: removeTo(right),
  'meta-backspace': removeTo(wordLeft),
  'meta-d': removeTo(wordRight),
  'ctrl-w': removeTo(blankLeft),
  'ctrl-u': removeTo(lineStart),
  'ctrl-k': removeTo((edit) => (lineEnd(edit) === edit.cursor ? right(edit) : lineEnd(edit))),
  'meta-return': (edit) => insert(edit, '\n'),
  'ctrl-j': (edit) => insert(edit, '\n'),
  enter: (edit) => insert(edit, '\n'),
};

/** Keys that remove text which `ctrl-y` brings back. */
export const killing: ReadonlySet<string> = new Set(['ctrl-w', 'ctrl-u', 'ctrl-k', 'meta-d', 'meta-backspace']);
