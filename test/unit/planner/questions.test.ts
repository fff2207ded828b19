import { describe, expect, it } from 'vitest';
import { bound, planOf, rowsPlanOf } from './binding.js';

describe('questions are plans over the same rows', () => {
  it('who can', () => {
    expect(rowsPlanOf("who can s3:GetObject on 'payroll'")).toMatchObject({
      kind: 'rows',
      where: null,
      seed: { actions: ['s3:GetObject'], inventory: { resources: ['payroll'] } },
      reach: 'own',
    });
  });

  it('which users: people only', () => {
    const plan = rowsPlanOf("which users have access to 'payroll'");
    expect(plan).toMatchObject({ seed: { inventory: { resources: ['payroll'] } }, usersOnly: true });
    expect(rowsPlanOf("who can s3:* on 'payroll'").usersOnly).toBeFalsy();
  });

  it('what can', () => {
    expect(rowsPlanOf('what can $who access limit 9', { who: 'mira' })).toMatchObject({
      seed: { sources: ['mira'] },
      limit: 9,
    });
  });

  it('what accounts, services and resources: grouped by these, unless told otherwise', () => {
    const grouping = (text: string) => rowsPlanOf(text).groupBy?.map((key) => key.attribute.name);
    const text = "what accounts, services and resources does 'mira' have access to";
    expect(grouping(text)).toEqual(['dest.cloud.account', 'dest.cloud.service.name', 'dest.cloud.resource.name']);
    expect(grouping(`${text} group by dest.cloud.region`)).toEqual(['dest.cloud.region']);
  });

  it('can any user outside a group', () => {
    expect(rowsPlanOf("can any user outside group 'ops' access resources in region 'AWS London'")).toMatchObject({
      seed: { inventory: { region: 'AWS London' } },
      usersOnly: true,
      outsideGroup: 'ops',
    });
  });

  it('why can and why can’t: one pair', () => {
    const pair = { kind: 'check', principal: 'ana', action: 's3:GetObject', resource: 'payroll' };
    expect(planOf("why can 'ana' s3:GetObject on 'payroll'")).toMatchObject({ ...pair, why: 'can', reach: 'own' });
    expect(planOf("why can't 'ana' s3:GetObject on 'payroll' reach all")).toMatchObject({
      ...pair,
      why: 'cannot',
      reach: 'all',
    });
  });

  it('how can … reach', () => {
    expect(planOf("how can $who reach 'payroll' as of '2026-11-01' limit 3", { who: 'ana' })).toEqual({
      kind: 'paths',
      identity: 'ana',
      resource: 'payroll',
      asOf: '2026-11-01',
      limit: 3,
    });
  });

  it('what changed', () => {
    expect(planOf("what changed between '2026-07-01' and $day limit 9 reach all", { day: '2026-09-30' })).toEqual({
      kind: 'changes',
      from: '2026-07-01',
      to: '2026-09-30',
      reach: 'all',
      limit: 9,
    });
  });

  it('take context, date and reach', () => {
    const tail = "with context { 'aws:SourceIp': '198.51.100.27' } as of '2026-11-01' reach all";
    const expected = { context: { 'aws:SourceIp': '198.51.100.27' }, asOf: '2026-11-01', reach: 'all' };
    expect(planOf(`who can s3:GetObject on 'payroll' ${tail}`)).toMatchObject(expected);
    expect(planOf(`why can 'ana' s3:GetObject on 'payroll' ${tail}`)).toMatchObject(expected);
  });
});

describe('what a question names', () => {
  const codes = (text: string, parameters?: Record<string, string | number | boolean>) =>
    bound(text, parameters).diagnostics.map((one) => one.code);

  it('is a text', () => {
    expect(codes('who can s3:GetObject on true')).toEqual(['wrong-value-type']);
    expect(codes('what can 111122223333 access')).toEqual(['wrong-value-type']);
    expect(rowsPlanOf('what can $who access', { who: 111122223333 }).seed.sources).toEqual(['111122223333']);
  });

  it('is two dates, the earlier one first', () => {
    const between = (from: string, to: string) => codes(`what changed between ${from} and ${to}`);
    expect(between("'2026-02-30'", "'2026-03-01'")).toEqual(['wrong-value-type']);
    expect(between("'spring'", '5')).toEqual(['wrong-value-type', 'wrong-value-type']);
    expect(between("'2026-03-02'", "'2026-03-01'")).toEqual(['dates-reversed']);
    expect(between("'2026-03-01'", "'2026-03-01'")).toEqual([]);
    // A day counts to its end.
    expect(between("'2026-03-01'", "'2026-03-01T10:00:00Z'")).toEqual(['dates-reversed']);
    expect(between('$a', '$b')).toEqual([]);
  });

  it('stands without clauses that could only be ignored', () => {
    const texts = (text: string) => bound(text).diagnostics.map(({ message, span }) => [message, text.slice(...span)]);
    expect(texts("how can 'a' reach 'b' group by source.cloud.account")).toEqual([
      ['this question takes no `group by`', 'source.cloud.account'],
    ]);
    expect(texts("what changed between '2026-03-01' and '2026-03-02' as of '2026-03-03' order by verdict")).toEqual([
      ['this question takes no `as of`', "'2026-03-03'"],
      ['this question takes no `order by`', 'verdict'],
    ]);
  });

  it('is a region that exists, where it is one', () => {
    const question = (region: string) => `can any user outside group 'ops' access resources in region ${region}`;
    expect(codes(question("'AWS Lundon'"))).toEqual(['unknown-region']);
    expect(codes(question("'eu-wset-2'"))).toEqual(['unknown-region']);
    expect(codes(question("''"))).toEqual(['unknown-region']);
    expect(codes(question('$r'), { r: 'eu-west-22' })).toEqual(['unknown-region']);
    expect(codes(question('$r'))).toEqual([]);
    expect(codes(question("'eu-west-2'"))).toEqual([]);
  });
});
