import { describe, expect, it } from 'vitest';
import { layout } from '../../../../src/repl/editor/layout.js';
import { menuRows } from '../../../../src/repl/editor/menu.js';

const prompts = { first: 'q> ', next: '.. ', paint: (text: string) => text };
const at = (marked: string, columns = 40) => {
  const cursor = marked.indexOf('|');
  return layout(marked.replace('|', ''), cursor, prompts, [], columns);
};

describe('a text in rows', () => {
  it('has a prompt on every line', () => {
    expect(at('one\ntwo|')).toEqual({ rows: ['q> one', '.. two'], cursor: { row: 1, column: 6 } });
    expect(at('|')).toEqual({ rows: ['q> '], cursor: { row: 0, column: 3 } });
    expect(at('a|b\n')).toEqual({ rows: ['q> ab', '.. '], cursor: { row: 0, column: 4 } });
  });

  it('is broken where the terminal would break it, and leaves room for the cursor', () => {
    const { rows, cursor } = at(`${'x'.repeat(20)}|`, 14);
    expect(rows).toEqual([`q> ${'x'.repeat(10)}`, `   ${'x'.repeat(10)}`]);
    expect(cursor).toEqual({ row: 1, column: 13 });
    expect(rows.every((row) => row.length < 14)).toBe(true);
  });

  it('counts columns, not units', () => {
    expect(at('日本|').cursor).toEqual({ row: 0, column: 7 });
    expect(at('👩‍👩‍👧|').cursor).toEqual({ row: 0, column: 5 });
  });

  it('shows what was pasted without letting it drive the terminal', () => {
    expect(at('a\u001b[2J\tb|').rows).toEqual(['q> a\ufffd[2J b']);
  });

  it('paints what it is told', () => {
    const inks = [{ span: [4, 6] as const, paint: (text: string) => text.toUpperCase() }];
    expect(layout('who can', 7, prompts, inks, 40).rows).toEqual(['q> who CAn']);
  });
});

describe('a menu', () => {
  const ink = { chosen: (text: string) => `<${text}>`, detail: (text: string) => text };
  const entries = ['alpha', 'beta', 'gamma', 'delta'].map((text) => ({ text, detail: `about ${text}` }));

  it('aligns names and what they mean', () => {
    expect(menuRows(entries.slice(0, 2), -1, { columns: 40, rows: 5 }, ink)).toEqual([
      '  alpha  about alpha',
      '  beta   about beta',
    ]);
  });

  it('shows those around the chosen one, and how many there are beside', () => {
    expect(menuRows(entries, 3, { columns: 40, rows: 2 }, ink)).toEqual([
      '  gamma  about gamma',
      '  <delta>  about delta',
      '  … 2 more',
    ]);
  });

  it('never is wider than the terminal', () => {
    const wide = [{ text: 'x'.repeat(100), detail: 'y'.repeat(100) }];
    for (const columns of [20, 40, 80])
      for (const row of menuRows(wide, 0, { columns, rows: 3 }, { chosen: (text) => text, detail: (text) => text }))
        expect(row.length).toBeLessThanOrEqual(columns);
  });
});
