import { describe, expect, it } from 'vitest';
import { type Ending, shortestPaths } from '../../../src/access/shortest-paths.js';
import { below, seeded } from '../../laws/generators/random.js';

type Graph = Readonly<Record<string, readonly string[]>>;

/** Paths as `a b c`, and how the search ended; counts what was looked at. */
function search(graph: Graph, start: string, ends: readonly string[], longest = 8, most = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  const walk = shortestPaths(
    {
      steps: (from) => {
        if (!asked.includes(from)) asked.push(from);
        return (graph[from] ?? []).map((to) => ({ to }));
      },
      arrives: (at) => ends.includes(at),
    },
    start,
    longest,
  );
  const found: string[] = [];
  let next = walk.next();
  while (!next.done && found.length < most) {
    found.push([start, ...next.value.map(({ to }) => to)].join(' '));
    if (found.length < most) next = walk.next();
  }
  return { found, asked, ending: next.done ? (next.value as Ending) : null };
}

function brute(graph: Graph, path: readonly string[], ends: readonly string[], longest: number): string[] {
  const last = path.at(-1)!;
  const own = ends.includes(last) ? [path.join(' ')] : [];
  if (path.length > longest) return own;
  const on = (graph[last] ?? []).filter((to) => !path.includes(to));
  return [...own, ...on.flatMap((to) => brute(graph, [...path, to], ends, longest))];
}

describe('shortest paths', () => {
  it('come shortest first, the start alone before all', () => {
    const graph = { a: ['b', 'c'], b: ['d'], c: ['b', 'd'], d: [] };
    expect(search(graph, 'a', ['d']).found).toEqual(['a b d', 'a c d', 'a c b d']);
    expect(search(graph, 'a', ['a', 'b']).found).toEqual(['a', 'a b', 'a c b']);
    expect(search(graph, 'a', [])).toMatchObject({ found: [], ending: 'end' });
  });

  it('never meet an identity twice', () => {
    const graph = { a: ['b'], b: ['a', 'c'], c: ['b', 'a', 'd'], d: ['c'] };
    expect(search(graph, 'a', ['d'])).toMatchObject({ found: ['a b c d'], ending: 'end' });
  });

  it('look at no more than the neighbourhood of the paths that are taken', () => {
    const graph = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`n${at}`, [`n${at + 1}`]]));
    const { found, asked } = search(graph, 'n0', ['n2'], 40, 1);
    expect(found).toEqual(['n0 n1 n2']);
    expect(asked).toEqual(['n0', 'n1']);
  });

  it('say when longer ones were left out', () => {
    const graph = { a: ['b', 'c'], b: ['d'], c: ['e'], e: ['d'], d: [] };
    expect(search(graph, 'a', ['d'], 2)).toMatchObject({ found: ['a b d'], ending: 'length' });
    expect(search(graph, 'a', ['d'], 3)).toMatchObject({ found: ['a b d', 'a c e d'], ending: 'end' });
    expect(search({ a: ['b'], b: ['c'], c: ['d'] }, 'a', ['d'], 1)).toMatchObject({ found: [], ending: 'length' });
  });

  it('give up on ways that lead nowhere, and say so', () => {
    // Every node leads to every other and only `x` beyond `gate` is asked for, which comes back to the start alone.
    const names = Array.from({ length: 14 }, (_, at) => `n${at}`);
    const graph = {
      a: ['end', ...names],
      ...Object.fromEntries(names.map((name) => [name, [...names, 'hub']])),
      hub: ['n0', 'end'],
    };
    const { found, ending } = search(graph, 'a', ['end'], 12, 2000);
    expect(found[0]).toBe('a end');
    expect(found.length === 2000 || ending === 'work').toBe(true);
  });

  it('are all of them, on random graphs', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const size = 2 + below(random, 6);
      const names = Array.from({ length: size }, (_, at) => `n${at}`);
      const graph = Object.fromEntries(names.map((name) => [name, names.filter(() => below(random, 3) === 0)]));
      const ends = names.filter(() => below(random, 3) === 0);
      const longest = 1 + below(random, size);
      const { found, ending } = search(graph, 'n0', ends, longest);
      const expected = brute(graph, ['n0'], ends, longest);
      expect([seed, ...found.toSorted()]).toEqual([seed, ...expected.toSorted()]);
      const lengths = found.map((path) => path.split(' ').length);
      expect(lengths).toEqual(lengths.toSorted((left, right) => left - right));
      const more = brute(graph, ['n0'], ends, size).length > expected.length;
      if (more) expect([seed, ending]).toEqual([seed, 'length']);
    }
  });
});
