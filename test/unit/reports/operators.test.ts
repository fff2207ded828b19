import { describe, expect, test } from 'vitest';
import { operatorNames } from '../../../src/evaluators/aws/conditions/operators.js';
import type { Residual } from '../../../src/evaluators/verdict.js';
import { renderResidual } from '../../../src/reports/residual.js';

const leaf = (operator: string, ...values: string[]): Residual => ({ key: 'k', operator, values });

/** Operator, one value: as it stands, and denied. */
const golden: readonly (readonly [operator: string, value: string, positive: string, denied: string])[] = [
  ['StringEquals', 'x', 'k is x', 'k is not x'],
  ['StringNotEquals', 'x', 'k is not x', 'k is x'],
  ['StringEqualsIgnoreCase', 'x', 'k is (in any case of letters) x', 'not (k is (in any case of letters) x)'],
  [
    'StringNotEqualsIgnoreCase',
    'x',
    'k is not (in any case of letters) x',
    'not (k is not (in any case of letters) x)',
  ],
  ['StringLike', 'x*', 'k matches x*', 'k does not match x*'],
  ['StringNotLike', 'x*', 'k does not match x*', 'k matches x*'],
  ['NumericEquals', '1', 'k = 1', 'k ≠ 1'],
  ['NumericNotEquals', '1', 'k ≠ 1', 'k = 1'],
  ['NumericLessThan', '1', 'k < 1', 'not (k < 1)'],
  ['NumericLessThanEquals', '1', 'k ≤ 1', 'not (k ≤ 1)'],
  ['NumericGreaterThan', '1', 'k > 1', 'not (k > 1)'],
  ['NumericGreaterThanEquals', '1', 'k ≥ 1', 'not (k ≥ 1)'],
  ['DateEquals', '2027-01-01', 'k is 2027-01-01', 'k is not 2027-01-01'],
  ['DateNotEquals', '2027-01-01', 'k is not 2027-01-01', 'k is 2027-01-01'],
  ['DateLessThan', '2027-01-01', 'k is before 2027-01-01', 'not (k is before 2027-01-01)'],
  ['DateLessThanEquals', '2027-01-01', 'k is not after 2027-01-01', 'not (k is not after 2027-01-01)'],
  ['DateGreaterThan', '2027-01-01', 'k is after 2027-01-01', 'not (k is after 2027-01-01)'],
  ['DateGreaterThanEquals', '2027-01-01', 'k is not before 2027-01-01', 'not (k is not before 2027-01-01)'],
  ['Bool', 'true', 'k is true', 'k is not true'],
  ['BinaryEquals', 'eA==', 'k is eA==', 'k is not eA=='],
  ['IpAddress', '10.0.0.0/8', 'k is in 10.0.0.0/8', 'k is not in 10.0.0.0/8'],
  ['NotIpAddress', '10.0.0.0/8', 'k is not in 10.0.0.0/8', 'k is in 10.0.0.0/8'],
  ['ArnEquals', 'arn:x', 'k matches arn:x', 'k does not match arn:x'],
  ['ArnNotEquals', 'arn:x', 'k does not match arn:x', 'k matches arn:x'],
  ['ArnLike', 'arn:*', 'k matches arn:*', 'k does not match arn:*'],
  ['ArnNotLike', 'arn:*', 'k does not match arn:*', 'k matches arn:*'],
  ['Null', 'true', 'k is absent', 'k is present'],
];

describe('operators in words', () => {
  test('every operator the evaluator knows is held here', () => {
    expect(golden.map(([operator]) => operator).toSorted()).toEqual([...operatorNames].toSorted());
  });

  test.each(golden)('%s %s', (operator, value, positive, denied) => {
    expect(renderResidual(leaf(operator, value))).toBe(positive);
    expect(renderResidual({ not: leaf(operator, value) })).toBe(denied);
  });

  const positives = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'NumericEquals', 'DateEquals', 'IpAddress'];
  const negatives: Readonly<Record<string, string>> = {
    StringEquals: 'StringNotEquals',
    StringLike: 'StringNotLike',
    ArnEquals: 'ArnNotEquals',
    ArnLike: 'ArnNotLike',
    NumericEquals: 'NumericNotEquals',
    DateEquals: 'DateNotEquals',
    IpAddress: 'NotIpAddress',
  };

  test.each(positives)('several values: %s holds for any of them, its negation for none', (operator) => {
    const negated = negatives[operator]!;
    const any = renderResidual(leaf(operator, 'x', 'y', 'z'));
    const none = renderResidual(leaf(negated, 'x', 'y', 'z'));
    expect(any.endsWith(' x or y or z')).toBe(true);
    expect(none.endsWith(' x nor y nor z')).toBe(true);
    expect(renderResidual({ not: leaf(operator, 'x', 'y', 'z') })).toBe(none);
    expect(renderResidual({ not: leaf(negated, 'x', 'y', 'z') })).toBe(any);
  });

  test('IfExists says that absence is enough, and keeps to itself among other conditions', () => {
    const optional = leaf('StringNotLikeIfExists', 'x*', 'y*');
    const words = '(k does not match x* nor y*, or is absent)';
    expect(renderResidual(optional)).toBe(words);
    expect(renderResidual({ all: [optional, leaf('Bool', 'true')] })).toBe(`${words} and k is true`);
    expect(renderResidual({ not: leaf('BoolIfExists', 'false') })).toBe('not (k is false, or is absent)');
  });

  test('operators on sets say whether one value or each counts, and are never denied by changing the verb', () => {
    expect(renderResidual(leaf('ForAnyValue:StringNotLike', 'x', 'y'))).toBe(
      'k has a value that does not match x nor y',
    );
    expect(renderResidual(leaf('ForAllValues:StringLikeIfExists', 'x'))).toBe(
      '(k has only values of which each matches x, or is absent)',
    );
    expect(renderResidual({ not: leaf('ForAllValues:StringEquals', 'x', 'y') })).toBe(
      'not (k has only values of which each is x or y)',
    );
  });
});
