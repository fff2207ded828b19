import { describe, expect, it } from 'vitest';
import { type Edit, vertical } from '../../../../src/repl/editor/edit.js';
import { editing, keyName } from '../../../../src/repl/editor/keys.js';

/** `|` is the cursor. */
const edit = (marked: string): Edit => ({ text: marked.replace('|', ''), cursor: marked.indexOf('|') });
const shown = ({ text, cursor }: Edit): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const press = (marked: string, ...names: string[]): string =>
  shown(names.reduce((now, name) => editing[name]!(now), edit(marked)));

describe('keys that move', () => {
  it('go by character, whole ones', () => {
    expect(press('ab|', 'left')).toBe('a|b');
    expect(press('a👩‍👩‍👧|', 'left')).toBe('a|👩‍👩‍👧');
    expect(press('|👩‍👩‍👧b', 'right')).toBe('👩‍👩‍👧|b');
    expect(press('|a', 'left')).toBe('|a');
    expect(press('a|', 'right')).toBe('a|');
    expect(press('a\n|b', 'left')).toBe('a|\nb');
    expect(press('a|\nb', 'right')).toBe('a\n|b');
  });

  it('go by word and by line', () => {
    expect(press('one.two three|', 'meta-b', 'meta-b')).toBe('one.|two three');
    expect(press('|one.two', 'meta-f', 'meta-f')).toBe('one.two|');
    expect(press('a\nbcd|e\nf', 'ctrl-a')).toBe('a\n|bcde\nf');
    expect(press('a\nb|cde\nf', 'ctrl-e')).toBe('a\nbcde|\nf');
  });

  it('go up and down in the same column', () => {
    expect(vertical(edit('abc\nde|f'), -1)).toBe(2);
    expect(vertical(edit('abcdef|\nx'), 1)).toBe(8);
    expect(vertical(edit('a|bc\nd'), -1)).toBeNull();
    expect(vertical(edit('abc\n|'), 1)).toBeNull();
  });
});

describe('keys that remove', () => {
  it('take a character, a word, the line', () => {
    expect(press('abc|', 'backspace')).toBe('ab|');
    expect(press('|abc', 'backspace')).toBe('|abc');
    expect(press('a|bc', 'delete')).toBe('a|c');
    expect(press("x = 'one two'|", 'ctrl-w')).toBe("x = 'one |");
    expect(press('one.two|', 'meta-backspace')).toBe('one.|');
    expect(press('a\nbc|d', 'ctrl-u')).toBe('a\n|d');
    expect(press('a\nb|cd\ne', 'ctrl-k')).toBe('a\nb|\ne');
    expect(press('ab|\ne', 'ctrl-k')).toBe('ab|e');
  });

  it('begin a line', () => {
    expect(press('a|b', 'meta-return')).toBe('a\n|b');
  });
});

it('keys have names', () => {
  expect(keyName({ name: 'a', ctrl: true })).toBe('ctrl-a');
  expect(keyName({ name: 'tab', shift: true })).toBe('shift-tab');
  expect(keyName({ name: 'return', meta: true })).toBe('meta-return');
});
