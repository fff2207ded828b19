import { describe, expect, it } from 'vitest';
import { kitchenSink } from '../grammar/kitchen-sink.js';
import { bound, complaints, planOf, rowsPlanOf } from './binding.js';

const c = 'config from iam where';

describe('parameters', () => {
  it('are values, never text', () => {
    const { where } = rowsPlanOf(`${c} source.email = $who`, { who: "x' OR source.public = true --" });
    expect(where).toMatchObject({ kind: 'predicate', values: [{ value: "x' OR source.public = true --" }] });
  });

  it('stand wherever a value may', () => {
    const text = `${c} action.lastaccess.days > $days AND action.name IN ($a, 'iam:CreateUser') AND source.cloud.resource.tag ($key) = 'x'
      with context { 'aws:SourceIp': $ip } as of $day limit $top`;
    const plan = rowsPlanOf(text, {
      days: 75,
      a: 'iam:PassRole',
      key: 'team',
      ip: '192.0.2.44',
      day: '2026-08-15',
      top: 20,
    });
    expect(plan).toMatchObject({ context: { 'aws:SourceIp': '192.0.2.44' }, asOf: '2026-08-15', limit: 20 });
    expect(plan.where).toMatchObject({
      parts: [
        { values: [{ value: 75 }] },
        { values: [{ value: 'iam:PassRole' }, { value: 'iam:CreateUser' }] },
        { keys: ['team'] },
      ],
    });
  });

  it('not listed are named', () => {
    expect(complaints('source.email = $wo', { who: 'a' })).toEqual(['unknown-parameter: $wo']);
    expect(bound(`${c} source.email = $wo`, { who: 'a' }).diagnostics[0]?.hint).toBe(
      'did you mean `$who`? given: $who',
    );
    expect(complaints('source.email = $constructor', {})).toEqual(['unknown-parameter: $constructor']);
    expect(complaints("source.public = true with context { 'a': $x } as of $y limit $z", {})).toHaveLength(3);
  });

  it('are not asked for where a query is only checked', () => {
    expect(complaints("source.email = $who AND path.hops > $n with context { 'a': $x } as of $y limit $z")).toEqual([]);
  });
});

describe('clauses', () => {
  it('become data', () => {
    const plan =
      rowsPlanOf(`${c} source.public = true with context { 'A:b': null, 'n': 4, 't': true } as of '2026-11-01T10:00:00Z'
      group by dest.cloud.account, source.cloud.resource.tag ('team') order by Dest.Cloud.Account desc limit 3`);
    expect(plan).toMatchObject({
      context: { 'A:b': null, n: 4, t: true },
      asOf: '2026-11-01T10:00:00Z',
      limit: 3,
      groupBy: [
        { attribute: { name: 'dest.cloud.account' }, keys: [] },
        { attribute: { name: 'source.cloud.resource.tag' }, keys: ['team'] },
      ],
      orderBy: [{ attribute: { name: 'dest.cloud.account' }, descending: true }],
    });
  });

  it('that say nothing possible are refused', () => {
    expect(complaints("source.public = true limit 'x'")).toEqual(["wrong-value-type: 'x'"]);
    expect(complaints('source.public = true limit -1')).toEqual(['wrong-value-type: -1']);
    expect(complaints('source.public = true limit 1.5')).toEqual(['wrong-value-type: 1.5']);
    expect(complaints("source.public = true as of 'yesterday'")).toEqual(["wrong-value-type: 'yesterday'"]);
    expect(complaints('source.public = true group by dest.cloud.acount')).toEqual([
      'unknown-attribute: dest.cloud.acount',
    ]);
    expect(complaints('source.public = true order by wether')).toEqual(['unknown-attribute: wether']);
  });
});

describe('what is wrong is told all at once', () => {
  it('every comparison complains for itself', () => {
    expect(complaints("a.b = 'c' AND source.public = 'x' AND (path.hops >= true OR verdict = 'no')")).toEqual([
      'unknown-attribute: a.b',
      "wrong-value-type: 'x'",
      'wrong-value-type: true',
      "unknown-value: 'no'",
    ]);
  });

  it('once each', () => {
    expect(complaints("source.email >= 5 OR source.email ('k') CONTAINS ALL (5)")).toHaveLength(2);
  });

  it('there is a plan exactly when nothing is wrong', () => {
    for (const text of kitchenSink) {
      const { plan, diagnostics } = bound(text, { other: 'kms:Sign', who: 'mira', top: 5, day: '2026-11-01' });
      expect([text, plan === null]).toEqual([text, diagnostics.length > 0]);
    }
  });
});

describe('what cannot be answered yet', () => {
  it.each([
    ["config from cloud.resource where cloud.type = 'AWS'", 'config'],
    ["what changed between '2026-07-01' and '2026-09-30'", 'what'],
  ])('%s says so at its beginning', (text, where) => {
    const { plan, diagnostics } = bound(text);
    expect(plan).toBeNull();
    expect(diagnostics.map(({ code, span }) => [code, text.slice(...span)])).toEqual([['not-supported', where]]);
  });
});

describe('CONTAINS ALL', () => {
  it('is kept as a list of its own', () => {
    expect(rowsPlanOf(`${c} action.name CONTAINS ALL ('a:B', 'c:D') AND source.public = false`).containsAll).toEqual([
      ['a:B', 'c:D'],
    ]);
    expect(rowsPlanOf(`${c} action.name IN ('a:B', 'c:D')`).containsAll).toEqual([]);
  });
});

describe('depth', () => {
  it('five hundred levels and ten thousand comparisons bind', () => {
    planOf(`${c} ${'NOT ('.repeat(250)}source.public = true${')'.repeat(250)}`);
    const wide = rowsPlanOf(`${c} ${Array(10_000).fill('path.hops = 1').join(' OR ')}`);
    expect(wide.where).toMatchObject({ kind: 'or' });
  });
});
