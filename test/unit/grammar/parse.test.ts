import { describe, expect, it } from 'vitest';
import { parse, print, type Query } from '../../../grammar/index.js';
import { bare, treeOf, whereOf } from './trees.js';

const text = (value: string) => ({ kind: 'string', value });
const one = (name: string, operator: string, ...values: unknown[]) => ({
  kind: 'predicate',
  attribute: { name, keys: [] },
  operator,
  values,
});

describe('predicates', () => {
  it.each([
    ["source.cloud.type = 'AWS'", one('source.cloud.type', '=', text('AWS'))],
    ["source.cloud.type!='AWS'", one('source.cloud.type', '!=', text('AWS'))],
    ['path.hops >= 2', one('path.hops', '>=', { kind: 'number', value: 2 })],
    ['path.hops<-1.5', one('path.hops', '<', { kind: 'number', value: -1.5 })],
    ['source.public = TRUE', one('source.public', '=', { kind: 'boolean', value: true })],
    ['source.mfaenabled = False', one('source.mfaenabled', '=', { kind: 'boolean', value: false })],
    ["action.name IN('a','b')", one('action.name', 'IN', text('a'), text('b'))],
    ["action.name not in ( 'a' )", one('action.name', 'NOT IN', text('a'))],
    ["action.name Contains All ('a')", one('action.name', 'CONTAINS ALL', text('a'))],
    ["action.name starts with 'a'", one('action.name', 'STARTS WITH', text('a'))],
    ["action.name ENDS WITH 'a'", one('action.name', 'ENDS WITH', text('a'))],
    ["action.name does not end with 'a'", one('action.name', 'DOES NOT END WITH', text('a'))],
    ["action.name DOES NOT START WITH 'a'", one('action.name', 'DOES NOT START WITH', text('a'))],
    ["dest.cloud.account like 'live'", one('dest.cloud.account', 'LIKE', text('live'))],
    ['grantedby.cloud.policy.condition does not exist', one('grantedby.cloud.policy.condition', 'DOES NOT EXIST')],
    ['source.email = $who', one('source.email', '=', { kind: 'parameter', name: 'who' })],
    [
      'source.cloud.account = dest.cloud.account',
      one('source.cloud.account', '=', { kind: 'attribute', name: 'dest.cloud.account' }),
    ],
  ])('%s', (source, expected) => {
    expect(bare(whereOf(source))).toEqual(expected);
  });

  it('keyed attributes take one key or two', () => {
    expect(bare(whereOf("source.cloud.resource.tag ( 'team' ) exists"))).toMatchObject({
      attribute: { name: 'source.cloud.resource.tag', keys: [text('team')] },
      operator: 'EXISTS',
    });
    expect(bare(whereOf("grantedby.cloud.policy.condition('aws:SourceIp','IpAddress') = '10.0.0.0/8'"))).toMatchObject({
      attribute: { keys: [text('aws:SourceIp'), text('IpAddress')] },
    });
  });

  it('every part knows its place', () => {
    const source = "config from iam where source.cloud.resource.tag ('a') = 'b'";
    const tree = treeOf(source);
    if (tree.kind !== 'iam' || tree.where.kind !== 'predicate') throw new Error('not a predicate');
    const { attribute, operatorSpan, values, span } = tree.where;
    const at = ([start, end]: readonly [number, number]) => source.slice(start, end);
    expect([attribute.span, operatorSpan, values[0]!.span, span].map(at)).toEqual([
      "source.cloud.resource.tag ('a')",
      '=',
      "'b'",
      "source.cloud.resource.tag ('a') = 'b'",
    ]);
  });
});

