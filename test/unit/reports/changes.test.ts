import { describe, expect, it } from 'vitest';
import type { AccessChange, Changes } from '../../../src/changes/index.js';
import { changeColumns, changeRows, renderChanges } from '../../../src/reports/changes.js';
import { renderCsv } from '../../../src/reports/csv.js';

const fact = { what: 'left-group', id: 'u/ana', text: 'ana left group ops' };

function change(one: Partial<AccessChange> = {}): AccessChange {
  return {
    change: 'lost',
    source: { id: 'u/ana', name: 'ana', type: 'user', account: '111122223333' },
    grantedBy: {
      entity: 'g/ops',
      entityName: 'ops',
      entityType: 'group',
      policy: 'p/deploy',
      policyName: 'deploy',
      policyType: 'Customer Managed Policy',
    },
    destination: { id: 'arn:aws:s3:::docs/*', name: 'docs/*', account: null },
    actions: ['s3:GetObject', 's3:PutObject'],
    before: { verdict: 'allow', residual: null },
    after: null,
    heldBy: null,
    facts: [fact],
    ...one,
  };
}

function page(changes: readonly AccessChange[], more: Partial<Changes> = {}) {
  const counts = { gained: 0, lost: 0, changed: 0 };
  for (const one of changes) counts[one.change]++;
  return {
    from: { date: '2026-03-01', generation: 1, collectedAt: '2026-03-01T08:00:00.000Z' },
    to: { date: '2026-03-05', generation: 3, collectedAt: '2026-03-04T08:00:00.000Z' },
    changes,
    facts: [],
    notCompared: [],
    compared: changes.length,
    cut: null,
    coverage: { scopes: [], notCollected: [] },
    counts,
    total: changes.length,
    cursor: null,
    ...more,
  };
}

const head =
  'what changed between 2026-03-01 (data of 2026-03-01T08:00:00.000Z) and 2026-03-05 (data of 2026-03-04T08:00:00.000Z)';
const render = (given: Parameters<typeof renderChanges>[0]) => renderChanges(given, { color: false, width: 150 });

describe('changes for people', () => {
  it('stand under what was gained, lost and changed, and under what brought it about', () => {
    const residual = { key: 'aws:SourceIp', operator: 'IpAddress', values: ['10.0.0.0/8'] };
    const spare = change({
      change: 'gained',
      before: null,
      after: { verdict: 'conditional', residual },
      heldBy: 'admin',
      facts: [{ what: 'policy-attached', id: 'u/ana', text: 'policy deploy attached to user ana' }],
    });
    const other = change({ change: 'changed', after: { verdict: 'conditional', residual } });
    const text = render(
      page([spare, change(), other], {
        facts: [
          { ...fact, kind: 'user', name: 'ana', scope: '111122223333', part: 'identities' },
          {
            what: 'policy-edited',
            id: 'p/deploy',
            kind: 'policy',
            name: 'deploy',
            scope: '111122223333',
            part: 'identities',
            text: 'policy deploy edited: 1 statement changed, 1 statement added',
            statements: {
              removed: [{ Sid: 'Docs', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
              added: [
                { Sid: 'Docs', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' },
                { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
              ],
            },
          },
        ],
        notCompared: [{ scope: '444455556666', part: 'identities', state: 'collected only later' }],
        cut: { reason: 'time', limit: 2000, compared: 3, of: 9 },
      }),
    );
    expect(text).toBe(`${head}

GAINED  1 change
  because policy deploy attached to user ana
    source    actions                     destination          by                                          only if
    user ana  s3:GetObject, s3:PutObject  arn:aws:s3:::docs/*  deploy of group ops (held before by admin)  aws:SourceIp is in 10.0.0.0/8

LOST  1 change
  because ana left group ops
    source    actions                     destination          by                   only if
    user ana  s3:GetObject, s3:PutObject  arn:aws:s3:::docs/*  deploy of group ops

CHANGED  1 change
  because ana left group ops
    source    actions                     destination          by                   was    is
    user ana  s3:GetObject, s3:PutObject  arn:aws:s3:::docs/*  deploy of group ops  allow  conditional: aws:SourceIp is in 10.0.0.0/8

WHAT IS DIFFERENT  2 facts
  ana left group ops (111122223333)
  policy deploy edited: 1 statement changed, 1 statement added (111122223333)
    - Docs Action: "s3:GetObject"
    + Docs Action: ["s3:GetObject","s3:PutObject"]
    + {"Effect":"Deny","Action":"s3:DeleteObject","Resource":"*"}

not compared: identities of 444455556666 (collected only later)
cut: 2 s are over, 3 of 9 identities and resources were compared (give it longer with --timeout)`);
  });

  it('say why there are none', () => {
    expect(render(page([]))).toBe(`${head}\n\nno fact that access hangs on is different`);
    const before = { date: '2025-01-01', generation: null, collectedAt: null };
    expect(
      render(page([], { from: before }))
        .split('\n')
        .at(-1),
    ).toBe(
      'cannot be said: nothing was collected by 2025-01-01, the second date is answered from data of 2026-03-04T08:00:00.000Z',
    );
  });

  it('name facts the reader may not see as outside the scope', () => {
    expect(render(page([change({ facts: [] })]))).toContain('because outside your scope');
  });
});

it('changes are flat rows in CSV', () => {
  expect(renderCsv(changeColumns, changeRows([change()]))).toBe(
    `${changeColumns.join(',')}
lost,u/ana,user,111122223333,g/ops,p/deploy,Customer Managed Policy,arn:aws:s3:::docs/*,s3:GetObject s3:PutObject,allow,,,,ana left group ops
`,
  );
});
