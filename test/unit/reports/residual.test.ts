import { describe, expect, test } from 'vitest';
import type { Residual } from '../../../src/evaluators/verdict.js';
import { renderResidual } from '../../../src/reports/residual.js';

const leaf = (key: string, operator: string, ...values: string[]): Residual => ({ key, operator, values });
const inOffice = leaf('aws:SourceIp', 'IpAddress', '10.0.0.0/8');
const withMfa = leaf('aws:MultiFactorAuthPresent', 'Bool', 'true');

describe('a residual in words', () => {
  const golden: readonly [Residual, string][] = [
    [inOffice, 'aws:SourceIp is in 10.0.0.0/8'],
    [{ all: [inOffice, withMfa] }, 'aws:SourceIp is in 10.0.0.0/8 and aws:MultiFactorAuthPresent is true'],
    [{ not: withMfa }, 'aws:MultiFactorAuthPresent is not true'],
    [
      { any: [{ all: [inOffice, withMfa] }, leaf('aws:username', 'StringLike', 'ops-*', 'adm-*')] },
      '(aws:SourceIp is in 10.0.0.0/8 and aws:MultiFactorAuthPresent is true) or aws:username matches ops-* or adm-*',
    ],
    [
      { not: { any: [inOffice, withMfa] } },
      'not (aws:SourceIp is in 10.0.0.0/8 or aws:MultiFactorAuthPresent is true)',
    ],
    [leaf('aws:SourceIp', 'NotIpAddress', '10.0.0.0/8', '::1/128'), 'aws:SourceIp is not in 10.0.0.0/8 nor ::1/128'],
    [{ not: leaf('s3:prefix', 'StringEquals', '', 'a/') }, "s3:prefix is not '' nor a/"],
    [leaf('s3:max-keys', 'NumericLessThanEquals', '10'), 's3:max-keys ≤ 10'],
    [{ not: leaf('s3:max-keys', 'NumericLessThan', '10') }, 'not (s3:max-keys < 10)'],
    [leaf('aws:CurrentTime', 'DateLessThan', '2027-01-01'), 'aws:CurrentTime is before 2027-01-01'],
    [leaf('aws:SourceVpce', 'Null', 'true'), 'aws:SourceVpce is absent'],
    [leaf('aws:SourceVpce', 'Null', 'false'), 'aws:SourceVpce is present'],
    [{ not: leaf('aws:SourceVpce', 'Null', 'true') }, 'aws:SourceVpce is present'],
    [leaf('aws:TagKeys', 'ForAllValues:StringEquals', 'a'), 'aws:TagKeys has only values of which each is a'],
    [{ not: leaf('aws:TagKeys', 'ForAnyValue:StringEquals', 'a') }, 'not (aws:TagKeys has a value that is a)'],
    [leaf('aws:Referer', 'StringEqualsIfExists', 'x'), '(aws:Referer is x, or is absent)'],
    [leaf('x:y', 'FutureOperator', 'z'), 'x:y FutureOperator z'],
    [
      { resource: ['arn:aws:s3:::b/a/*', 'arn:aws:s3:::b/c'] },
      'the name matches arn:aws:s3:::b/a/* or arn:aws:s3:::b/c',
    ],
    [{ not: { resource: ['arn:aws:s3:::b/a/*'] } }, 'the name matches none of arn:aws:s3:::b/a/*'],
    [{ missing: 'tags of t' }, 'what was not collected (tags of t) allows it'],
    [{ not: { missing: 'policy p' } }, 'what was not collected (policy p) does not forbid it'],
  ];

  test.each(golden)('%j', (residual, words) => {
    expect(renderResidual(residual)).toBe(words);
  });

  test('says the same thing once', () => {
    expect(renderResidual({ all: [withMfa, withMfa] })).toBe('aws:MultiFactorAuthPresent is true');
  });

  test('never drives a terminal', () => {
    expect(renderResidual(leaf('aws:username', 'StringEquals', '\u001b[2Jx'))).toBe('aws:username is \ufffd[2Jx');
  });
});
