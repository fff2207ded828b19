import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { CheckAnswer } from '../../../src/access/contract.js';
import { renderPath, renderReason, renderVerdict } from '../../../src/reports/verdict.js';

const bucket = 'arn:aws:s3:::reports';
const role = 'arn:aws:iam::111122223333:role/reader';
const base: CheckAnswer = {
  verdict: 'allow',
  explicit: false,
  because: [
    {
      key: 'identity-allow',
      layer: 'identity',
      policy: 'arn:aws:iam::111122223333:policy/read',
      statement: 'Read',
      entity: role,
    },
  ],
  residual: null,
  coverage: { scopes: [], notCollected: [] },
  identities: [{ id: role, verdict: 'allow' }],
  principal: role,
  resource: bucket,
  action: 's3:GetObject',
};
const rendered = (answer: Partial<CheckAnswer>, name?: (id: string) => string | undefined): string =>
  renderVerdict({ ...base, ...answer }, { color: false, ...(name ? { name } : {}) });

describe('a verdict in words', () => {
  test('allow: policy, statement and entity', () => {
    expect(rendered({})).toBe(
      `ALLOW  ${role} may s3:GetObject on ${bucket}
  because
    identity: allowed by arn:aws:iam::111122223333:policy/read statement Read of ${role}`,
    );
  });

  test('conditional: what is open, until when, and the assumption on the first line', () => {
    const text = rendered({
      verdict: 'conditional',
      residual: { key: 'aws:SourceIp', operator: 'IpAddress', values: ['10.0.0.0/8'] },
      until: '2027-01-01T00:00:00Z',
      coverage: {
        scopes: [],
        notCollected: [
          { layer: 'scp', scope: 'o-1', couldFlip: true, direction: 'lose' },
          { layer: 'acl', scope: '1', couldFlip: false, direction: 'gain' },
        ],
      },
    });
    expect(text.split('\n').slice(0, 3)).toEqual([
      `ALLOW IF  ${role} may s3:GetObject on ${bucket}, assuming nothing from what was not collected: scp of o-1 (could take away)`,
      '  only if: aws:SourceIp is in 10.0.0.0/8',
      '  until: 2027-01-01T00:00:00Z',
    ]);
  });

  test('deny: the statement that denies, the way by which it was asked, names for ids', () => {
    const names: Record<string, string> = { 'd-1/user/7': 'alice@x.example', 'd-1/group/3': 'developers' };
    const text = rendered(
      {
        verdict: 'deny',
        explicit: true,
        principal: 'd-1/user/7',
        because: [
          {
            key: 'explicit-deny',
            layer: 'scp:ou-1',
            policy: 'p-9',
            statement: 0,
            entity: 'ou-1',
            path: [
              { hop: 'member', from: 'd-1/user/7', to: 'd-1/group/3' },
              {
                hop: 'sso',
                from: 'd-1/group/3',
                to: role,
                residual: { key: 'saml:aud', operator: 'StringEquals', values: ['x'] },
              },
            ],
          },
        ],
        identities: [
          { id: 'd-1/user/7', verdict: 'deny' },
          { id: 'arn:aws:iam::111122223333:user/alice', verdict: 'deny' },
        ],
      },
      (id) => names[id],
    );
    expect(text).toBe(
      `DENY  alice@x.example may not s3:GetObject on ${bucket}
  because
    scp:ou-1: denied by p-9 statement 0 of ou-1
  by way of alice@x.example -member-> developers -sso-> ${role} (if saml:aud is x)
  also asked: arn:aws:iam::111122223333:user/alice (deny)`,
    );
  });

  test('unknown never reads like an allow', () => {
    const text = rendered({ verdict: 'unknown', residual: { missing: 'policy p' } });
    expect(text.split('\n').slice(0, 2)).toEqual([
      `UNKNOWN  whether ${role} may s3:GetObject on ${bucket} cannot be said`,
      '  open: what was not collected (policy p) allows it',
    ]);
  });

  test('levels that allow by the same statement share a line, others and denials keep their own', () => {
    const level = (layer: string, policy: string, key = 'scp-allow') => ({
      key,
      layer,
      policy,
      statement: 'Full',
      entity: layer.slice(4),
    });
    const text = rendered({
      because: [
        level('scp:r-1', 'p-Full'),
        level('scp:ou-1', 'p-list'),
        level('scp:ou-2', 'p-Full'),
        level('rcp:r-1', 'p-Full', 'rcp-allow'),
        ...base.because,
      ],
    });
    expect(text.split('\n').slice(2)).toEqual([
      '    scp of r-1, ou-2: allowed by p-Full statement Full',
      '    scp of ou-1: allowed by p-list statement Full',
      '    rcp of r-1: allowed by p-Full statement Full',
      `    identity: allowed by arn:aws:iam::111122223333:policy/read statement Read of ${role}`,
    ]);
    const denied = rendered({
      verdict: 'deny',
      because: [
        { key: 'no-allow', layer: 'scp:ou-1' },
        { key: 'no-allow', layer: 'scp:ou-2' },
      ],
    });
    expect(denied.split('\n').slice(2)).toEqual(['    scp:ou-1: nothing allows it', '    scp:ou-2: nothing allows it']);
  });

  test('colour marks the verdict alone', () => {
    const text = renderVerdict(base, { color: true });
    expect(text).not.toBe(rendered({}));
    expect(stripVTControlCharacters(text)).toBe(rendered({}));
  });

  test('names from strangers cannot drive the terminal', () => {
    expect(rendered({ principal: 'a\u001b]0;x\u0007\u202eb' }).split('\n')[0]).toContain(
      'a\ufffd]0;x\ufffd\ufffdb may',
    );
    expect(renderReason({ key: 'missing', layer: 'identity', policy: 'p\n', note: '\u009b' })).toBe(
      'identity: not collected: p\ufffd (\ufffd)',
    );
  });

  test('a path of no hops is nothing', () => {
    expect(renderPath([])).toBe('');
  });
});
