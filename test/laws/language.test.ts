import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeName, Clauses, Expression, OperatorName, Query, Span, Value } from '../../grammar/ast.js';
import { type CompletionTables, completion, finished, parse, print, renderDiagnostics } from '../../grammar/index.js';
import { words } from '../../grammar/tokens.js';
import { kitchenSink } from '../unit/grammar/kitchen-sink.js';
import { bare } from '../unit/grammar/trees.js';

/** GRANTGRAPH_CASES asks for a long run; GRANTGRAPH_SEED begins elsewhere. */
const runs = {
  numRuns: Number(process.env['GRANTGRAPH_CASES'] ?? 2000),
  seed: Number(process.env['GRANTGRAPH_SEED'] ?? 5),
};

const span: Span = [0, 0];

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom("it's", "''", '', '*', 'a\nb', 'OR 1=1; --', 'limit', '$name', '\\', '’'),
);
/** At most fifteen digits, as the language keeps them. */
const number = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 14 }))
  .map(([digits, shift]) => Number((digits / 10 ** shift).toFixed(14 - String(Math.abs(digits)).length)) + 0);
const name = fc.constantFrom('who', 'a', '_x1', 'limit', 'Day');
const attributeText = fc.constantFrom(
  'source.cloud.type',
  'dest.cloud.resource.name',
  'verdict',
  'path.hops',
  'Action.Name',
  'limits',
  'in.group',
);

const plain: fc.Arbitrary<Value> = fc.oneof(
  text.map((value): Value => ({ kind: 'string', value, span })),
  number.map((value): Value => ({ kind: 'number', value, span })),
  fc.boolean().map((value): Value => ({ kind: 'boolean', value, span })),
  name.map((name): Value => ({ kind: 'parameter', name, span })),
);
const operand = fc.oneof(
  { arbitrary: plain, weight: 4 },
  { arbitrary: attributeText.map((name): Value => ({ kind: 'attribute', name, span })), weight: 1 },
);
const attribute: fc.Arbitrary<AttributeName> = fc
  .tuple(attributeText, fc.array(plain, { maxLength: 2 }))
  .map(([name, keys]) => ({ name, keys, span }));

const withOne: readonly OperatorName[] = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'STARTS WITH',
  'ENDS WITH',
  'DOES NOT END WITH',
  'DOES NOT START WITH',
  'LIKE',
];
const operation: fc.Arbitrary<readonly [OperatorName, readonly Value[]]> = fc.oneof(
  fc.tuple(fc.constantFrom(...withOne), fc.tuple(operand)),
  fc.tuple(
    fc.constantFrom<OperatorName>('IN', 'NOT IN', 'CONTAINS ALL'),
    fc.array(operand, { minLength: 1, maxLength: 4 }),
  ),
  fc.tuple(fc.constantFrom<OperatorName>('EXISTS', 'DOES NOT EXIST'), fc.constant<Value[]>([])),
);
const predicate: fc.Arbitrary<Expression> = fc.tuple(attribute, operation).map(([attribute, [operator, values]]) => ({
  kind: 'predicate',
  attribute,
  operator,
  operatorSpan: span,
  values,
  span,
}));

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    predicate,
    tie('expression').map((part): Expression => ({ kind: 'not', part, span })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expression'), { minLength: 2, maxLength: 4 }))
      .map(([kind, parts]) => ({ kind, parts, span }) as Expression),
  ),
}));

const clauses: fc.Arbitrary<Clauses> = fc.record(
  {
    context: fc.uniqueArray(fc.record({ key: text, value: fc.option(plain), span: fc.constant(span) }), {
      maxLength: 3,
      selector: ({ key }) => key.toLowerCase(),
    }),
    asOf: plain,
    groupBy: fc.array(attribute, { minLength: 1, maxLength: 3 }),
    orderBy: fc.array(fc.record({ attribute, descending: fc.boolean() }), { minLength: 1, maxLength: 3 }),
    limit: plain,
    reach: fc.constant(span),
  },
  { requiredKeys: [] },
);

const action = fc.oneof(
  fc.constantFrom(
    's3:GetObject',
    's3:Get*',
    '*',
    'limit',
    'cannot',
    "can't",
    'Microsoft.X/y/read',
    'get:/healthz',
    '-',
  ),
  text,
);
const question: fc.Arbitrary<Query> = fc
  .tuple(
    fc.constantFrom<[Extract<Query, { kind: 'question' }>['form'], number, boolean]>(
      ['who-can', 1, true],
      ['which-users', 1, false],
      ['what-access', 1, false],
      ['what-everything', 1, false],
      ['outside-group', 2, false],
      ['why-can', 2, true],
      ['why-cannot', 2, true],
      ['how-reach', 2, false],
      ['what-changed', 2, false],
    ),
    plain,
    plain,
    action,
    clauses,
  )
  .map(([[form, count, acts], first, second, action, clauses]) => ({
    kind: 'question',
    form,
    arguments: [first, second].slice(0, count),
    ...(acts ? { action: { text: action, span } } : {}),
    clauses,
    span,
  }));

