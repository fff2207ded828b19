import { describe, expect, it } from 'vitest';
import { parseOperator } from '../../../../../src/evaluators/aws/conditions/operators.js';
import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { absent, is, many, test, unknown } from './condition.js';

describe('Null', () => {
  const states: readonly (readonly [string, KeyValue, boolean | 'open'])[] = [
    ['absent', absent, true],
    ['an empty set', many(), true],
    ['present', is('a'), false],
    ['empty text', is(''), false],
    ['a pattern', { state: 'pattern', glob: 'a*' }, false],
    ['unknown', unknown, 'open'],
    ['excluded', { state: 'excluded', values: ['a*'] }, 'open'],
    ['missing', { state: 'missing', what: 'tags of x' }, 'open'],
  ];
  it.each(states)('true of %s', (_, value, truth) => {
    expect(test('Null', 'true', value)).toBe(truth);
    expect(test('Null', 'false', value)).toBe(truth === 'open' ? 'open' : !truth);
    expect(test('Null', true, value)).toBe(truth);
  });
  it('has no IfExists', () => {
    expect(parseOperator('NullIfExists')).toBeNull();
  });
});
