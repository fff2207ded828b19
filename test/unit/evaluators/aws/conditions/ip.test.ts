import { describe, expect, it } from 'vitest';
import { absent, is, test, unknown } from './condition.js';

describe('IpAddress', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['10.0.0.1/32', '10.0.0.1', true],
    ['0.0.0.0/0', '255.1.2.3', true],
    [['10.0.0.0/8', '192.168.0.0/16'], '192.168.1.1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
    ['0.0.0.0/0', '::ffff:10.0.0.1', false],
    ['10.0.0.0/33', '10.0.0.0', false],
    ['10.0.0.0/', '99.0.0.1', false],
    ['10.0.0.0/8/8', '10.0.0.1', false],
    ['10.0.0.*', '10.0.0.1', false],
    ['10.0.0.0/8', 'AWS Internal', false],
  ])('%j of %j is %s', (policy, value, truth) => {
    expect(test('IpAddress', policy, is(value))).toBe(truth);
    expect(test('NotIpAddress', policy, is(value))).toBe(!truth);
  });
  it('needs the key', () => {
    expect(test('IpAddress', '::/0', absent)).toBe(false);
    expect(test('NotIpAddress', '::/0', absent)).toBe(true);
    expect(test('IpAddressIfExists', '::/0', absent)).toBe(true);
    expect(test('IpAddress', '0.0.0.0/0', unknown)).toBe('open');
  });
});
