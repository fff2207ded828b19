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