const query: fc.Arbitrary<Query> = fc.oneof(
  fc.tuple(expression, clauses).map(([where, clauses]): Query => ({ kind: 'iam', where, clauses })),
  fc.tuple(expression, clauses).map(([where, clauses]): Query => ({ kind: 'resource', where, clauses, span })),
  question,
);

/** A comparison as it is printed. */
const textOf = (expression: Expression): string =>
  print({ kind: 'iam', where: expression, clauses: {} }).slice('config from iam where '.length);

/** `can't`, a string, a word as the lexer sees it, or one character. */
const pieces = /can't\b|'(?:[^']|'')*'|[$A-Za-z_][\w.:/*?@+-]*|[\s\S]/g;
const keywords: ReadonlySet<string> = new Set(
  Object.values(words).map((type) => (type.PATTERN as RegExp).source.replaceAll('\\', '')),
);

describe('what is printed is read again', () => {
  it('parse(print(tree)) is the tree', () => {
    fc.assert(
      fc.property(query, (tree) => {
        const { ast, diagnostics } = parse(print(tree));
        expect(diagnostics).toEqual([]);
        expect(bare(ast)).toEqual(bare(tree));
      }),
      runs,
    );
  });

  it('printing twice is printing once', () => {
    fc.assert(
      fc.property(query, (tree) => {
        const printed = print(tree);
        expect(print(parse(printed).ast!)).toBe(printed);
      }),
      runs,
    );
  });

  it('case of keywords and white space do not matter', () => {
    fc.assert(
      fc.property(
        query,
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom(' ', '\n', '\t', '\r\n  '),
        (tree, coin, gap) => {
          const printed = print(tree);
          const other = printed.replace(pieces, (piece) => {
            if (piece === ' ') return gap;
            if (!keywords.has(piece.toLowerCase())) return piece;
            return coin.next().value ? piece.toUpperCase() : piece.toLowerCase();
          });
          expect(bare(parse(other).ast)).toEqual(bare(tree));
        },
      ),
      runs,
    );
  });
});

describe('whatever is typed', () => {
  /** Never throws; says either a tree or what is wrong, in one line each, at a place that exists. */
  function diagnosed(source: string): void {
    const { ast, diagnostics } = parse(source);
    expect(ast === null).toBe(diagnostics.length > 0);
    for (const {
      code,
      message,
      span: [start, end],
      hint = '',
    } of diagnostics) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(start >= 0 && start <= end && end <= source.length).toBe(true);
      expect(message).not.toMatch(/\n|\.$/);
      expect(message.length + hint.length).toBeLessThan(400);
    }
    expect(
      renderDiagnostics(source, diagnostics)
        .split('\n')
        .every((line) => line.length < 500),
    ).toBe(true);
    if (ast !== null) expect(bare(parse(print(ast)).ast)).toEqual(bare(ast));
  }

  it('random text is answered', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), diagnosed), runs);
  });

  const bits = [...new Set(kitchenSink.flatMap((source) => source.match(pieces) ?? []))];

  it('random words of the language are answered', () => {
    const source = fc.array(fc.constantFrom(...bits, 'config from iam where ', '(', ')', "'", '$', '9', '-', "''"), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        source.map((list) => list.join(' ')),
        diagnosed,
      ),
      runs,
    );
    fc.assert(
      fc.property(
        source.map((list) => `config from iam where ${list.join('')}`),
        diagnosed,
      ),
      runs,
    );
  });

  it('well-formed queries with something cut out, doubled or put in are answered', () => {
    const mangled = fc
      .tuple(
        fc.constantFrom(...kitchenSink),
        fc.nat(),
        fc.nat(8),
        fc.constantFrom('', "'", '(', ')', ' NOT ', ',', '\0', '’', '\ud800'),
      )
      .map(([source, at, length, put]) => {
        const start = at % (source.length + 1);
        return source.slice(0, start) + put + source.slice(start + length);
      });
    fc.assert(fc.property(mangled, diagnosed), { ...runs, numRuns: runs.numRuns * 2 });
  });
});

