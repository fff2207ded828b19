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

describe('parameters meet the rules that written values meet', () => {
  it('type', () => {
    expect(complaints('action.lastaccess.days > $d', { d: 'ninety' })).toEqual(['wrong-value-type: $d']);
    expect(complaints('source.public = $d', { d: 'maybe' })).toEqual(['wrong-value-type: $d']);
    expect(complaints('source.public = true limit $n', { n: true })).toEqual(['wrong-value-type: $n']);
  });

  it('where text is wanted, whatever is given is text', () => {
    const { where } = rowsPlanOf(`${c} dest.cloud.account = $a`, { a: 111122223333 });
    expect(where).toMatchObject({ values: [{ value: '111122223333' }] });
  });

  it('closed lists', () => {
    expect(complaints('source.cloud.type = $d', { d: 'AWZ' })).toEqual(['unknown-value: $d']);
    expect(complaints('source.cloud.type IN ($d)', { d: 'aws' })).toEqual([]);
  });

  it('kinds of becoming', () => {
    expect(rowsPlanOf(`${c} path.kind = $k`, { k: 'assume' }).reach).toBe('all');
    expect(rowsPlanOf(`${c} path.kind = $k`, { k: 'sso' }).reach).toBe('own');
    expect(complaints('path.kind != $k', { k: 'assume' })).toEqual(['needs-reach-all: $k']);
  });
});

describe('what nothing fills', () => {
  const beyond = (where: string) => rowsPlanOf(`config from iam where ${where}`).beyond.attributes;

  it.each([
    ['source.cloud.account.isvendor = true', 'source.cloud.account.isvendor', 'gain'],
    ["source.cloud.accountgroup = 'Regulated'", 'source.cloud.accountgroup', 'gain'],
    ["dest.cloud.accountgroup != 'Regulated'", 'dest.cloud.accountgroup', 'lose'],
    ["NOT dest.cloud.accountgroup = 'Regulated'", 'dest.cloud.accountgroup', 'lose'],
    ["source.cloud.resource.uai = '5d1c'", 'source.cloud.resource.uai', 'gain'],
    ['source.cloud.account = dest.cloud.accountgroup', 'dest.cloud.accountgroup', 'gain'],
    ['path.hops = 0 group by source.cloud.accountgroup', 'source.cloud.accountgroup', 'gain'],
  ])('is null, and told: %s', (where, name, direction) => {
    expect(complaints(where, {})).toEqual([]);
    expect(beyond(where)).toEqual([{ name, direction }]);
  });

  it('a comparison that wants a value outweighs one that excludes one', () => {
    expect(beyond("source.cloud.accountgroup != 'a' AND source.cloud.accountgroup = 'b'")).toEqual([
      { name: 'source.cloud.accountgroup', direction: 'gain' },
    ]);
  });
});

describe('clauses', () => {
  it('take keys as comparisons do', () => {
    expect(complaints('path.hops = 0 order by source.cloud.resource.tag')).toEqual([
      'wrong-keys: source.cloud.resource.tag',
    ]);
    expect(complaints("path.hops = 0 group by source.email ('x')")).toEqual(["wrong-keys: source.email ('x')"]);
  });

  it('order groups by their keys', () => {
    const grouped = "path.hops = 0 group by dest.cloud.account, source.cloud.resource.tag ('a') order by";
    expect(complaints(`${grouped} path.hops`)).toEqual(['not-grouped: path.hops']);
    expect(complaints(`${grouped} source.cloud.resource.tag ('b')`)).toHaveLength(1);
    expect(complaints(`${grouped} source.cloud.resource.tag ('a'), Dest.Cloud.Account`)).toEqual([]);
  });

  it.each(['1', '2026', '2026-02-30', '2026-13-01', 'Nov 1, 2026', '2026-11-01T10:00:00'])(
    'ask as of a day or an instant, not %s',
    (text) => {
      expect(complaints(`path.hops = 0 as of '${text}'`)).toEqual([`wrong-value-type: '${text}'`]);
    },
  );

  it.each(['2024-02-29', '2026-11-01T10:00Z', '2026-11-01T23:30:00.5-05:00'])('take %s', (text) => {
    expect(rowsPlanOf(`${c} path.hops = 0 as of '${text}'`).asOf).toBe(text);
  });

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
  it.each([["config from cloud.resource where cloud.type = 'AWS'", 'config']])(
    '%s says so at its beginning',
    (text, where) => {
      const { plan, diagnostics } = bound(text);
      expect(plan).toBeNull();
      expect(diagnostics.map(({ code, span }) => [code, text.slice(...span)])).toEqual([['not-supported', where]]);
    },
  );
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
