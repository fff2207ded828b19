import { describe, expect, it } from 'vitest';
import { absent, is, test, unknown } from './condition.js';

describe('numeric operators', () => {
  it.each([
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', 10, '10', true],
    ['NumericEquals', ['1', '2'], '2', true],
    ['NumericEquals', '1e2', '100', true],
    ['NumericEquals', '-0', '0', true],
    ['NumericNotEquals', ['1', '2'], '2', false],
    ['NumericNotEquals', '1', '2', true],
    ['NumericLessThan', '10', '9.99', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThan', '-5', '-4', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericEquals', '10', 'ten', false],
    ['NumericNotEquals', '10', 'ten', true],
    ['NumericLessThan', '10', '', false],
    ['NumericLessThan', 'ten', '1', false],
    ['NumericEquals', '16', '0x10', false],
    ['NumericLessThan', '${x:other}', '1', false],
  ])('%s %j of %j is %s', (operator, policy, value, truth) => {
    expect(test(operator, policy, is(value))).toBe(truth);
  });

  it.each(['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'])(
    'Numeric%s needs the key',
    (name) => {
      expect(test(`Numeric${name}`, '1', absent)).toBe(false);
      expect(test(`Numeric${name}IfExists`, '1', absent)).toBe(true);
      expect(test(`Numeric${name}`, '1', unknown)).toBe('open');
    },
  );
  it('NumericNotEquals holds without the key', () => {
    expect(test('NumericNotEquals', '1', absent)).toBe(true);
  });
});
