import type { RowsPlan, Seed } from '../planner/index.js';

/** What would make the query smaller, from what it leaves open. */
export function advice({ branches, groupBy, orderBy }: RowsPlan): string {
  const open = sides.filter(([, named]) => !branches.every(({ seed }) => named(seed))).map(([words]) => words);
  if (open.length > 0) return `narrow it: name ${list(open)}`;
  return groupBy || orderBy
    ? 'narrow it, or leave out order by and group by'
    : 'narrow it, or ask for fewer rows (limit)';
}

const sides: readonly (readonly [words: string, named: (seed: Seed) => boolean])[] = [
  [
    'a source (`source.cloud.resource.name = …`)',
    (seed) => seed.sources !== undefined || seed.sourceNames !== undefined,
  ],
  ['an action (`action.name = …`)', (seed) => seed.actions !== undefined],
  [
    'a destination (`dest.cloud.resource.name = …`, an account or a service)',
    (seed) => seed.inventory !== undefined || seed.services !== undefined,
  ],
];

function list(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
