import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../../grammar/index.js';
import { readMistakes } from '../grammar/mistakes.js';
import { bound } from './binding.js';

const mistakes = readMistakes(new URL('./mistakes.txt', import.meta.url));

describe('mistakes of meaning', () => {
  it('are many', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(30);
  });

  it.each(mistakes)('$query', ({ query, parameters, printed }) => {
    const { plan, diagnostics } = bound(query, parameters);
    expect(plan).toBeNull();
    expect(renderDiagnostics(query, diagnostics)).toBe(printed);
  });

  it('are told in one line without a full stop', () => {
    for (const { query, parameters } of mistakes) {
      for (const { message } of bound(query, parameters).diagnostics) expect(message).not.toMatch(/\n|\.$/);
    }
  });
});
