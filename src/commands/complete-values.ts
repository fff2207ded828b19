import type { FoundValue, WantedValues } from '../../grammar/index.js';
import type { Caller } from '../callers/caller.js';
import { holds, type Place, restricted } from '../callers/scope.js';
import { awsRegions } from '../catalogue/aws-regions.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { NodeKind } from '../graph/kinds/index.js';
import type { Node, NodeRef, WorkingSet } from '../store/contract.js';
import { conditionKeys, conditionOperators, wordsOf } from './complete-words.js';
import type { Environment } from './environment.js';

/** Candidates of one kind that are looked up. */
const most = 60;
/** Nodes whose tags are looked at. */
const mostSampled = 300;

interface Desk {
  readonly set: WorkingSet;
  readonly catalogue: AwsCatalogue;
  readonly caller: Caller;
  readonly place: (id: string) => Place;
  readonly prefix: string;
}

const identities: readonly NodeKind[] = ['user', 'role', 'sso-user'];
const groups: readonly NodeKind[] = ['group', 'sso-group'];
const granters: readonly NodeKind[] = ['role', 'group', 'user'];
const policies: readonly NodeKind[] = ['policy'];
const things: readonly NodeKind[] = ['resource', 'role', 'user'];

/** Values that the data has for a place in a query. Errors of the store pass through. */
export async function valuesFor(
  environment: Environment,
  caller: Caller,
  { of, prefix }: WantedValues,
): Promise<readonly FoundValue[]> {
  const catalogue = environment.catalogue();
  if (of.kind === 'action') return actions(catalogue, prefix);
  if (of.kind === 'region') return regions();
  if (of.kind === 'context-key') return conditionKeys;
  if (of.kind === 'date') return dates(environment);
  if (of.kind === 'attribute') {
    const known = ofCatalogue(catalogue, of.name, prefix);
    if (known) return known;
  }
  if (of.kind === 'key' && of.name === 'grantedby.cloud.policy.condition')
    return of.at === 0 ? conditionKeys : conditionOperators;
  const { access, set } = await environment.access({ ask: 'estate' });
  const desk: Desk = { set, catalogue, caller, place: access.place, prefix };
  if (of.kind === 'attribute') return attributeValues(desk, of.name, of.keys);
  if (of.kind === 'key') return of.name === 'source.in.group' ? names(desk, groups) : tagKeys(desk, of.name);
  if (of.kind === 'group') return names(desk, groups);
  return named(desk, of.kind === 'identity' ? identities : things);
}

/** What the catalogue alone can say. */
function ofCatalogue(catalogue: AwsCatalogue, name: string, prefix: string): readonly FoundValue[] | null {
  if (name === 'action.name') return actions(catalogue, prefix);
  if (name.endsWith('.region')) return regions();
  if (name.endsWith('.service.name')) return catalogue.services.map((text) => ({ text }));
  if (name === 'dest.cloud.resource.type') return resourceTypes(catalogue, prefix);
  const words = wordsOf(name);
  return words ? words.map((text) => ({ text })) : null;
}

function attributeValues(desk: Desk, name: string, keys: readonly string[]): readonly FoundValue[] {
  if (name.endsWith('.tag')) return tagValues(desk, name, keys[0] ?? '');
  const [, , last] = /^(\w+)\..*?\.?(\w+)$/.exec(name) ?? [];
  if (name.endsWith('.cloud.account')) return accounts(desk);
  if (name === 'source.email' || name === 'source.idp.email') return emails(desk);
  if (name === 'source.idp.username') return names(desk, ['sso-user']);
  if (name === 'source.idp.group') return names(desk, ['sso-group']);
  const kinds = name.startsWith('source.')
    ? identities
    : name.startsWith('grantedby.cloud.policy')
      ? policies
      : name.startsWith('grantedby.cloud.entity')
        ? granters
        : name.startsWith('dest.')
          ? things
          : null;
  if (!kinds || (last !== 'id' && last !== 'name')) return [];
  return last === 'id' ? refs(desk, kinds).map(({ id, kind }) => ({ text: id, detail: kind })) : names(desk, kinds);
}

function refs({ set, caller, place, prefix }: Desk, kinds: readonly NodeKind[]): readonly NodeRef[] {
  const found = set.startingWith(prefix, { limit: most, kinds });
  return restricted(caller) ? found.filter(({ id }) => holds(caller, place(id))) : found;
}

function names(desk: Desk, kinds: readonly NodeKind[]): FoundValue[] {
  const seen = new Map<string, FoundValue>();
  for (const ref of refs(desk, kinds))
    if (!seen.has(ref.name)) seen.set(ref.name, { text: ref.name, detail: about(desk, ref) });
  return [...seen.values()];
}

