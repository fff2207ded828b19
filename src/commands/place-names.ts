import type { Caller } from '../callers/caller.js';
import { sees } from '../callers/scope.js';
import type { Environment } from './environment.js';

/** Names that people gave to accounts, and display names of regions; what has none keeps its id. */
export interface PlaceNames {
  account(id: string): string;
  region(code: string): string;
}

/** Of the latest generation: a name is no part of an answer that pages go through. */
export async function placeNames(environment: Environment, caller: Caller): Promise<PlaceNames> {
  const { access, set } = await environment.access({ ask: 'estate' });
  const catalogue = environment.catalogue();
  const known = new Map<string, string>();
  const look = (id: string): string => (sees(caller, access.place(id)) ? (set.node(id)?.name ?? id) : id);
  return {
    account: (id) => {
      let name = known.get(id);
      if (name === undefined) {
        name = look(id);
        known.set(id, name);
      }
      return name;
    },
    region: (code) => catalogue.regionName(code) ?? code,
  };
}