describe('strings are data', () => {
  it.each([
    ["'it''s'", "it's"],
    ["''", ''],
    ["''''", "'"],
    ["'a\\'", 'a\\'],
    ["'1 OR 1=1; DROP TABLE identities; --'", '1 OR 1=1; DROP TABLE identities; --'],
    ["'\"}) DETACH DELETE n //'", '"}) DETACH DELETE n //'],
    ["'two\nlines'", 'two\nlines'],
    ["'東京-運用 😀'", '東京-運用 😀'],
  ])('%s', (literal, value) => {
    expect(bare(whereOf(`source.email = ${literal}`))).toEqual(one('source.email', '=', text(value)));
  });

  it('a string that is never closed does not end at half of a doubled quote', () => {
    const source = "config from iam where source.email = 'it''s AND path.hops = 1";
    expect(parse(source).diagnostics).toMatchObject([{ code: 'unterminated-string', span: [37, source.length] }]);
  });

  it('a word may follow a quote at once', () => {
    expect(bare(whereOf("source.email='x'and source.public=true"))).toMatchObject({ kind: 'and' });
  });
});

describe('numbers', () => {
  const numberOf = (literal: string) => {
    const where = whereOf(`path.hops = ${literal}`);
    return where.kind === 'predicate' && where.values[0]!.kind === 'number' ? where.values[0]!.value : undefined;
  };

  it.each([
    ['0', 0],
    ['-0', 0],
    ['-12.50', -12.5],
    ['0.0000001', 1e-7],
    ['999999999999999', 999_999_999_999_999],
  ])('%s, and printed again', (literal, value) => {
    expect(Object.is(numberOf(literal), value)).toBe(true);
    const printed = print(treeOf(`config from iam where path.hops = ${literal}`));
    expect(printed).toMatch(/= -?\d+(\.\d+)?$/);
    expect(bare(treeOf(printed))).toMatchObject({ where: { values: [{ value }] } });
  });

  it.each(['1e5', '0x10', '1_000', '12a', '1.', '1234567890123456', '0.1234567890123456'])('%s is none', (literal) => {
    expect(parse(`config from iam where path.hops = ${literal}`).diagnostics).toMatchObject([{ code: 'bad-number' }]);
  });
});

describe('AND, OR, NOT and parentheses', () => {
  const shape = (expression: ReturnType<typeof whereOf>): unknown => {
    if (expression.kind === 'predicate') return expression.attribute.name;
    if (expression.kind === 'not') return ['not', shape(expression.part)];
    return [expression.kind, ...expression.parts.map(shape)];
  };

  it.each([
    ["a = '' or b = '' and c = ''", ['or', 'a', ['and', 'b', 'c']]],
    ["(a = '' or b = '') and c = ''", ['and', ['or', 'a', 'b'], 'c']],
    ["a = '' and b = '' and c = ''", ['and', 'a', 'b', 'c']],
    ["not a = '' and b = ''", ['and', ['not', 'a'], 'b']],
    ["not not (a = '')", ['not', ['not', 'a']]],
    ["((a = ''))", 'a'],
  ])('%s', (source, expected) => {
    expect(shape(whereOf(source))).toEqual(expected);
  });

  it('ten thousand comparisons make one flat list', () => {
    const where = whereOf(Array.from({ length: 10_000 }, (_, at) => `path.hops = ${at}`).join(' AND '));
    expect(where).toMatchObject({ kind: 'and' });
    expect(where.kind === 'and' && where.parts.length).toBe(10_000);
  });

  it.each([
    ['parentheses', '('.repeat(500), ')'.repeat(500)],
    ['NOT', 'NOT '.repeat(500), ''],
    ['both', 'NOT ('.repeat(250), ')'.repeat(250)],
  ])('500 levels of %s are fine, one more is refused where it begins', (_, before, after) => {
    treeOf(`config from iam where ${before}source.public = true${after}`);
    const { ast, diagnostics } = parse(`config from iam where ${before}(source.public = true)${after}`);
    expect(ast).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'nesting-too-deep', span: [22, 22 + before.length + 1] }]);
  });

  it('depth counts what is open at one place, not all that was ever opened', () => {
    whereOf(Array(600).fill("NOT (source.public = true AND NOT a ('k') = '')").join(' OR '));
    whereOf(Array(600).fill("a NOT IN ('b')").join(' AND '));
  });

  it('a hundred thousand levels neither overflow nor take long', () => {
    for (const [before, after] of [
      ['NOT ', ''],
      ['(', ')'],
      ['NOT (', ')'],
    ] as const) {
      const source = `config from iam where ${before.repeat(100_000)}source.public = true${after.repeat(100_000)}`;
      expect(parse(source).diagnostics).toMatchObject([{ code: 'nesting-too-deep' }]);
    }
  });
});

