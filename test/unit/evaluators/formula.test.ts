import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  and,
  assume,
  type Formula,
  hasMissing,
  leaf,
  not,
  or,
  residualOf,
  unread,
} from '../../../src/evaluators/formula.js';
import type { Residual } from '../../../src/evaluators/verdict.js';

const key = (name: string) => leaf({ key: name, operator: 'Bool', values: ['true'] });
const [a, b, c] = [key('a'), key('b'), key('c')];

describe('simplification', () => {
  it.each<[string, Formula, Formula]>([
    ['an empty and is true', and([]), true],
    ['an empty or is false', or([]), false],
    ['false ends an and', and([a, false, b]), false],
    ['true ends an or', or([a, true]), true],
    ['true adds nothing to an and', and([true, a]), a],
    ['equal parts count once', and([a, key('a')]), a],
    ['nested parts are taken apart', and([a, and([b, a])]), and([a, b])],
    ['a negation of a negation', not(not(a)), a],
    ['negations go to the leaves', not(and([a, b])), or([not(a), not(b)])],
    ['and over or', not(or([a, not(b)])), and([not(a), b])],
    ['what follows from another part is dropped', or([a, and([a, b])]), a],
    ['in an and as well', and([a, or([a, b]), c]), and([a, c])],
  ])('%s', (_title, formula, expected) => {
    expect(formula).toEqual(expected);
  });

  it('leaves a part and its opposite open, as three-valued logic does', () => {
    expect(residualOf(and([a, not(a)]))).toEqual({ all: [a.residual, { not: a.residual }] });
    expect(residualOf(or([a, not(a)]))).toEqual({ any: [a.residual, { not: a.residual }] });
  });

  it('keeps the meaning of every formula', () => {
    const names = ['a', 'b', 'c'];
    interface Tree {
      readonly op: string;
      readonly name: string;
      readonly parts: readonly Tree[];
    }
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.record({
        op: fc.constantFrom('leaf', 'leaf', 'and', 'or', 'not'),
        name: fc.constantFrom(...names),
        parts: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('tree'), { minLength: 1, maxLength: 3 })),
      }),
    }));
    const build = ({ op, name, parts }: Tree): Formula => {
      if (op === 'leaf' || parts.length === 0) return key(name);
      const built = parts.map(build);
      return op === 'and' ? and(built) : op === 'or' ? or(built) : not(built[0]!);
    };
    const truth = ({ op, name, parts }: Tree, world: ReadonlySet<string>): boolean => {
      if (op === 'leaf' || parts.length === 0) return world.has(name);
      if (op === 'not') return !truth(parts[0]!, world);
      return op === 'and' ? parts.every((one) => truth(one, world)) : parts.some((one) => truth(one, world));
    };
    fc.assert(
      fc.property(tree, fc.subarray(names), (one, held) => {
        const world = new Set(held);
        const formula = build(one);
        const got = typeof formula === 'boolean' ? formula : holds(residualOf(formula)!, world);
        expect(got).toBe(truth(one, world));
      }),
      { numRuns: 2000, seed: 20261124 },
    );
  });
});

function holds(residual: Residual, world: ReadonlySet<string>): boolean {
  if ('all' in residual) return residual.all.every((one) => holds(one, world));
  if ('any' in residual) return residual.any.some((one) => holds(one, world));
  if ('not' in residual) return !holds(residual.not, world);
  return 'key' in residual && world.has(residual.key);
}

describe('missing facts', () => {
  const allow = unread('policy p', 'allow');
  const deny = unread('policy p', 'deny');
  it('let the best case allow and not deny, the worst the other way round', () => {
    const formula = and([or([allow, a]), not(deny)]);
    expect(assume(formula, true, true)).toBe(true);
    expect(assume(formula, false, true)).toBe(false);
  });
  it('as values of a condition take either side', () => {
    const tag = leaf({ missing: 'tags of x' });
    expect(assume(not(tag), true, true)).toBe(false);
    expect(assume(not(tag), true, false)).toBe(true);
  });
  it('are found at any depth', () => {
    expect(hasMissing(and([a, or([b, not(deny)])]))).toBe(true);
    expect(hasMissing(and([a, or([b, not(c)])]))).toBe(false);
  });
});
