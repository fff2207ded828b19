import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateLine } from '../../src/evaluators/simulate.js';
import type { Decision, Reason, Residual } from '../../src/evaluators/verdict.js';
import { loadCorpus, readCase } from './load.js';

const cases = loadCorpus(import.meta.dirname);

describe('corpus', () => {
  it.each(cases)('$id', ({ input, expect: expected, why }) => {
    const got = JSON.parse(simulateLine(JSON.stringify(input))) as Decision;
    expect(got.verdict, `${why}\n${JSON.stringify(got)}`).toBe(expected.verdict);
    if (expected.explicit !== undefined) expect(got.explicit, why).toBe(expected.explicit);
    if (expected.residualKeys !== undefined)
      expect([...keysOf(got.residual ?? null)].toSorted(), why).toEqual(expected.residualKeys.toSorted());
    expect(unnamed(got.because, expected.because), JSON.stringify(got.because)).toEqual([]);
    expect(unmet(got.because, expected.because), JSON.stringify(got.because)).toEqual([]);
  });

  it('names every case once', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  const whole = {
    name: 'n',
    input: {},
    expect: { verdict: 'deny', because: ['x y'] },
    source: 'https://x.test/',
    why: 'w',
  };
  it.each(['because', 'source', 'why', 'name', 'input'])('does not load a case without `%s`', (field) => {
    const { because, ...rest } = whole.expect;
    const broken =
      field === 'because' ? { ...whole, expect: rest } : { ...whole, expect: { ...rest, because }, [field]: undefined };
    expect(readCase(whole, join('aws', 'topic')).id).toBe('aws/topic: n');
    expect(() => readCase(broken, 'aws/topic')).toThrow(
      `\`${field === 'because' ? 'expect.because' : field}\` is missing`,
    );
  });
});

const isNamed = (reason: Reason, text: string) => text === `${reason.key} ${reason.layer}` || text === reason.policy;

function unnamed(because: readonly Reason[], expected: readonly string[]): readonly Reason[] {
  return because.filter((reason) => !expected.some((text) => isNamed(reason, text)));
}

function unmet(because: readonly Reason[], expected: readonly string[]): readonly string[] {
  return expected.filter((text) => !because.some((reason) => isNamed(reason, text)));
}

function keysOf(residual: Residual | null): ReadonlySet<string> {
  if (residual === null) return new Set();
  if ('all' in residual) return new Set(residual.all.flatMap((one) => [...keysOf(one)]));
  if ('any' in residual) return new Set(residual.any.flatMap((one) => [...keysOf(one)]));
  if ('not' in residual) return keysOf(residual.not);
  return new Set('key' in residual ? [residual.key] : []);
}
