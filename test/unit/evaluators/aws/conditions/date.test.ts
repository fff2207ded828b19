import { describe, expect, it } from 'vitest';
import { instant } from '../../../../../src/evaluators/aws/conditions/dates.js';
import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { absent, formulaOf, is, KEY, test, unknown } from './condition.js';

describe('instants', () => {
  it.each([
    ['2026-07-01T00:00:00Z', 1782864000000],
    ['2026-07-01T02:00:00+02:00', 1782864000000],
    ['2026-07-01T00:00:00.250Z', 1782864000250],
    ['2026-07-01T00:00Z', 1782864000000],
    ['2026-07-01', 1782864000000],
    ['2026-07', 1782864000000],
    ['2026', 1767225600000],
    ['1782864000', 1782864000000],
    ['1782864000.5', 1782864000500],
  ])('reads %s', (text, epoch) => {
    expect(instant(text)).toBe(epoch);
  });
  it.each(['', 'today', '2026-13-01', '07/01/2026', '2026-07-01T25:00:00Z', '2026-*'])('refuses %j', (text) => {
    expect(instant(text)).toBeNaN();
  });
});

describe('date operators', () => {
  const noon = '2026-07-01T12:00:00Z';
  it.each([
    ['DateEquals', noon, '1782907200', true],
    ['DateEquals', noon, '2026-07-01', false],
    ['DateNotEquals', noon, '1782907200', false],
    ['DateLessThan', noon, '2026-07-01T11:59:59Z', true],
    ['DateLessThan', noon, noon, false],
    ['DateLessThanEquals', noon, noon, true],
    ['DateGreaterThan', noon, noon, false],
    ['DateGreaterThan', noon, '2026-07-01T12:00:01Z', true],
    ['DateGreaterThanEquals', noon, noon, true],
    ['DateLessThan', 'soon', noon, false],
    ['DateNotEquals', 'soon', noon, true],
  ])('%s %j of %j is %s', (operator, policy, value, truth) => {
    expect(test(operator, policy, is(value))).toBe(truth);
  });
  it('needs the key', () => {
    expect(test('DateLessThan', noon, absent)).toBe(false);
    expect(test('DateNotEquals', noon, absent)).toBe(true);
    expect(test('DateLessThanIfExists', noon, absent)).toBe(true);
    expect(test('DateLessThan', noon, unknown)).toBe('open');
  });
});

describe('an instant and everything after it', () => {
  const at = (text: string): KeyValue => ({ state: 'from', epochMs: instant(text) });
  const [before, limit, after] = ['2026-01-01', '2026-02-01', '2026-03-01'];
  const from = (operator: string, now: string, effect = 'Allow', policy: unknown = limit) => {
    const { formula, until } = formulaOf(operator, policy, { [KEY]: at(now) }, effect);
    return [typeof formula === 'boolean' ? formula : 'open', until];
  };
  it.each([
    ['DateLessThan', before, true, instant(limit)],
    ['DateLessThanEquals', before, true, instant(limit)],
    ['DateLessThan', after, false, null],
    ['DateLessThan', limit, false, null],
    ['DateGreaterThan', after, true, null],
    ['DateGreaterThan', before, 'open', null],
    ['DateGreaterThanEquals', limit, true, null],
    ['DateEquals', before, 'open', null],
    ['DateEquals', after, false, null],
    ['DateNotEquals', after, true, null],
    ['NumericLessThan', before, 'open', null],
  ])('%s seen from %s is %s until %s', (operator, now, truth, until) => {
    expect(from(operator, now)).toEqual([truth, until]);
  });
  it('ends no right when a denial ends', () => {
    expect(from('DateLessThan', before, 'Deny')).toEqual([true, null]);
  });
  it('is present', () => {
    expect(test('Null', 'false', at(before))).toBe(true);
  });
});