describe('clauses', () => {
  const clausesOf = (tail: string) => bare(treeOf(`config from iam where source.public = true ${tail}`)).clauses;

  it('in any order', () => {
    const expected = { limit: { kind: 'number', value: 5 }, asOf: text('2026-11-01') };
    expect(clausesOf("as of '2026-11-01' limit 5")).toEqual(expected);
    expect(clausesOf("limit 5 as of '2026-11-01'")).toEqual(expected);
  });

  it('context takes texts, numbers, truth values, parameters and null', () => {
    expect(clausesOf("with context { 'a': 'x', 'b': 1, 'c': false, 'd': $p, 'e': null }")).toEqual({
      context: [
        { key: 'a', value: text('x') },
        { key: 'b', value: { kind: 'number', value: 1 } },
        { key: 'c', value: { kind: 'boolean', value: false } },
        { key: 'd', value: { kind: 'parameter', name: 'p' } },
        { key: 'e', value: null },
      ],
    });
  });

  it('order by goes up unless told', () => {
    expect(clausesOf('order by path.hops desc, action.name asc, verdict').orderBy).toEqual([
      { attribute: { name: 'path.hops', keys: [] }, descending: true },
      { attribute: { name: 'action.name', keys: [] }, descending: false },
      { attribute: { name: 'verdict', keys: [] }, descending: false },
    ]);
  });

  it('reach all is kept by its place', () => {
    expect(treeOf('config from iam where source.public = true reach all').clauses.reach).toEqual([43, 52]);
  });
});

describe('questions', () => {
  const question = (source: string) => bare(treeOf(source)) as Extract<Query, { kind: 'question' }>;

  it.each([
    ["who can s3:GetObject on 'b'", 'who-can', [text('b')], 's3:GetObject'],
    ["WHO CAN s3:Get* ON 'b'", 'who-can', [text('b')], 's3:Get*'],
    ["who can * on 'b'", 'who-can', [text('b')], '*'],
    ["who can 'two words' on 'b'", 'who-can', [text('b')], 'two words'],
    ["who can create:core/pods/exec on 'k'", 'who-can', [text('k')], 'create:core/pods/exec'],
    ["Which Users have access to 'b'", 'which-users', [text('b')], undefined],
    ['what can $who access', 'what-access', [{ kind: 'parameter', name: 'who' }], undefined],
    ["what accounts, services and resources does 'm' have access to", 'what-everything', [text('m')], undefined],
    [
      "can any user outside group 'C' access resources in region 'D'",
      'outside-group',
      [text('C'), text('D')],
      undefined,
    ],
    ["why can 'p' a:B on 'r'", 'why-can', [text('p'), text('r')], 'a:B'],
    ["why can't 'p' a:B on 'r'", 'why-cannot', [text('p'), text('r')], 'a:B'],
    ["why can’t 'p' a:B on 'r'", 'why-cannot', [text('p'), text('r')], 'a:B'],
    ["why cannot 'p' a:B on 'r'", 'why-cannot', [text('p'), text('r')], 'a:B'],
    ["how can 'p' reach 'r'", 'how-reach', [text('p'), text('r')], undefined],
    [
      "what changed between '2026-07-01' and '2026-09-30'",
      'what-changed',
      [text('2026-07-01'), text('2026-09-30')],
      undefined,
    ],
  ])('%s', (source, form, args, action) => {
    const found = question(source);
    expect([found.form, found.arguments, found.action?.text]).toEqual([form, args, action]);
  });

  it('take the clauses of queries', () => {
    expect(question("how can 'p' reach 'r' as of '2026-11-01' limit 3 reach all").clauses).toMatchObject({
      asOf: text('2026-11-01'),
      limit: { value: 3 },
    });
  });

  it('a keyword that is only the beginning of a name is a name', () => {
    expect(question("who can cannot:Do on 'x'").action?.text).toBe('cannot:Do');
    expect(question("who can on.premise/read on 'x'").action?.text).toBe('on.premise/read');
  });
});
