import { describe, expect, it } from 'vitest';
import { operators } from '../../../grammar/ast.js';
import { tests } from '../../../src/executor/operators.js';

type Plain = string | number | boolean | null;

describe('operators over the values a row holds', () => {
  it('are all there', async () => {
    expect(Object.keys(tests).toSorted()).toEqual([...operators].toSorted());
  });

  const cases: [keyof typeof tests, Plain[], Plain[], boolean][] = [
    ['=', ['AWS'], ['aws'], true],
    ['=', ['a', 'b'], ['B'], true],
    ['=', ['ab'], ['a'], false],
    ['=', [null], ['a'], false],
    ['=', [null], ['null'], false],
    ['=', [], ['a'], false],
    ['=', [true], [true], true],
    ['=', [false], [true], false],
    ['=', [2], [2], true],
    ['=', ['*'], ['anything'], false],
    ['!=', ['a'], ['b'], true],
    ['!=', ['a', 'b'], ['b'], false],
    ['!=', [null], ['a'], true],
    ['!=', [], ['a'], true],
    ['IN', ['a'], ['x', 'A'], true],
    ['IN', ['a'], ['x', 'y'], false],
    ['NOT IN', ['a', 'b'], ['x', 'y'], true],
    ['NOT IN', ['a', 'b'], ['x', 'B'], false],
    ['<', [4], [5], true],
    ['<', [5], [5], false],
    ['<=', [5], [5], true],
    ['>', [6], [5], true],
    ['>', [5], [5], false],
    ['>=', [5], [5], true],
    ['<', [null], [5], false],
    ['>', [null], [5], false],
    ['<', [], [5], false],
    ['STARTS WITH', ['s3:GetObject'], ['S3:get'], true],
    ['STARTS WITH', ['s3:GetObject'], ['get'], false],
    ['STARTS WITH', [null], [''], false],
    ['ENDS WITH', ['a', 'x*'], ['*'], true],
    ['ENDS WITH', ['a'], ['*'], false],
    ['DOES NOT END WITH', ['a/write'], ['/READ'], true],
    ['DOES NOT END WITH', ['a/read'], ['/READ'], false],
    ['DOES NOT START WITH', ['a', 'b'], ['B'], false],
    ['LIKE', ['live'], ['LIVE'], true],
    ['LIKE', ['*'], ['live'], true],
    ['LIKE', ['other'], ['live'], false],
    ['EXISTS', [''], [], true],
    ['EXISTS', [null], [], false],
    ['EXISTS', [], [], false],
    ['DOES NOT EXIST', [null], [], true],
    ['DOES NOT EXIST', ['a'], [], false],
    ['CONTAINS ALL', ['b'], ['a', 'B'], true],
  ];

  it.each(cases)('%s: holding %j, asked for %j', (operator, held, wanted, expected) => {
    expect(tests[operator](held, wanted)).toBe(expected);
  });

  it('a negation is true exactly where its positive is not', async () => {
    const pairs = [
      ['=', '!='],
      ['IN', 'NOT IN'],
      ['ENDS WITH', 'DOES NOT END WITH'],
      ['STARTS WITH', 'DOES NOT START WITH'],
      ['EXISTS', 'DOES NOT EXIST'],
    ] as const;
    for (const [, held, wanted] of cases) {
      for (const [positive, negative] of pairs) {
        expect(tests[negative](held, wanted)).toBe(!tests[positive](held, wanted));
      }
    }
  });
});
