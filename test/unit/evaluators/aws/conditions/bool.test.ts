import { describe, expect, it } from 'vitest';
import { absent, is, many, test, unknown } from './condition.js';

describe('Bool', () => {
  it.each([
    ['true', 'true', true],
    [true, 'true', true],
    ['true', 'True', true],
    ['false', 'true', false],
    [['true', 'false'], 'false', true],
  ])('%j of %j is %s', (policy, value, truth) => {
    expect(test('Bool', policy, is(value))).toBe(truth);
  });
  it('over several values is OR', () => {
    expect(test('Bool', 'true', many('false', 'true'))).toBe(true);
  });
  it('misses an absent key, BoolIfExists does not', () => {
    expect(test('Bool', 'false', absent)).toBe(false);
    expect(test('BoolIfExists', 'false', absent)).toBe(true);
    expect(test('Bool', 'false', unknown)).toBe('open');
  });
  it('takes variables', () => {
    expect(test('Bool', '${x:key}', is('true'))).toBe(true);
  });
});
