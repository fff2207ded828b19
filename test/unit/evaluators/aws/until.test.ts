import { describe, expect, it } from 'vitest';
import { type AwsPolicies, compilePolicy, decide } from '../../../../src/evaluators/aws/index.js';

const attached = (name: string, kind: 'identity' | 'boundary', ends?: string, effect = 'Allow') => ({
  id: name,
  name,
  policy: compilePolicy(
    {
      Statement: {
        Effect: effect,
        Action: '*',
        Resource: '*',
        ...(ends === undefined ? {} : { Condition: { DateLessThan: { 'aws:CurrentTime': ends } } }),
      },
    },
    kind,
  ),
});
const now = Date.UTC(2026, 0, 1);
const decided = (policies: AwsPolicies) =>
  decide(
    {
      principal: { kind: 'user', arn: 'arn:aws:iam::123456789012:user/maria', account: '123456789012' },
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/x',
      context: (key) => (key === 'aws:currenttime' ? { state: 'from', epochMs: now } : undefined),
    },
    policies,
  );

describe('the end of a right', () => {
  it('is that of the statement that grants', () => {
    expect(decided({ identity: [attached('a', 'identity', '2026-02-01')] })).toMatchObject({
      verdict: 'allow',
      until: '2026-02-01T00:00:00.000Z',
    });
  });
  it('is never where another statement grants for good', () => {
    const decision = decided({ identity: [attached('a', 'identity', '2026-02-01'), attached('b', 'identity')] });
    expect(decision.verdict).toBe('allow');
    expect(decision.until).toBeUndefined();
    expect(decision.because.map((reason) => reason.policy)).toEqual(['b']);
  });
  it('is the later of two that grant', () => {
    const decision = decided({
      identity: [attached('a', 'identity', '2026-02-01'), attached('b', 'identity', '2026-03-01')],
    });
    expect(decision).toMatchObject({ until: '2026-03-01T00:00:00.000Z', because: [{ policy: 'b' }] });
  });
  it('is the earlier of a grant and its ceiling', () => {
    expect(
      decided({
        identity: [attached('a', 'identity', '2026-03-01')],
        boundaries: [attached('b', 'boundary', '2026-02-01')],
      }),
    ).toMatchObject({ verdict: 'allow', until: '2026-02-01T00:00:00.000Z' });
  });
  it('has passed for a grant that ended', () => {
    expect(decided({ identity: [attached('a', 'identity', '2025-02-01')] })).toMatchObject({
      verdict: 'deny',
      explicit: false,
    });
  });
  it('does not come from a denial', () => {
    expect(
      decided({ identity: [attached('a', 'identity'), attached('b', 'identity', '2026-02-01', 'Deny')] }),
    ).toMatchObject({ verdict: 'deny', explicit: true });
  });
});
