import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cell, renderTable } from '../../../src/reports/table.js';

const columns = ['identity', 'action', 'rows'];
const word = fc.stringMatching(/^[a-z]{1,60}$/);
const rows = fc.array(
  fc.record({ identity: word, action: word, rows: fc.oneof(fc.integer({ min: 0, max: 99_999 }), fc.constant(null)) }),
  { minLength: 1, maxLength: 12 },
);
/** Three columns of the narrowest width and the gaps between them. */
const least = 3 * 8 + 2 * 2;

describe('the width of a table', () => {
  test('no line passes the terminal, no row is lost, and every cut shows', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: least, max: 140 }), (data, width) => {
        const [header, ...lines] = renderTable(columns, data, { width, color: false }).split('\n');
        expect(header).toMatch(/^identity\s+action\s+rows$/);
        expect(lines).toHaveLength(data.length);
        for (const [at, line] of lines.entries()) {
          expect(line.length).toBeLessThanOrEqual(width);
          const [identity = '', action = ''] = line.split(/\s+/);
          for (const [shown, whole] of [
            [identity, data[at]!.identity],
            [action, data[at]!.action],
          ] as const) {
            if (shown.endsWith('…')) expect(whole.startsWith(shown.slice(0, -1))).toBe(true);
            else expect(shown).toBe(whole);
          }
        }
      }),
      { numRuns: 300, seed: 20_261_101 },
    );
  });

  test('nothing is cut where there is room', () => {
    fc.assert(
      fc.property(rows, (data) => {
        expect(renderTable(columns, data, { width: 200, color: false })).not.toContain('…');
      }),
      { numRuns: 100, seed: 20_261_101 },
    );
  });

  test('a terminal narrower than the narrowest columns gets those, not less', () => {
    const text = renderTable(['a', 'b'], [{ a: 'x'.repeat(30), b: 'y'.repeat(30) }], { width: 5, color: false });
    expect(text.split('\n')[1]).toBe('xxxxxxx…  yyyyyyy…');
  });
});

describe('cells', () => {
  test('numbers stand right, also beside nothing; a column of mixed values stands left', () => {
    const table = renderTable(
      ['n', 'mixed'],
      [
        { n: 1_000, mixed: 5 },
        { n: null, mixed: 'five' },
        { n: 7, mixed: undefined },
      ],
      { width: 40, color: false },
    );
    expect(table).toBe('    n  mixed\n1,000  5\n       five\n    7');
  });

  test.each([
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [0, '0'],
    [1_234_567, '1,234,567'],
    [[1, null, 'a'], '1, , a'],
    [{ tag: 'a\u001b' }, '{"tag":"a\\u001b"}'],
    ['a\nb\rc', 'a\ufffdb\ufffdc'],
  ])('%j is %j', (value, text) => {
    expect(cell(value)).toBe(text);
  });
});
