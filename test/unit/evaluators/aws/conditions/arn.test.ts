import { describe, expect, it } from 'vitest';
import { absent, is, test, unknown } from './condition.js';

const topic = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const version = 'arn:aws:lambda:eu-central-1:123456789012:function:resize:live';

describe('arn operators', () => {
  it.each([
    [topic, topic, true],
    ['arn:aws:sns:*:*:alerts', topic, true],
    ['arn:*:sns:eu-*-1:123456789012:al?rts', topic, true],
    ['arn:aws:sns:*:123456789012:Alerts', topic, false],
    ['arn:aws:sns:*:alerts', topic, false],
    ['arn:aws:sns:*', topic, false],
    ['*', topic, false],
    ['arn:aws:*:*:*:*', version, true],
    ['arn:aws:lambda:*:*:function:*', version, true],
    ['arn:aws:lambda:*:*:function:resize', version, false],
    ['arn:aws:lambda:*:*:*:live', version, true],
    ['arn:aws:sns:*:*:*', 'alerts', false],
    [['arn:aws:sqs:*:*:*', 'arn:aws:sns:*:*:*'], topic, true],
  ])('%j of %s is %s', (policy, value, truth) => {
    for (const name of ['ArnLike', 'ArnEquals']) expect(test(name, policy, is(value))).toBe(truth);
    for (const name of ['ArnNotLike', 'ArnNotEquals']) expect(test(name, policy, is(value))).toBe(!truth);
  });
  it('need the key', () => {
    expect(test('ArnLike', topic, absent)).toBe(false);
    expect(test('ArnNotLike', topic, absent)).toBe(true);
    expect(test('ArnNotLikeIfExists', topic, absent)).toBe(true);
    expect(test('ArnEquals', topic, unknown)).toBe('open');
  });
  it('take variables', () => {
    expect(test('ArnEquals', '${x:key}', is(topic))).toBe(true);
  });
});