/** By name where one thing has it, else by id; people by their e-mail. */
function named(desk: Desk, kinds: readonly NodeKind[]): FoundValue[] {
  const found = refs(desk, kinds);
  const count = new Map<string, number>();
  for (const { name } of found) count.set(name, (count.get(name) ?? 0) + 1);
  return found.map((ref) => {
    const email = ref.kind === 'sso-user' ? desk.set.node(ref.id)?.props['email'] : undefined;
    const text = typeof email === 'string' ? email : count.get(ref.name) === 1 ? ref.name : ref.id;
    return { text, detail: about(desk, ref) };
  });
}

function about({ set, catalogue }: Desk, { id, kind, name }: NodeRef): string {
  const node = set.node(id);
  const what =
    kind === 'resource' ? (catalogue.typeOfCloudFormation(node?.type ?? '')?.type ?? node?.type ?? kind) : kind;
  const account = node?.account === undefined ? undefined : (set.node(node.account)?.name ?? node.account);
  return [what, account === name ? undefined : account].filter(Boolean).join(' in ');
}

function accounts(desk: Desk): FoundValue[] {
  return refs(desk, ['account']).flatMap(({ id, name }) =>
    name === id || id.startsWith(desk.prefix || '-') ? [{ text: id, detail: name }] : [{ text: name, detail: id }],
  );
}

function emails(desk: Desk): FoundValue[] {
  return refs(desk, ['sso-user', 'user']).flatMap(({ id, kind }) => {
    const node = desk.set.node(id);
    const texts = [node?.props['email'], ...(node?.aliases ?? [])];
    return texts
      .filter((text): text is string => typeof text === 'string' && text.includes('@'))
      .map((text) => ({ text, detail: kind }));
  });
}

/** Services first; the actions of a service once its colon is typed, or when few are left. */
function actions(catalogue: AwsCatalogue, prefix: string): FoundValue[] {
  const colon = prefix.indexOf(':');
  if (colon > 0) {
    const wanted = prefix.slice(colon + 1).toLowerCase();
    return catalogue
      .actionsOf(prefix.slice(0, colon).toLowerCase())
      .filter(({ name }) =>
        name
          .slice(name.indexOf(':') + 1)
          .toLowerCase()
          .includes(wanted),
      )
      .map(({ name, levels }) => ({ text: name, detail: levels.join(', ') }));
  }
  const services = catalogue.services.filter((service) => service.startsWith(prefix.toLowerCase()));
  return services.map((service) => ({
    text: `${service}:`,
    detail: `${catalogue.actionsOf(service).length} actions`,
    open: true,
  }));
}

function regions(): FoundValue[] {
  return awsRegions.map(([code, name]) => ({ text: name, detail: code }));
}

function resourceTypes(catalogue: AwsCatalogue, prefix: string): FoundValue[] {
  const wanted = prefix.toLowerCase();
  const found = new Map<string, string[]>();
  for (const service of catalogue.services) {
    for (const { type } of catalogue.resourceTypesOf(service)) {
      if (!type.toLowerCase().startsWith(wanted)) continue;
      const services = found.get(type);
      if (services) services.push(service);
      else found.set(type, [service]);
    }
  }
  return [...found].map(([text, services]) => ({ text, detail: services.slice(0, 4).join(', ') }));
}

async function dates(environment: Environment): Promise<FoundValue[]> {
  const generations = await (await environment.store()).generations();
  const days = generations.map(({ collectedAt }) => collectedAt.slice(0, 10));
  return [...new Set(days)]
    .toReversed()
    .slice(0, most)
    .map((text) => ({ text, detail: 'data was taken' }));
}

const tagged: Readonly<Record<string, readonly NodeKind[]>> = {
  source: ['user', 'role', 'resource'],
  grantedby: ['role', 'user', 'policy'],
  dest: ['resource', 'role'],
};

/** Tags of some nodes: enough to find the keys an organisation uses, never the whole estate. */
function* tags({ set, caller, place }: Desk, attribute: string): Iterable<readonly [string, string]> {
  const kinds = tagged[attribute.slice(0, attribute.indexOf('.'))] ?? [];
  for (const kind of kinds) {
    for (const { id } of set.startingWith('', { limit: mostSampled, kinds: [kind] })) {
      const node: Node | undefined = set.node(id);
      if (!node || (restricted(caller) && !holds(caller, place(id)))) continue;
      yield* Object.entries((node.props['tags'] ?? {}) as Record<string, string>);
    }
  }
}

function tagKeys(desk: Desk, attribute: string): FoundValue[] {
  const keys = new Map<string, Set<string>>();
  for (const [key, value] of tags(desk, attribute)) {
    const values = keys.get(key);
    if (values) values.add(value);
    else keys.set(key, new Set([value]));
  }
  return [...keys].map(([text, values]) => ({ text, detail: [...values].slice(0, 3).join(', ') }));
}

function tagValues(desk: Desk, attribute: string, key: string): FoundValue[] {
  const wanted = key.toLowerCase();
  const values = new Set<string>();
  for (const [name, value] of tags(desk, attribute)) if (name.toLowerCase() === wanted) values.add(value);
  return [...values].map((text) => ({ text }));
}