describe('several mistakes', () => {
  const broken = [
    'a.b = ',
    "'x' = a.b",
    'a.b ==  3',
    'a.b',
    'a.b STARTS WITH',
    "a.b IN ('x' 'y')",
    'NOT',
    "a.b = 'x' 3",
  ];

  it('are reported one by one, each in its own place, whatever stands around them', () => {
    const factor = fc.oneof(
      { arbitrary: fc.record({ text: fc.constantFrom(...broken), wrong: fc.constant(true) }), weight: 1 },
      { arbitrary: fc.record({ text: predicate.map(textOf), wrong: fc.constant(false) }), weight: 2 },
      {
        arbitrary: fc.record({
          text: fc.constantFrom(...broken).map((one) => `(x.y = 1 OR ${one})`),
          wrong: fc.constant(true),
        }),
        weight: 1,
      },
    );
    fc.assert(
      fc.property(
        fc.array(factor, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(' AND ', ' OR '),
        (factors, joint) => {
          let source = 'config from iam where ';
          const places: [number, number][] = [];
          for (const [at, { text, wrong }] of factors.entries()) {
            if (at > 0) source += joint;
            if (wrong) places.push([source.length, source.length + text.length]);
            source += text;
          }
          const { diagnostics, recovered } = parse(source);
          expect(diagnostics.length).toBe(places.length);
          for (const [at, { span }] of diagnostics.entries()) {
            const [start, end] = places[at]!;
            // What is missing is missed at what follows: the joint, or the end.
            expect(span[0] >= start && span[0] <= end + joint.length).toBe(true);
          }
          if (places.length > 0)
            expect(recovered === null).toBe(factors.every(({ text, wrong }) => wrong && !text.startsWith('(')));
        },
      ),
      runs,
    );
  });
});

describe('completion', () => {
  const table: CompletionTables = { attributes: [], find: () => undefined };

  it('answers at any place of any text, within it', () => {
    const anywhere = fc.tuple(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 80 }),
        query.map((tree) => print(tree)),
      ),
      fc.nat(),
    );
    fc.assert(
      fc.property(anywhere, ([source, at]) => {
        const offset = at % (source.length + 1);
        const { span } = completion(source, offset, table);
        expect(span[0] <= offset && offset <= span[1] && span[1] <= source.length).toBe(true);
      }),
      runs,
    );
  });

  it('offers the keyword that stands there, and nothing that could not stand there', () => {
    fc.assert(
      fc.property(
        query.map((tree) => print(tree)),
        fc.nat(),
        (source, pick) => {
          const borders = [...source.matchAll(pieces)].filter(([piece]) => /^[a-z]+$/i.test(piece));
          const border = borders[pick % borders.length]!;
          const before = source.slice(0, border.index);
          const { candidates } = completion(before, before.length, table);
          if (keywords.has(border[0].toLowerCase()) && !/^(?:true|false|null|asc)$/i.test(border[0]))
            expect(candidates.map(({ text }) => text.toLowerCase().split(/[ ,({]/)[0])).toContain(
              border[0].toLowerCase(),
            );
          for (const { text } of candidates) {
            // Whole, or wanting no more than its end.
            const whole = `${before} ${text}`;
            expect([text, parse(whole).ast !== null || !finished(whole)]).toEqual([text, true]);
          }
        },
      ),
      { ...runs, numRuns: Math.ceil(runs.numRuns / 10) },
    );
  });
});

describe('reading costs what the text is long', () => {
  const shapes: Readonly<Record<string, (size: number) => string>> = {
    comparisons: (size) => `config from iam where ${Array(size).fill("a.b = 'c'").join(' AND ')}`,
    'a list': (size) => `config from iam where action.name IN (${Array(size).fill("'x'").join(', ')})`,
    'one string': (size) => `config from iam where a.b = '${'x'.repeat(10 * size)}'`,
    'doubled quotes, never closed': (size) => `config from iam where a.b = '${"''".repeat(5 * size)}`,
    'open parentheses': (size) => `config from iam where ${'('.repeat(10 * size)}`,
    'foreign characters': (size) => 'é '.repeat(size),
    'missing AND': (size) => `config from iam where ${"a.b = 'c' ".repeat(size)}`,
  };

  it.each(Object.entries(shapes))('%s', (_, make) => {
    const cost = (size: number) => {
      const source = make(size);
      const times = Array.from({ length: 3 }, () => {
        const started = performance.now();
        parse(source);
        return performance.now() - started;
      });
      return Math.min(...times);
    };
    cost(500);
    // Sixteen times the text: sixteen times the work, with room for noise; the square of it would be 256.
    expect(cost(16_000)).toBeLessThan(90 * Math.max(cost(1000), 1));
  });
});
