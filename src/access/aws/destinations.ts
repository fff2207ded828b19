import type { ActionInfo, AwsCatalogue } from '../../catalogue/contract.js';
import { globCovers, globsIntersect } from '../../evaluators/aws/index.js';
import type { Node } from '../../store/contract.js';
import type { Destination } from '../contract.js';
import { parseArn, shortName } from './arn.js';
import { tagsOf } from './sources.js';

/** The destination of a row about one inventory resource (or an exact id the inventory lacks). */
export function inventoryDestination(
  catalogue: AwsCatalogue,
  granted: string,
  id: string,
  node: Node | null,
): Destination {
  const arn = parseArn(id);
  const type = catalogue.typeOf(id);
  return {
    pattern: granted,
    id,
    name: node?.id === id ? node.name : shortName(id),
    type: type?.type ?? 'resource',
    service: type?.service ?? arn?.service ?? '',
    account: node?.account ?? (arn?.account || null),
    region: node?.region ?? (arn?.region || null),
    tags: node ? tagsOf(node) : null,
    wildcard: /[*?]/.test(granted),
  };
}

/** What can be said of a granted text whatever the action. */
export function grantedText(granted: string, owner: string | null): Omit<Destination, 'type' | 'service'> {
  const arn = parseArn(granted);
  return {
    pattern: granted,
    id: null,
    name: granted === '*' ? '*' : grantedName(granted),
    account: arn ? arn.account || owner : '*',
    region: arn ? arn.region || '*' : '*',
    tags: null,
    wildcard: /[*?]|\$\{/.test(granted),
  };
}

/** Destinations of a granted text: one for each resource type of the action that the text can name; none where it cannot name any. */
export function grantedDestinations(
  catalogue: AwsCatalogue,
  action: ActionInfo,
  granted: string,
  owner: string | null,
): Destination[] {
  const base = { ...grantedText(granted, owner), service: action.service };
  if (action.resourceTypes.length === 0) return /^\*+$/.test(granted) ? [{ ...base, type: '*' }] : [];
  const named = granted === '*' ? null : namedTypes(catalogue, action.service, granted);
  return action.resourceTypes
    .filter((type) => named === null || named.includes(type))
    .map((type) => ({ ...base, type }));
}

const cache = new Map<string, readonly string[]>();
const asGlob = (text: string) => text.replace(/\$\{[^}]*\}/g, '*');

/**
 * Types of a service a granted text can name. Formats overlap (a bucket's `*` would run over an object's slash), so a type
 * steps back where the whole text lies inside a more specific one.
 */
function namedTypes(catalogue: AwsCatalogue, service: string, granted: string): readonly string[] {
  const key = `${service}\n${granted}`;
  const known = cache.get(key);
  if (known) return known;
  const text = asGlob(granted);
  const types = catalogue.resourceTypesOf(service).map(({ type, format }) => ({ type, format, glob: asGlob(format) }));
  const around = types.filter((type) => globCovers(type.glob, text));
  const met = types.filter((type) => globsIntersect(text, type.glob));
  const placed = met.filter((type) => isPlacedLike(granted, type.format));
  const answer = (placed.length > 0 ? placed : met)
    .filter((type) => !around.some((inner) => globCovers(type.glob, inner.glob) && !globCovers(inner.glob, type.glob)))
    .map((type) => type.type);
  if (cache.size >= 100_000) cache.clear();
  cache.set(key, answer);
  return answer;
}

/** A wildcard of one text may run over the colons of the other: a region or account that the one has and the other lacks tells them apart. */
function isPlacedLike(granted: string, format: string): boolean {
  const own = granted.split(':');
  const others = format.split(':');
  return [3, 4].every((at) => {
    const before = own.slice(0, at + 1).join(':');
    return own.length < 6 || /[*?]/.test(before) || (own[at] === '') === (others[at] === '');
  });
}

/** What a granted text is called: the part behind the type, wildcards and all. */
export function grantedName(granted: string): string {
  const arn = parseArn(granted);
  if (!arn) return granted;
  const cut = /^[a-z-]+[/:](.+)$/i.exec(arn.resource);
  return arn.service === 's3' || !cut ? arn.resource : cut[1]!;
}
