import { describe, expect, it } from 'vitest';
import { type Diagnostic, parse, quoted, renderDiagnostics, type Span } from '../../../grammar/index.js';

const complaint = (span: Span, hint?: string): Diagnostic => ({
  code: 'some-code',
  message: 'something is wrong',
  span,
  ...(hint ? { hint } : {}),
});

describe('renderDiagnostics', () => {
  it('shows the line, the place and the hint', () => {
    expect(renderDiagnostics('one\ntwo three\nfour', [complaint([8, 13], 'try this')])).toBe(
      ['something is wrong [some-code] at 2:5', '  two three', '      ^^^^^', '  try this'].join('\n'),
    );
  });

  it('marks the end of input with one caret', () => {
    expect(renderDiagnostics('abc', [complaint([3, 3])])).toBe(
      ['something is wrong [some-code] at 1:4', '  abc', '     ^'].join('\n'),
    );
  });

  it('survives a text that begins with an empty line', () => {
    expect(renderDiagnostics('\n', [complaint([0, 0])])).toBe(
      ['something is wrong [some-code] at 1:1', '  ', '  ^'].join('\n'),
    );
    expect(renderDiagnostics('\nab', [complaint([1, 3])])).toBe(
      ['something is wrong [some-code] at 2:1', '  ab', '  ^^'].join('\n'),
    );
  });

  it('marks no further than the end of the line', () => {
    expect(renderDiagnostics('abc\ndef', [complaint([1, 7])]).split('\n')[2]).toBe('   ^^');
  });

  it('cuts long lines around the place', () => {
    const [, line, caret] = renderDiagnostics(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, [
      complaint([500, 504]),
    ]).split('\n');
    expect(line!.length).toBeLessThanOrEqual(103);
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('HERE');
    expect(line!.trimStart().startsWith('…')).toBe(true);
  });

  it('lets no control character reach a terminal', () => {
    const printed = renderDiagnostics('a\u001b[31m\u0007\u009b\tb', [complaint([8, 9])]);
    expect(printed).not.toMatch(/[\p{Cc}--\n]/v);
    expect(printed).toContain('  a [31m');
  });

  it('prints several one after the other', () => {
    expect(renderDiagnostics('ab', [complaint([0, 1]), complaint([1, 2])]).split('\n')).toHaveLength(6);
    expect(renderDiagnostics('ab', [])).toBe('');
  });
});

describe('quoted', () => {
  it('is one short line whatever the text', () => {
    expect(quoted('a\nb')).toBe('`a b`');
    expect(quoted('x'.repeat(60))).toBe(`\`${'x'.repeat(60)}\``);
    expect(quoted('x'.repeat(10_000))).toBe(`\`${'x'.repeat(57)}…\``);
  });
});

describe('a text of nothing but mistakes', () => {
  it('is answered by a few complaints', () => {
    expect(parse('é '.repeat(50_000)).diagnostics).toHaveLength(20);
    expect(parse("9a '".repeat(1)).diagnostics.map(({ code }) => code)).toEqual(['bad-number', 'unterminated-string']);
  });

  it('never repeats a long text', () => {
    for (const long of ['x'.repeat(10_000), '9'.repeat(10_000), `'${'x'.repeat(10_000)}`, `$${'x'.repeat(10_000)}`]) {
      for (const { message, hint = '' } of parse(`config from iam where ${long}`).diagnostics) {
        expect([message.length < 200, hint.length < 200]).toEqual([true, true]);
      }
    }
  });
});
