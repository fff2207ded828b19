import { describe, expect, it } from 'vitest';
import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { is, KEY, residual, test } from './condition.js';

describe('a value known by exclusion', () => {
  const outside: KeyValue = { state: 'excluded', values: ['o-ours/*', 'o-ours'] };
  it.each([
    ['StringEquals', 'o-ours', false],
    ['StringNotEquals', 'o-ours', true],
    ['StringLike', 'o-ours/r-1/*', false],
    ['StringNotLike', ['o-ours', 'o-ours/*'], true],
    ['StringEquals', 'o-other', 'open'],
    ['StringLike', 'o-*', 'open'],
    ['StringNotEquals', ['o-ours', 'o-other'], 'open'],
    ['StringEqualsIfExists', 'o-ours', 'open'],
    ['StringNotEqualsIfExists', 'o-ours', true],
    ['ForAnyValue:StringLike', 'o-ours/*', false],
    ['ForAnyValue:StringNotLike', 'o-ours/*', 'open'],
    ['ForAllValues:StringLike', 'o-ours/*', 'open'],
    ['StringEqualsIgnoreCase', 'o-ours', 'open'],
    ['NumericEquals', 'o-ours', 'open'],
  ])('%s %j is %s', (operator, policy, truth) => {
    expect(test(operator, policy, outside)).toBe(truth);
  });
});

describe('a value known by pattern', () => {
  const session: KeyValue = { state: 'pattern', glob: 'AROAEXAMPLE:*' };
  it.each([
    ['StringLike', 'AROAEXAMPLE:*', true],
    ['StringLike', 'AROA*', true],
    ['StringLike', 'AROAOTHER:*', false],
    ['StringLike', 'AROAEXAMPLE:job', 'open'],
    ['StringEquals', 'AIDAEXAMPLE', false],
    ['StringEquals', 'AROAEXAMPLE:job', 'open'],
    ['StringNotLike', 'AROAEXAMPLE:*', false],
    ['StringNotLike', 'AROAOTHER:*', true],
    ['StringNotEquals', ['AIDA', 'AROAEXAMPLE:job'], 'open'],
    ['StringLike', ['AROAEXAMPLE:job', 'AROA*'], true],
    ['ForAnyValue:StringLike', 'AROA*', true],
    ['StringEqualsIgnoreCase', 'aida', 'open'],
  ])('%s %j is %s', (operator, policy, truth) => {
    expect(test(operator, policy, session)).toBe(truth);
  });

  const somebody: KeyValue = { state: 'pattern', glob: 'arn:*:*::123456789012:*' };
  it.each([
    ['ArnLike', 'arn:*:*::123456789012:*', true],
    ['ArnLike', 'arn:aws:iam::123456789012:role/*', 'open'],
    ['ArnLike', 'arn:aws:iam::999900001111:*', false],
    ['ArnNotLike', 'arn:aws:iam::999900001111:*', true],
    ['ArnLike', 'arn:*', false],
    ['ArnEquals', '*', false],
    ['StringLike', 'arn:*', true],
  ])("%s %j of an account's principal is %s", (operator, policy, truth) => {
    expect(test(operator, policy, somebody)).toBe(truth);
  });
});

describe('a value nobody read', () => {
  it('is a missing fact, whatever the operator', () => {
    const context = { 'x:key': { state: 'missing', what: 'tags of q' } as const };
    expect(residual('StringEquals', 'a', context)).toEqual({ missing: 'tags of q' });
    expect(residual('Null', 'true', context)).toEqual({ missing: 'tags of q' });
  });
});

describe('a variable whose value is unknown', () => {
  const given = { [KEY]: is('red-maria') };
  const tag = 'aws:PrincipalTag/team';
  it.each([
    ['StringEquals', '${aws:PrincipalTag/team}-maria', { key: tag, operator: 'StringEquals', values: ['red'] }],
    [
      'StringEquals',
      '${aws:PrincipalTag/team}-${aws:username}',
      { key: tag, operator: 'StringEquals', values: ['red'] },
    ],
    [
      'StringEqualsIgnoreCase',
      '${aws:PrincipalTag/team}-MARIA',
      {
        key: tag,
        operator: 'StringEqualsIgnoreCase',
        values: ['red'],
      },
    ],
    [
      'StringNotEquals',
      '${aws:PrincipalTag/team}-maria',
      {
        not: { key: tag, operator: 'StringEquals', values: ['red'] },
      },
    ],
    ['StringEquals', "${aws:PrincipalTag/team, 'blue'}-maria", { key: tag, operator: 'StringEquals', values: ['red'] }],
    [
      'StringEquals',
      "${aws:PrincipalTag/team, 'red'}-maria",
      {
        key: tag,
        operator: 'StringEqualsIfExists',
        values: ['red'],
      },
    ],
    [
      'StringLike',
      '${aws:PrincipalTag/team}-*',
      {
        key: tag,
        operator: 'StringLike',
        values: ['${aws:PrincipalTag/team}-*'],
      },
    ],
  ])('%s %s leaves %j', (operator, text, expected) => {
    expect(residual(operator, text, given)).toEqual(expected);
  });
  it('cannot help where the rest of the text differs', () => {
    expect(test('StringEquals', '${aws:PrincipalTag/team}-omar', is('red-maria'))).toBe(false);
  });
});
