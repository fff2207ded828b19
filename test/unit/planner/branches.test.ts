import { describe, expect, it } from 'vitest';
import type { BoundExpression, BoundPredicate } from '../../../src/planner/index.js';
import { rowsPlanOf } from './binding.js';

const branches = (where: string) => rowsPlanOf(`config from iam where ${where}`).branches;

function said(expression: BoundExpression | null): string {
  if (expression === null) return '';
  if (expression.kind === 'predicate') return comparison(expression);
  if (expression.kind === 'not') return `NOT ${said(expression.part)}`;
  return `(${expression.parts.map(said).join(` ${expression.kind.toUpperCase()} `)})`;
}

function comparison({ attribute, operator, values }: BoundPredicate): string {
  const wanted = values.map((value) => (value.kind === 'literal' ? String(value.value) : value.attribute.name));
  return `${attribute.name.split('.').at(-1)} ${operator} ${wanted.join(',')}`;
}

const texts = (where: string) => branches(where).map((branch) => said(branch.where));

describe('normal form', () => {
  it('has NOT at the comparisons alone, turned into the operator where there is an opposite', () => {
    expect(texts("NOT (source.public = true OR NOT action.name STARTS WITH 's3:')")).toEqual([
      '(public != true AND name STARTS WITH s3:)',
    ]);
    expect(texts("NOT (NOT (verdict = 'allow' AND path.hops > 1))")).toEqual(['(verdict = allow AND hops > 1)']);
    expect(texts('NOT path.hops > 1')).toEqual(['NOT hops > 1']);
    expect(texts("NOT grantedby.cloud.policy.condition ('k') = 'v'")).toEqual(['NOT condition = v']);
    expect(texts('NOT grantedby.cloud.policy.condition exists')).toEqual(['condition DOES NOT EXIST ']);
  });

  it('is flat', () => {
    expect(texts('path.hops = 1 AND (path.hops = 2 AND (path.hops = 3 OR (path.hops = 4 OR path.hops = 5)))')).toEqual([
      '(hops = 1 AND hops = 2 AND (hops = 3 OR hops = 4 OR hops = 5))',
    ]);
  });
});

describe('branches', () => {
  it('one where the whole query asks in one way', () => {
    expect(branches("dest.cloud.resource.name = 'b' AND (source.public = true OR path.hops = 1)")).toHaveLength(1);
    expect(branches("dest.cloud.resource.name = 'b' OR dest.cloud.resource.id = 'arn:aws:s3:::c'")).toHaveLength(1);
    expect(branches("dest.cloud.account = 'a' OR dest.cloud.account = 'b'")).toHaveLength(1);
    expect(branches('source.public = true OR path.hops = 1')).toHaveLength(1);
  });

  it('names with tests of their own are one look-up', () => {
    const [only, ...others] = branches(
      "dest.cloud.resource.name = 'a' OR (dest.cloud.resource.name = 'b' AND verdict = 'allow')",
    );
    expect(others).toEqual([]);
    expect(only!.seed.inventory?.resources).toEqual(['a', 'b']);
  });

  it('an OR of resources and of anything else is two queries', () => {
    const where = "verdict = 'allow' AND (dest.cloud.resource.name = 'b' OR source.public = true)";
    expect(texts(where)).toEqual(['(verdict = allow AND name = b)', '(verdict = allow AND public = true)']);
    expect(branches(where).map(({ seed }) => seed)).toEqual([
      { inventory: { resources: ['b'] } },
      { sources: ['public', 'authenticated'] },
    ]);
  });

  it('`*` beside names is granted text', () => {
    expect(texts("dest.cloud.resource.name IN ('b', '*', 'c')")).toEqual(['name IN b,c', 'name = *']);
    expect(texts("dest.cloud.resource.name NOT IN ('b', '*')")).toEqual(['name NOT IN b,*']);
  });

  it('places of different kinds are looked for one after the other', () => {
    expect(texts("dest.cloud.account = 'a' OR dest.cloud.region = 'eu-west-2'")).toEqual([
      'account = a',
      'region = eu-west-2',
    ]);
  });

  it('found below other ANDs and ORs', () => {
    expect(texts("path.hops = 1 OR (path.hops = 2 AND (dest.cloud.account = 'a' OR source.public = true))")).toEqual([
      '(hops = 2 AND account = a)',
      '(hops = 1 OR (hops = 2 AND public = true))',
    ]);
  });

  it('many alternatives stay few queries', () => {
    const many = Array.from({ length: 300 }, (_, at) => `dest.cloud.resource.tag ('k${at}') = 'v'`);
    expect(branches(`${many.join(' OR ')} OR source.public = true`)).toHaveLength(2);
    const pairs = Array.from({ length: 200 }, (_, at) => `(dest.cloud.account = 'a${at}' OR path.hops = ${at})`);
    expect(branches(pairs.join(' AND ')).length).toBeLessThan(300);
  });
});
