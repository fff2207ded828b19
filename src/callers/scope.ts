import { GrantgraphError } from '../base/errors.js';
import type { RowScope } from './caller.js';

type Tags = Readonly<Record<string, string>>;

/** Where a thing belongs, as far as the graph knows. */
export interface Place {
  /** Null = no provider's: everyone. */
  readonly provider: string | null;
  /** Account, subscription, project; null or `*` = no single one's: everyone, people of a directory, what a provider ships. */
  readonly account: string | null;
  /** Its own, or those of the thing that contains it. */
  readonly tags: Tags;
  /** Of the account. */
  readonly accountTags: Tags;
}

export const nowhere: Place = Object.freeze({ provider: null, account: null, tags: {}, accountTags: {} });

/** Is there anything that the caller may not see? */
export function restricted({ accounts, providers = null, tags = null }: RowScope): boolean {
  return accounts !== null || providers !== null || tags !== null;
}

/**
 * Does the thing belong to the scope: in one of its accounts, of one of its providers, it or its account with one of its tags? A row is for
 * those in whose scope it begins or ends.
 */
export function holds({ accounts, providers = null, tags = null }: RowScope, place: Place): boolean {
  return (
    (accounts === null || (place.account !== null && accounts.has(place.account))) &&
    (providers === null || (place.provider !== null && providers.has(place.provider))) &&
    (tags === null || tags.some((tag) => carries(place.tags, tag) || carries(place.accountTags, tag)))
  );
}

/** May the caller be told of it? What belongs to no account (everyone, people of a directory) is nobody's secret. */
export function sees(scope: RowScope, place: Place): boolean {
  const { accounts, providers = null, tags = null } = scope;
  if (providers !== null && place.provider !== null && !providers.has(place.provider)) return false;
  if (place.account === null || place.account === '*') return true;
  return holds({ accounts, providers: null, tags }, place);
}

/** Errors: `outside-your-scope`. It says no more than the caller said. */
export function assertSees(scope: RowScope, place: Place, text: string): void {
  if (!sees(scope, place)) throw outside(text);
}

export function outside(text: string): GrantgraphError {
  return new GrantgraphError('outside-your-scope', `\`${text}\` is outside your scope`, { exit: 2 });
}

/** For acts that concern everything: copies, ingests, tokens. Errors: `outside-your-scope`. */
export function assertEverything(scope: RowScope, act: string): void {
  if (restricted(scope))
    throw new GrantgraphError('outside-your-scope', `${act} takes a scope of everything`, { exit: 2 });
}

/** Keys compare without case, as everywhere in the language; values as they stand. */
function carries(held: Tags, { key, value }: { readonly key: string; readonly value: string | null }): boolean {
  const wanted = key.toLowerCase();
  return Object.entries(held).some(
    ([name, text]) => name.toLowerCase() === wanted && (value === null || text === value),
  );
}
