import type { Access, RowSeed } from '../access/contract.js';

/** Lists this short are entered without counting what else there is. */
const short = 8;

/**
 * Which of its ways in a seed is entered by: the sources, the granters or the holders of the actions, whichever are fewest in
 * the index. What the other ways would have left out is tested on the rows. Only granted destinations leave a choice: rows about
 * resources are found at the resources, and sources narrow them further.
 */
export function fewest(seed: RowSeed, access: Access): RowSeed {
  const { sources, granters, ...rest } = seed;
  if (seed.resources !== undefined && seed.resources !== 'granted') return without(seed, 'granters');
  if (seed.accept === undefined || (sources === undefined && granters === undefined)) return seed;
  const ways: readonly RowSeed[] = [
    ...(sources ? [{ ...rest, sources }] : []),
    ...(granters ? [{ ...rest, granters }] : []),
  ];
  const listed = ways.toSorted((left, right) => length(left) - length(right))[0]!;
  if (length(listed) <= short) return listed;
  const counted = ways.map((way) => ({ way, count: access.estimate(way).identities }));
  const first = counted.toSorted((left, right) => left.count - right.count)[0]!;
  // Everybody who may do the actions is counted only as far as it matters.
  return access.estimate(rest, first.count).identities < first.count ? rest : first.way;
}

function length({ sources, granters }: RowSeed): number {
  return (sources ?? granters ?? []).length;
}

function without(seed: RowSeed, key: 'granters'): RowSeed {
  const { [key]: _, ...rest } = seed;
  return rest;
}
