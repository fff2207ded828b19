import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../../src/reports/csv.js';
import { renderJson } from '../../../src/reports/json.js';
import { renderNdjson } from '../../../src/reports/ndjson.js';
import { renderTable } from '../../../src/reports/table.js';

const plain = { width: 60, color: false };

describe('tables', () => {
  test('align, join lists, mark thousands and leave nothing for null', () => {
    const rows = [
      { name: 'alice', rights: 12_345, tags: ['a', 'b'] },
      { name: 'bo', rights: 7, tags: null },
    ];
    expect(renderTable(['name', 'rights', 'tags'], rows, plain)).toBe(
      'name   rights  tags\nalice  12,345  a, b\nbo          7',
    );
  });

  test('cut the widest column first; ARNs keep their end, other texts their beginning', () => {
    const rows = [
      { who: 'arn:aws:iam::111122223333:role/aws-reserved/sso/AWSReservedSSO_Developer', what: 'x'.repeat(50) },
    ];
    const [, line] = renderTable(['who', 'what'], rows, plain).split('\n');
    expect(line).toHaveLength(60);
    expect(line).toMatch(/^….*AWSReservedSSO_Developer {2}x+…$/);
  });

  test('groups show a repeated value once, as long as the columns before it repeat too', () => {
    const rows = [
      { account: 'live', service: 's3', name: 'a' },
      { account: 'live', service: 's3', name: 'a' },
      { account: 'lake', service: 's3', name: 'b' },
    ];
    expect(renderTable(['account', 'service', 'name'], rows, { ...plain, groups: ['account', 'service'] })).toBe(
      'account  service  name\nlive     s3       a\n                  a\nlake     s3       b',
    );
  });

  test('strange names are made harmless, and no rows are said', () => {
    expect(renderTable(['n'], [{ n: 'a\u001b[31m\tb\u2066' }], plain)).toBe('n\na\ufffd[31m\ufffdb\ufffd');
    expect(renderTable(['n'], [], plain)).toBe('no rows');
  });

  test('only the header is painted', () => {
    const [header, line] = renderTable(['n'], [{ n: 'a' }], { width: 60, color: true }).split('\n');
    expect(header).not.toBe('n');
    expect(stripVTControlCharacters(header!)).toBe('n');
    expect(line).toBe('a');
  });
});

describe('files', () => {
  const rows = [{ id: '=HYPERLINK("x")', n: 1, path: [{ hop: 'sso' }], none: null, text: 'a,"b"\nc' }];

  test('CSV comes back as it went, formulas neutralised', () => {
    const text = renderCsv(['id', 'n', 'path', 'none', 'text'], rows);
    expect(parse(text, { columns: true })).toEqual([
      { id: '\'=HYPERLINK("x")', n: '1', path: '[{"hop":"sso"}]', none: '', text: 'a,"b"\nc' },
    ]);
    for (const start of ['=', '+', '-', '@', '\t', '\r'])
      expect(renderCsv(['v'], [{ v: `${start}1` }])).toContain(`'${start}`);
  });

  test('JSON is the same value and holds no raw control character', () => {
    const value = { rows: [{ name: 'a\u009b2J\u007f\u2028' }], total: null };
    const text = renderJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('NDJSON is one line a value, made as it is asked for', () => {
    let made = 0;
    function* values() {
      for (;;) yield { n: made++, text: 'a\nb' };
    }
    const lines = renderNdjson(values());
    expect([lines.next().value, lines.next().value]).toEqual(['{"n":0,"text":"a\\nb"}\n', '{"n":1,"text":"a\\nb"}\n']);
    expect(made).toBe(2);
  });
});
