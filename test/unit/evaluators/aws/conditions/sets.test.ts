import { describe, expect, it } from 'vitest';
import { absent, is, many, test, unknown } from './condition.js';

describe('ForAllValues', () => {
  it.each([
    ['StringEquals', ['a', 'b'], ['a'], true],
    ['StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['StringEquals', ['a'], [], true],
    ['StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['StringNotEquals', ['a', 'b'], ['c', 'b'], false],
    ['StringLike', ['a*'], ['ab', 'ac'], true],
    ['NumericLessThan', ['5'], ['4', '5'], false],
    ['ArnLike', ['arn:aws:s3:::*'], ['arn:aws:s3:::b'], true],
  ])('%s %j of %j is %s', (operator, policy, values, truth) => {
    expect(test(`ForAllValues:${operator}`, policy, many(...values))).toBe(truth);
  });
  it('holds without the key', () => {
    expect(test('ForAllValues:StringEquals', 'a', absent)).toBe(true);
    expect(test('ForAllValues:StringNotEquals', 'a', absent)).toBe(true);
    expect(test('ForAllValues:StringEquals', 'a', unknown)).toBe('open');
  });
});

describe('ForAnyValue', () => {
  it.each([
    ['StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['StringEquals', ['a'], ['c'], false],
    ['StringLike', ['*'], [], false],
    ['StringNotEquals', ['a'], ['a', 'b'], true],
    ['StringNotEquals', ['a', 'b'], ['a', 'b'], false],
    ['StringEquals', ['a'], ['a'], true],
    ['IpAddress', ['10.0.0.0/8'], ['11.0.0.1', '10.0.0.1'], true],
  ])('%s %j of %j is %s', (operator, policy, values, truth) => {
    expect(test(`ForAnyValue:${operator}`, policy, many(...values))).toBe(truth);
  });
  it('fails without the key', () => {
    expect(test('ForAnyValue:StringEquals', 'a', absent)).toBe(false);
    expect(test('ForAnyValue:StringNotEquals', 'a', absent)).toBe(false);
    expect(test('ForAnyValue:StringEqualsIfExists', 'a', absent)).toBe(true);
    expect(test('ForAnyValue:StringEquals', 'a', unknown)).toBe('open');
  });
});

describe('several values without a set operator', () => {
  it('are read as any', () => {
    expect(test('StringEquals', 'b', many('a', 'b'))).toBe(true);
    expect(test('StringEquals', 'c', many('a', 'b'))).toBe(false);
    expect(test('StringEquals', 'a', is('a'))).toBe(true);
  });
  it('an empty set is like no key', () => {
    expect(test('StringEquals', 'a', many())).toBe(false);
    expect(test('StringNotEquals', 'a', many())).toBe(true);
  });
});
