import { actionKeys } from '../../graph/generation-index.js';
import type { Estimate, RowSeed } from '../contract.js';
import { actorsOf } from './carriers.js';
import type { AwsEstate } from './estate.js';

/** Beyond this many classes of holders the rest is left uncounted: the order of ways in does not hang on it. */
const mostCounted = 5000;

/** What a seed would look at: the fewest of its ways in, counted in the index, no further than to `most` identities. */
export function estimate(estate: AwsEstate, seed: RowSeed, most = Number.POSITIVE_INFINITY): Estimate {
  const held = holders(estate, seed, most);
  return {
    ...held,
    resources: resourcesOf(estate, seed),
    actions: seed.actions?.length ?? estate.catalogue.expand('*').length,
  };
}

function holders(
  estate: AwsEstate,
  { sources, granters, actions }: RowSeed,
  most: number,
): Pick<Estimate, 'identities' | 'classes'> {
  const listed = sources ? new Set(sources) : granters ? actorsOf(estate, granters) : undefined;
  if (listed) return { identities: listed.size, classes: listed.size };
  if (!actions) {
    const { identities, classes } = estate.set.size();
    return { identities, classes };
  }
  const keys = new Set(actions.flatMap(actionKeys));
  let identities = 0;
  let classes = 0;
  for (const key of estate.holdersOf(estate.set.allowDocuments([...keys], '*', true))) {
    if (++classes > mostCounted) return estate.set.size();
    identities += estate.set.classView(key).size;
    if (identities > most) return { identities, classes };
  }
  return { identities, classes };
}

function resourcesOf(estate: AwsEstate, { resources }: RowSeed): number | null {
  if (resources === undefined || resources === 'granted') return null;
  if ('ids' in resources) return resources.ids.length;
  return estate.set.size(resources.filter).resources;
}
