import type { Access, RowSeed } from '../access/contract.js';
import { acts, ambiguousName, unknownPrincipal, unknownResource } from '../access/names.js';
import type { Visible } from '../access/row-scope.js';
import { GrantgraphError } from '../base/errors.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { Seed } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';

export interface SeedInput {
  readonly seed: Seed;
  readonly set: WorkingSet;
  readonly access: Access;
  readonly catalogue: AwsCatalogue;
  /** A question names exactly one thing: nothing of that name is an error; in predicates a name is only text. */
  readonly strict: boolean;
  /** The question names things of a provider that is not collected: nothing here knows them, which is no mistake. */
  readonly elsewhere: boolean;
  /** Takes e-mail addresses that nothing collected knows: they may be people of a directory that is not. */
  readonly unknown: Set<string>;
  /** A question names what its asker may be told of; of names outside his scope he does not learn that they exist. */
  readonly visible: Visible;
}

/** A way into the graph; `lacking` = names, in lower case, of destinations that it is taken for. */
export interface ResolvedSeed {
  readonly seed: RowSeed;
  readonly lacking?: readonly string[];
}

/** The query's words as ids of this graph. Empty = nothing of that name: no row can match. */
export function resolveSeed(input: SeedInput): readonly ResolvedSeed[] {
  const { seed } = input;
  const sources = sourcesOf(input);
  if (sources && sources.length === 0) return [];
  const granters = grantersOf(input);
  const actions = seed.actions?.flatMap((text) => actionNames(text, input));
  if (actions && actions.length === 0) return [];
  const narrowed: RowSeed = {
    ...(sources ? { sources: [...new Set(sources)] } : {}),
    ...(granters ? { granters: [...new Set(granters)] } : {}),
    ...(actions ? { actions: [...new Set(actions)] } : {}),
    ...(seed.services ? { services: seed.services } : {}),
  };
  if (!seed.inventory) return [{ seed: { ...narrowed, resources: 'granted' } }];
  const { resources } = seed.inventory;
  if (!resources) return [{ seed: { ...narrowed, resources: filtered(seed.inventory, input)! } }];
  const found = resources.map((text) => ({ text, ids: resourceIds(text, input) }));
  const ids = [...new Set(found.flatMap((one) => one.ids))];
  const lacking = input.strict ? [] : found.filter((one) => one.ids.length === 0).map((one) => one.text.toLowerCase());
  return [
    ...(ids.length > 0 ? [{ seed: { ...narrowed, resources: { ids } } }] : []),
    // What the inventory lacks may stand in the text of a grant.
    ...(lacking.length > 0 ? [{ seed: { ...narrowed, resources: 'granted' as const }, lacking }] : []),
  ];
}

/** Undefined = everybody. */
function sourcesOf(input: SeedInput): readonly string[] | undefined {
  const { sources, sourceNames } = input.seed;
  if (sources) return sources.flatMap((text) => sourceIds(text, input));
  return listed(sourceNames, (name) => input.access.sourcesNamed(name));
}

function grantersOf({ seed: { granters }, set, access }: SeedInput): readonly string[] | undefined {
  if (granters?.by === 'name') return listed(granters.texts, (name) => access.grantersNamed(name));
  return listed(granters?.texts, (id) => {
    const found = set.resolve(id).map((ref) => ref.id);
    // Stand-ins for roles of Identity Center have ids without being nodes.
    return [...new Set([id, ...found])];
  });
}

/** All ids of all texts; undefined where one of them has too many. */
function listed(
  texts: readonly string[] | undefined,
  idsOf: (text: string) => readonly string[] | null,
): readonly string[] | undefined {
  const lists = texts?.map(idsOf);
  return lists?.every((list) => list !== null) ? lists.flat() : undefined;
}

function sourceIds(text: string, { set, strict, elsewhere, unknown, visible }: SeedInput): readonly string[] {
  if (text === 'public' || text === 'authenticated') return [text];
  const all = set.resolve(text, 200).filter((ref) => acts(set, ref));
  const refs = strict ? all.filter(({ id }) => id === text || visible(id)) : all;
  if (refs.length > 1 && strict && !text.includes('@')) throw ambiguousName(text, refs);
  if (text.includes('@') && !elsewhere && !refs.some(({ id }) => visible(id))) unknown.add(text);
  if (refs.length > 0) return refs.map((ref) => ref.id);
  if (/^(arn:|\d{12}$)/.test(text) || text.endsWith('.amazonaws.com')) return [text];
  if (strict && !elsewhere && !text.includes('@')) throw unknownPrincipal(text);
  return [];
}

function actionNames(text: string, { catalogue, strict, elsewhere }: SeedInput): string[] {
  if (/[*?]/.test(text)) return catalogue.expand(text).map((action) => action.name);
  const action = catalogue.action(text);
  if (action) return [action.name];
  if (!strict || elsewhere) return [];
  const near = catalogue.suggestAction(text);
  throw new GrantgraphError('unknown-action', `\`${text}\` is not an action of AWS`, {
    exit: 2,
    ...(near ? { hint: `did you mean \`${near}\`?` } : {}),
  });
}

/** What the store can look up by; the rest of the query is tested on each resource. */
function filtered({ account, region }: NonNullable<Seed['inventory']>, input: SeedInput): RowSeed['resources'] {
  const { set, catalogue, seed } = input;
  const ids = account === undefined ? [] : accountIds(account, set);
  return {
    filter: {
      ...(ids.length === 1 ? { account: ids[0]! } : {}),
      ...(region === undefined ? {} : { region: catalogue.regionCode(region) ?? region }),
      ...(seed.services?.length === 1 ? { service: seed.services[0]!.toLowerCase() } : {}),
    },
  };
}

/** Accounts of the name; a text that is none stands for itself. */
function accountIds(text: string, set: WorkingSet): readonly string[] {
  const found = set.resolve(text).filter((ref) => ref.kind === 'account');
  return found.length === 0 ? [text] : found.map((ref) => ref.id);
}

function resourceIds(text: string, { set, strict, elsewhere, visible }: SeedInput): readonly string[] {
  const refs = set.resolve(text, 200).filter(({ id }) => !strict || id === text || visible(id));
  const things = refs.filter((ref) => ref.kind === 'resource' || ref.id === text);
  const found = things.length > 0 ? things : refs;
  if (found.length > 1 && strict) throw ambiguousName(text, found);
  if (found.length > 0) return found.map((ref) => ref.id);
  if (text === '*' || text.startsWith('arn:')) return [text];
  if (strict && !elsewhere) throw unknownResource(text);
  return [];
}
