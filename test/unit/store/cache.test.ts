import { expect, it } from 'vitest';
import { Cache } from '../../../src/store/cache.js';

it('forgets what was used least recently', () => {
  const cache = new Cache<string, number>(2);
  for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) cache.get(key, () => at);
  expect(['a', 'b', 'c'].map((key) => cache.peek(key))).toEqual([0, undefined, 3]);
  expect([cache.has('b'), cache.weight]).toEqual([false, 2]);
});

it('forgets in the order of use, whatever came between', () => {
  const cache = new Cache<number, string>(3);
  const kept: number[] = [];
  for (let step = 0; step < 2000; step++) {
    const key = (step * 7919) % 11;
    cache.get(key, () => `${key}`);
    if (kept.includes(key)) kept.splice(kept.indexOf(key), 1);
    kept.push(key);
    if (kept.length > 3) kept.shift();
    expect(Array.from({ length: 11 }, (_, at) => at).filter((at) => cache.has(at))).toEqual(
      kept.toSorted((a, b) => a - b),
    );
  }
});

it('keeps undefined, and what is put in place of something', () => {
  const cache = new Cache<string, number | undefined>(2);
  expect(cache.get('a', () => undefined)).toBeUndefined();
  expect(cache.get('a', () => 1)).toBeUndefined();
  cache.put('a', 2);
  expect([cache.get('a', () => 3), cache.weight]).toEqual([2, 1]);
});

it('holds no more than its limit, by what entries weigh', () => {
  const cache = new Cache<number, readonly number[]>(10, (list) => list.length);
  for (let key = 0; key < 100; key++) {
    cache.put(key, Array.from({ length: key % 7 }));
    expect(cache.weight).toBeLessThanOrEqual(10);
  }
  // One that alone is heavier is kept until the next.
  cache.put(100, Array.from({ length: 50 }));
  expect([cache.has(100), cache.has(99), cache.weight]).toEqual([true, false, 50]);
  cache.put(101, [1]);
  expect([cache.has(100), cache.has(101), cache.weight]).toEqual([false, true, 1]);
});
