import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globCovers, globsIntersect, matches, toGlob } from '../../../../../src/evaluators/aws/matching/glob.js';

/** All texts over two letters up to a length: enough to tell apart any two globs of half of it. */
const texts = [''];
for (let at = 0; texts[at]!.length < 7; at += 1) texts.push(`${texts[at]}a`, `${texts[at]}b`);

const globs = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 4 }).map((chars) => chars.join(''));
const shape = (glob: string) => new RegExp(`^${glob.replaceAll('*', '[ab]*').replaceAll('?', '[ab]')}$`);
const runs = { numRuns: 3000, seed: 20261124 };

describe('globs against brute force', () => {
  it('match what the expression matches', () => {
    fc.assert(
      fc.property(globs, fc.constantFrom(...texts), (glob, text) => {
        expect(matches(toGlob(glob), text)).toBe(shape(glob).test(text));
      }),
      runs,
    );
  });

  it('intersect when some text meets both', () => {
    fc.assert(
      fc.property(globs, globs, (left, right) => {
        const [one, other] = [shape(left), shape(right)];
        expect(globsIntersect(left, right)).toBe(texts.some((text) => one.test(text) && other.test(text)));
      }),
      runs,
    );
  });

  // Over two letters `{a,b}` behaves like `?`; a third letter that no glob names keeps the languages apart.
  it('cover when every text of the inner meets the outer', () => {
    const wide = [
      ...texts.filter((text) => text.length < 6),
      ...texts.filter((text) => text.length < 6).map((text) => text.replaceAll('b', 'c')),
    ];
    const open = (glob: string) => new RegExp(`^${glob.replaceAll('*', '[abc]*').replaceAll('?', '[abc]')}$`);
    fc.assert(
      fc.property(globs, globs, (outer, inner) => {
        const [one, other] = [open(outer), open(inner)];
        const brute = wide.filter((text) => other.test(text)).every((text) => one.test(text));
        if (globCovers(outer, inner)) expect(brute).toBe(true);
        else expect(brute && !counterexample(outer, inner)).toBe(false);
      }),
      runs,
    );
  });

  /** A text of the inner that the outer misses, made by putting unnamed letters where the inner has wildcards. */
  function counterexample(outer: string, inner: string): boolean {
    const fills = ['', 'c', 'cc', 'ccccc', 'cacbc', 'acb', 'bca', 'abab', 'baba', 'a', 'b', 'aa', 'bb', 'ab', 'ba'];
    const one = new RegExp(`^${outer.replaceAll('*', '[abc]*').replaceAll('?', '[abc]')}$`);
    const made = (star: string, single: string) => inner.replaceAll('*', star).replaceAll('?', single);
    return fills.some((star) => ['a', 'b', 'c'].some((single) => !one.test(made(star, single))));
  }

  it.each([
    ['*', 'anything', true],
    ['a*', 'a?*', true],
    ['a?*', 'a*', false],
    ['?*', '*?', true],
    ['?*', '*a', true],
    ['??*', '*a', false],
    ['*a?*', '*a*a', true],
    ['*a?*', '*a', false],
    ['*??', '?*?', true],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/home/*', true],
    ['arn:aws:s3:::b/home/*', 'arn:aws:s3:::b/*', false],
    ['*a*b*', '*b*a*b*', true],
    ['a', 'a*', false],
  ])('%j covers %j: %s', (outer, inner, truth) => {
    expect(globCovers(outer, inner)).toBe(truth);
  });

  it('does not slow down on many wildcards', () => {
    const glob = toGlob('*a'.repeat(60));
    const start = performance.now();
    expect(matches(glob, `${'a'.repeat(5000)}b`)).toBe(false);
    expect(globsIntersect('*a'.repeat(60), `${'*b'.repeat(60)}c`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
