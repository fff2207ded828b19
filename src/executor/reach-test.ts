import type { AccessRow } from '../access/contract.js';
import { globMeetsFormat } from '../catalogue/glob-overlap.js';
import { type BoundPredicate, literals, thing } from '../planner/index.js';
import type { RowEnvironment } from './getters.js';
import { destinationOf } from './known-row.js';

/**
 * `=` and IN on id, name and region of the destination ask whether the grant reaches it; their negations, whether it reaches
 * anything else. A row about an inventory resource reaches that one. Everything else tests the granted text (design: rows).
 */
export function reachTest(
  predicate: BoundPredicate,
  environment: RowEnvironment,
): ((row: AccessRow) => boolean) | undefined {
  const { attribute, operator } = predicate;
  const positive = operator === '=' || operator === 'IN';
  if (!positive && operator !== '!=' && operator !== 'NOT IN') return undefined;
  const wanted = literals(predicate).map((text) => text.toLowerCase());
  if (attribute.name === 'dest.cloud.region') return regionTest(new Set(wanted), positive, environment);
  if (!thing.test(attribute.name)) return undefined;
  const part = attribute.name.endsWith('.id') ? 'id' : 'name';
  const reached = reaches(wanted, environment);
  const exact = new Set(wanted);
  return (row) => {
    const destination = destinationOf(row);
    const text = part === 'name' ? destination.name : (destination.id ?? destination.pattern);
    return positive ? reached(text, destination.id !== null) : !exact.has(text.toLowerCase());
  };
}

/** Is the text one of the names (in lower case), or does it, granted as a pattern, cover one of them? */
export function reaches(
  names: readonly string[],
  environment: RowEnvironment,
): (text: string, isResource: boolean) => boolean {
  const exact = new Set(names);
  const plain = names.filter((text) => !/[*?]/.test(text));
  return (text, isResource) => exact.has(text.toLowerCase()) || (!isResource && spells(text, plain, environment));
}

/** Grants tied to no region touch every one, so that they touch another one too. */
function regionTest(
  wanted: ReadonlySet<string>,
  positive: boolean,
  { catalogue }: RowEnvironment,
): (row: AccessRow) => boolean {
  return (row) => {
    const code = destinationOf(row).region;
    if (code === '*') return !positive || wanted.size > 0;
    const known = code === null ? [] : [code.toLowerCase(), catalogue.regionName(code)?.toLowerCase() ?? code];
    return known.some((text) => wanted.has(text)) === positive;
  };
}

/**
 * A granted pattern that the name fits, looked for where the inventory has nothing of that name. A bare `*` says nothing of it,
 * unless there are accounts whose inventory was never collected: there it may well reach such a thing.
 */
function spells(granted: string, names: readonly string[], { inventoryComplete }: RowEnvironment): boolean {
  const pattern = granted.replace(/\$\{[^}]*\}/g, '*').toLowerCase();
  if (names.length === 0 || !/[*?]/.test(pattern)) return false;
  if (/^[*?]+$/.test(pattern) && inventoryComplete) return false;
  return names.some((name) => globMeetsFormat(pattern, [{ text: name }], ''));
}
