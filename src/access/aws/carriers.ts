import { wholeAccount } from '../../evaluators/aws/index.js';
import type { AwsEstate } from './estate.js';
import { sourceFor } from './sources.js';

/** More things of one name than this are not worth a list. */
const mostNamed = 200;

const carrying: ReadonlySet<string> = new Set(['user', 'group', 'role', 'resource']);
const acting: ReadonlySet<string> = new Set(['user', 'role', 'sso-user', 'identity-provider', 'resource']);

/** Identities that hold policies by one of these: themselves, or the members of the group. */
export function actorsOf(estate: AwsEstate, granters: readonly string[]): ReadonlySet<string> {
  const actors = new Set<string>();
  for (const id of granters) {
    if (estate.set.classOf(id) !== undefined) actors.add(id);
    else if (estate.set.node(id)?.kind === 'group')
      for (const member of estate.set.into(id, 'member-of')) actors.add(member.id);
  }
  return actors;
}

/** Ids of all that carry policies under the name. Stand-ins for roles of Identity Center have names without being nodes. */
export function grantersNamed(estate: AwsEstate, name: string): readonly string[] | null {
  if (/^awsreservedsso_/i.test(name)) return null;
  return nodesNamed(estate, name, carrying);
}

/** Ids of all sources of the name: nodes, and whoever only a policy names. */
export function sourcesNamed(estate: AwsEstate, name: string): readonly string[] | null {
  const nodes = nodesNamed(estate, name, acting);
  if (nodes === null) return null;
  const outside = outsidersNamed(estate, name);
  return outside === null ? null : [...nodes, ...outside];
}

function nodesNamed(estate: AwsEstate, name: string, kinds: ReadonlySet<string>): readonly string[] | null {
  const found = estate.set.resolve(name, mostNamed + 1);
  if (found.length > mostNamed) return null;
  const wanted = name.toLowerCase();
  return found.filter((ref) => kinds.has(ref.kind) && ref.name.toLowerCase() === wanted).map((ref) => ref.id);
}

const outsiders = new WeakMap<AwsEstate, ReadonlyMap<string, readonly string[] | null>>();

/** Principals of policies that are no nodes, by name in lower case. They are few beside the identities, and listed once. */
function outsidersNamed(estate: AwsEstate, name: string): readonly string[] | null {
  let byName = outsiders.get(estate);
  if (!byName) {
    byName = listOutsiders(estate);
    outsiders.set(estate, byName);
  }
  const found = byName.get(name.toLowerCase());
  return found === undefined ? [] : found;
}

function listOutsiders(estate: AwsEstate): Map<string, string[] | null> {
  const byName = new Map<string, string[] | null>();
  const ids = new Set<string>(['public', 'authenticated']);
  for (const key of estate.set.granteeKeys('')) {
    if (estate.set.classOf(key) !== undefined) continue;
    ids.add(key);
    const account = wholeAccount(key);
    if (account !== null) ids.add(account);
  }
  for (const id of ids) {
    const source = sourceFor(estate, id);
    if (source === null || source.node !== null) continue;
    const name = source.name.toLowerCase();
    const list = byName.get(name);
    // Whom an access control list names by number cannot be asked about one by one.
    if (/^(canonical|email):/.test(id)) byName.set(name, null);
    else if (list !== null) byName.set(name, [...(list ?? []), id]);
  }
  return byName;
}
