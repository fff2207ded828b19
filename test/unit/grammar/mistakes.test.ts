import { describe, expect, it } from 'vitest';
import { parse, renderDiagnostics } from '../../../grammar/index.js';
import { readMistakes } from './mistakes.js';

const mistakes = readMistakes(new URL('./mistakes.txt', import.meta.url));

describe('mistakes in the text', () => {
  it('are many', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(50);
  });

  it.each(mistakes)('$query', ({ query, printed }) => {
    const { ast, diagnostics } = parse(query);
    expect(ast).toBeNull();
    expect(renderDiagnostics(query, diagnostics)).toBe(printed);
  });
});
