import type { RowSeed } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { BoundPredicate, Seed } from '../planner/index.js';
import type { Node, WorkingSet } from '../store/contract.js';
import { tests } from './operators.js';

export interface SeedInput {
  readonly seed: Seed;
  readonly set: WorkingSet;
  readonly catalogue: AwsCatalogue;
  /** A question names exactly one thing: nothing of that name is an error; in predicates a name is only text. */
  readonly strict: boolean;
}

/** A way into the graph; `only` = names, in lower case, of the destinations it is taken for. */
export interface ResolvedSeed {
  readonly seed: RowSeed;
  readonly only?: ReadonlySet<string>;
}

/** The query's words as ids of this graph. Empty = nothing of that name: no row can match. */
export function resolveSeed({ seed, set, catalogue, strict }: SeedInput): readonly ResolvedSeed[] {
  const sources = seed.sources?.flatMap((text) => sourceIds(text, set, strict));
  if (sources && sources.length === 0) return [];
  const actions = seed.actions?.flatMap((text) => actionNames(text, catalogue, strict));
  if (actions && actions.length === 0) return [];
  const narrowed: RowSeed = {
    ...(sources ? { sources: [...new Set(sources)] } : {}),
    ...(actions ? { actions: [...new Set(actions)] } : {}),
    ...(seed.services ? { services: seed.services } : {}),
  };
  if (!seed.inventory) return [{ seed: narrowed }];
  if (!seed.inventory.resources)
    return [{ seed: { ...narrowed, resources: filtered(seed.inventory, set, catalogue, seed.services) } }];
  const found = seed.inventory.resources.map((text) => ({ text, ids: resourceIds(text, set, strict) }));
  const ids = [...new Set(found.flatMap((one) => one.ids))];
  const lacking = found.filter((one) => one.ids.length === 0).map((one) => one.text.toLowerCase());
  return [
    ...(ids.length > 0 ? [{ seed: { ...narrowed, resources: { ids } } }] : []),
    // What the inventory lacks may stand in the text of a grant.
    ...(lacking.length > 0 ? [{ seed: { ...narrowed, resources: 'granted' as const }, only: new Set(lacking) }] : []),
  ];
}

function sourceIds(text: string, set: WorkingSet, strict: boolean): string[] {
  if (text === 'public' || text === 'authenticated') return [text];
  const refs = set.resolve(text, 200).filter((ref) => acts(ref.kind, ref.id, set));
  if (refs.length > 1 && strict && !text.includes('@')) {
    const list = refs.slice(0, 10).map((ref) => `${ref.kind} ${ref.id}`);
    throw new GrantgraphError('ambiguous-name', `\`${text}\` fits ${refs.length} things: ${list.join(', ')}`, {
      exit: 2,
      hint: 'give the id of one',
    });
  }
  if (refs.length > 0) return refs.map((ref) => ref.id);
  if (/^(arn:|\d{12}$)/.test(text) || text.endsWith('.amazonaws.com')) return [text];
  if (strict)
    throw new GrantgraphError('unknown-principal', `no identity called \`${text}\``, {
      exit: 2,
      hint: 'give an ARN, a user or role name, or an e-mail address',
    });
  return [];
}

function acts(kind: string, id: string, set: WorkingSet): boolean {
  if (['user', 'role', 'sso-user', 'identity-provider'].includes(kind)) return true;
  return kind === 'resource' && (set.node(id)?.edges.some((edge) => edge.kind === 'runs-as') ?? false);
}

function actionNames(text: string, catalogue: AwsCatalogue, strict: boolean): string[] {
  if (/[*?]/.test(text)) return catalogue.expand(text).map((action) => action.name);
  const action = catalogue.action(text);
  if (action) return [action.name];
  if (!strict) return [];
  const near = catalogue.suggestAction(text);
  throw new GrantgraphError('unknown-action', `\`${text}\` is not an action of AWS`, {
    exit: 2,
    ...(near ? { hint: `did you mean \`${near}\`?` } : {}),
  });
}

function filtered(
  wanted: NonNullable<Seed['inventory']>,
  set: WorkingSet,
  catalogue: AwsCatalogue,
  services: readonly string[] | undefined,
): NonNullable<RowSeed['resources']> {
  const account = wanted.account === undefined ? undefined : accountId(wanted.account, set);
  const region = wanted.region === undefined ? undefined : (catalogue.regionCode(wanted.region) ?? wanted.region);
  const filter = {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(services?.length === 1 ? { service: services[0]!.toLowerCase() } : {}),
  };
  const types = wanted.types && new Set(wanted.types.map((type) => type.toLowerCase()));
  const accept = (node: Node) =>
    (types === undefined || types.has(catalogue.typeOf(node.id)?.type.toLowerCase() ?? '')) &&
    tagged(node, wanted.tags ?? []);
  return { filter, accept };
}

function resourceIds(text: string, set: WorkingSet, strict: boolean): string[] {
  const refs = set.resolve(text, 200);
  const things = refs.filter((ref) => ref.kind === 'resource' || ref.id === text);
  const found = things.length > 0 ? things : refs;
  if (found.length > 1 && strict) {
    const list = found.slice(0, 10).map((ref) => `${ref.kind} ${ref.id}`);
    throw new GrantgraphError('ambiguous-name', `\`${text}\` fits ${found.length} things: ${list.join(', ')}`, {
      exit: 2,
      hint: 'give the id of one',
    });
  }
  if (found.length > 0) return found.map((ref) => ref.id);
  if (text === '*' || text.startsWith('arn:')) return [text];
  if (strict)
    throw new GrantgraphError('unknown-resource', `no resource called \`${text}\``, {
      exit: 2,
      hint: 'give the ARN to ask about a resource that no inventory holds',
    });
  return [];
}

function accountId(text: string, set: WorkingSet): string {
  return set.resolve(text).find((ref) => ref.kind === 'account')?.id ?? text;
}

function tagged(node: Node, predicates: readonly BoundPredicate[]): boolean {
  const tags = Object.entries((node.props['tags'] as Record<string, string> | undefined) ?? {});
  return predicates.every(({ keys, operator, values }) => {
    const held = tags.filter(([key]) => key.toLowerCase() === (keys[0] ?? '').toLowerCase()).map(([, value]) => value);
    return tests[operator](
      held,
      values.flatMap((value) => (value.kind === 'literal' ? [value.value] : [])),
    );
  });
}
