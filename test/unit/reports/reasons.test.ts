import { describe, expect, test } from 'vitest';
import type { CheckAnswer, NotCollected } from '../../../src/access/contract.js';
import { renderPath, renderReason, renderVerdict } from '../../../src/reports/verdict.js';

const lines = (answer: Partial<CheckAnswer>, name?: (id: string) => string | undefined): string[] =>
  renderVerdict(
    {
      verdict: 'allow',
      explicit: false,
      because: [{ key: 'root-user', layer: 'identity' }],
      residual: null,
      coverage: { scopes: [], notCollected: [] },
      identities: [{ id: 'alice', verdict: 'allow' }],
      principal: 'alice',
      resource: 'reports',
      action: 's3:GetObject',
      ...answer,
    },
    { color: false, ...(name ? { name } : {}) },
  ).split('\n');

describe('a reason in words', () => {
  const granting = [
    'identity-allow',
    'resource-allow',
    'boundary-allow',
    'scp-allow',
    'rcp-allow',
    'session-allow',
    'endpoint-allow',
    'acl-allow',
    'grant-allow',
  ];
  test.each(granting)('%s is allowed by its statement, the first one too', (key) => {
    expect(renderReason({ key, layer: 'l', policy: 'p', statement: 0, entity: 'e' })).toBe(
      'l: allowed by p statement 0 of e',
    );
  });

  test.each([
    ['explicit-deny', 'l: denied by p statement 0'],
    ['missing', 'l: not collected: p statement 0'],
    ['expired', 'l: no longer holds: p statement 0'],
  ])('%s names its statement and never reads as a grant', (key, words) => {
    expect(renderReason({ key, layer: 'l', policy: 'p', statement: 0 })).toBe(words);
  });

  test.each([
    ['no-allow', 'l: nothing allows it (why)'],
    ['public-access-block', 'l: denied by the public access block (why)'],
    ['assumed-granting', 'l: taken as granting (why)'],
    ['not-applicable', 'l: does not apply (why)'],
    ['root-user', 'l: root user (why)'],
  ])('%s needs no statement', (key, words) => {
    expect(renderReason({ key, layer: 'l', note: 'why' })).toBe(words);
  });

  test("a resource's own policy does not name the resource twice", () => {
    expect(renderReason({ key: 'resource-allow', layer: 'resource', policy: 'arn:b#policy', entity: 'arn:b' })).toBe(
      'resource: allowed by arn:b#policy',
    );
  });
});

describe('a verdict', () => {
  const open = (entry: Partial<NotCollected>): NotCollected => ({
    layer: 'scp',
    scope: 'o-1',
    couldFlip: true,
    direction: 'lose',
    ...entry,
  });
  const first = (...notCollected: NotCollected[]) => lines({ coverage: { scopes: [], notCollected } })[0];
  const plain = 'ALLOW  alice may s3:GetObject on reports';

  test('assumes in its first line only what could flip it, each once, and says which way', () => {
    expect(first(open({ couldFlip: false }))).toBe(plain);
    expect(first(open({}), open({}), open({ layer: 'identity', scope: '5', direction: 'gain' }))).toBe(
      `${plain}, assuming nothing from what was not collected: scp of o-1 (could take away), identity of 5 (could grant)`,
    );
  });

  test.each([
    ['allow', 'ALLOW  alice may s3:GetObject on reports'],
    ['conditional', 'ALLOW IF  alice may s3:GetObject on reports'],
    ['deny', 'DENY  alice may not s3:GetObject on reports'],
    ['unknown', 'UNKNOWN  whether alice may s3:GetObject on reports cannot be said'],
  ] as const)('%s', (verdict, words) => {
    expect(lines({ verdict })[0]).toBe(words);
  });

  test('calls ids by their names wherever they stand', () => {
    const names: Readonly<Record<string, string>> = {
      alice: 'Alice',
      reports: 'Reports',
      bob: 'Bob',
      'o-1': 'Org',
      p: 'P',
    };
    const text = lines(
      {
        because: [{ key: 'identity-allow', layer: 'identity', policy: 'p', entity: 'bob' }],
        coverage: { scopes: [], notCollected: [open({})] },
        identities: [
          { id: 'alice', verdict: 'allow' },
          { id: 'bob', verdict: 'deny' },
        ],
      },
      (id) => names[id],
    ).join('\n');
    expect(text).toBe(
      `ALLOW  Alice may s3:GetObject on Reports, assuming nothing from what was not collected: scp of Org (could take away)
  because
    identity: allowed by P of Bob
  also asked: Bob (deny)`,
    );
  });

  test('a denial within the organization keeps its own line beside levels that allow', () => {
    const level = (key: string, layer: string) => ({ key, layer, policy: 'p', statement: 'S', entity: layer.slice(4) });
    const because = [level('scp-allow', 'scp:r'), level('explicit-deny', 'scp:ou'), level('scp-allow', 'scp:a')];
    expect(lines({ verdict: 'deny', explicit: true, because }).slice(2)).toEqual([
      '    scp of r, a: allowed by p statement S',
      '    scp:ou: denied by p statement S of ou',
    ]);
  });
});

describe('a path', () => {
  test('goes on from hop to hop and starts once', () => {
    const path = [
      { hop: 'member', from: 'alice', to: 'readers' },
      { hop: 'assume', from: 'readers', to: 'auditor', residual: { missing: 'trust of auditor' } },
      { hop: 'runs-as', from: 'auditor', to: 'job' },
    ] as const;
    expect(renderPath(path)).toBe(
      'alice -member-> readers -assume-> auditor (if what was not collected (trust of auditor) allows it) -runs-as-> job',
    );
  });
});
