import { describe, expect, it } from 'vitest';
import { absent, is, test, unknown } from './condition.js';

describe('BinaryEquals', () => {
  it.each([
    ['QmluYXJ5', 'QmluYXJ5', true],
    ['QQ==', 'QQ', true],
    ['QmluYXJ5', 'QmluYXJ6', false],
    [['AA==', 'QQ=='], 'QQ==', true],
  ])('compares bytes: %j of %j is %s', (policy, value, truth) => {
    expect(test('BinaryEquals', policy, is(value))).toBe(truth);
  });
  it('needs the key', () => {
    expect(test('BinaryEquals', 'QQ==', absent)).toBe(false);
    expect(test('BinaryEqualsIfExists', 'QQ==', absent)).toBe(true);
    expect(test('BinaryEquals', 'QQ==', unknown)).toBe('open');
  });
});
