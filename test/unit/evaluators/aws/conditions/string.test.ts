import { describe, expect, it } from 'vitest';
import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { absent, formulaOf, is, KEY, many, residual, test, unknown } from './condition.js';

describe('string operators', () => {
  it.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a?', 'a?', true],
    ['StringEquals', ['b', 'a'], 'a', true],
    ['StringEquals', '', '', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringEqualsIgnoreCase', 'Straße', 'sTRAßE', true],
    ['StringNotEqualsIgnoreCase', 'A', 'a', false],
    ['StringLike', 'a*c', 'ac', true],
    ['StringLike', 'a?c', 'ac', false],
    ['StringLike', '*', '', true],
    ['StringLike', 'A*', 'ab', false],
    ['StringLike', '*ab*ab', 'abab', true],
    ['StringLike', '*ab*ab', 'ab', false],
    ['StringNotLike', ['x*', 'a*'], 'ab', false],
    ['StringNotLike', 'x*', 'ab', true],
  ])('%s %j of %j is %s', (operator, policy, value, truth) => {
    expect(test(operator, policy, is(value))).toBe(truth);
  });

  it('reads operator names without case', () => {
    expect(test('stringlikeIFEXISTS', 'a*', is('ab'))).toBe(true);
  });

  it.each([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['StringLike', false],
    ['StringNotLike', true],
    ['StringEqualsIgnoreCase', false],
    ['StringNotEqualsIgnoreCase', true],
  ])('%s of an absent key is %s, true with IfExists, open where unknown', (operator, truth) => {
    expect(test(operator, 'a', absent)).toBe(truth);
    expect(test(`${operator}IfExists`, 'a', absent)).toBe(true);
    expect(test(operator, 'a', unknown)).toBe('open');
    expect(test(`${operator}IfExists`, 'a', unknown)).toBe('open');
  });

  it('leaves the test as written', () => {
    expect(residual('StringLikeIfExists', ['a*', 'b'], {})).toEqual({
      key: KEY,
      operator: 'StringLikeIfExists',
      values: ['a*', 'b'],
    });
  });

  describe('variables', () => {
    const twoKeys = (operator: string, policy: string, value: string, other?: string) =>
      residual(operator, policy, { [KEY]: is(value), ...(other === undefined ? {} : { 'x:other': is(other) }) });

    it('say what the variable would have to be', () => {
      expect(twoKeys('StringEquals', 'team-${x:other}', 'team-blue')).toEqual({
        key: 'x:other',
        operator: 'StringEquals',
        values: ['blue'],
      });
    });
    it('fail where no value of the variable could fit', () => {
      expect(test('StringEquals', 'team-${x:other}', is('unit-blue'))).toBe(false);
      expect(test('StringNotEquals', 'team-${x:other}', is('unit-blue'))).toBe(true);
    });
    const truth = (policy: string, value: string, other: KeyValue) =>
      formulaOf('StringLike', policy, { [KEY]: is(value), 'x:other': other }).formula;
    it('take known values as literal text', () => {
      expect(truth('${x:other}/*', 'a*/x', is('a*'))).toBe(true);
      expect(truth('${x:other}/*', 'ab/x', is('a*'))).toBe(false);
    });
    it('fall back to a default only when the key is absent', () => {
      expect(truth("${x:other, 'none'}", 'none', absent)).toBe(true);
      expect(truth("${x:other, 'none'}", 'none', is('some'))).toBe(false);
      expect(truth('${x:other}', '', absent)).toBe(false);
    });
    it('match nothing with a set', () => {
      expect(truth('${x:other}', 'a', many('a', 'b'))).toBe(false);
    });
  });
});
