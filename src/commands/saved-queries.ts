import { nearest } from '../../grammar/suggest.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { SavedParameter, SavedQuery, Severity } from '../library/index.js';
import type { Parameters } from '../planner/index.js';
import type { Environment } from './environment.js';
import { type QueryAnswer, type QueryInput, query } from './query.js';

export type { SavedParameter, SavedQuery } from '../library/index.js';

export interface LibraryInput {
  /** A directory of the user's own, whose queries stand beside the shipped ones. */
  readonly directory?: string;
}

export interface ListInput extends LibraryInput {
  readonly pack?: string;
  readonly severity?: Severity;
}

/** Saved queries by pack, the gravest first. An unknown pack is an error. */
export async function listQueries({ directory, pack, severity }: ListInput = {}): Promise<readonly SavedQuery[]> {
  const { loadLibrary, severities } = await import('../library/index.js');
  const all = loadLibrary(directory);
  const packs = [...new Set(all.map((one) => one.pack))];
  if (pack !== undefined && !packs.includes(pack)) throw unknown('pack', pack, packs, `packs: ${packs.join(', ')}`);
  return all
    .filter((one) => (pack === undefined || one.pack === pack) && (severity === undefined || one.severity === severity))
    .toSorted(
      (left, right) =>
        packs.indexOf(left.pack) - packs.indexOf(right.pack) ||
        severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
        (left.id < right.id ? -1 : 1),
    );
}

/** Queries by what people type: an id, `pack/id`, or a pack for all of its queries. Each once, in the order named. */
export async function selectQueries(
  names: readonly string[],
  { directory }: LibraryInput = {},
): Promise<readonly SavedQuery[]> {
  const all = await listQueries(directory === undefined ? {} : { directory });
  const found = names.flatMap((name) => {
    const own = all.filter((one) => one.id === name || one.pack === name || `${one.pack}/${one.id}` === name);
    if (own.length > 0) return own;
    const known = all.flatMap((one) => [one.id, one.pack]);
    throw unknown('query', name, known, '`grantgraph queries` lists them');
  });
  return [...new Set(found)];
}

export interface RunInput extends LibraryInput, Omit<QueryInput, 'text'> {
  readonly id: string;
}

/** Runs one saved query. Parameters that are not given take their defaults; one without is `missing-parameter`. */
export async function runQuery(environment: Environment, caller: Caller, input: RunInput): Promise<QueryAnswer> {
  const { id, directory, ...asked } = input;
  const [saved] = await selectQueries([id], directory === undefined ? {} : { directory });
  return runSaved(environment, caller, saved!, asked);
}

/** The same for a query already in hand. */
export function runSaved(
  environment: Environment,
  caller: Caller,
  saved: SavedQuery,
  input: Omit<QueryInput, 'text'>,
): Promise<QueryAnswer> {
  return query(environment, caller, {
    ...input,
    text: saved.text,
    parameters: savedParameters(saved, input.parameters ?? {}),
  });
}

/** What each declared parameter is to be: given or default, of its type. */
export function savedParameters(saved: SavedQuery, given: Parameters): Parameters {
  const names = saved.parameters.map(({ name }) => name);
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw unknown(
        'parameter',
        name,
        names,
        names.length > 0 ? `\`${saved.id}\` takes ${names.join(', ')}` : `\`${saved.id}\` takes none`,
      );
  return Object.fromEntries(
    saved.parameters.map((parameter) => [parameter.name, parameterValue(saved, parameter, given[parameter.name])]),
  );
}

function parameterValue(
  saved: SavedQuery,
  { name, type, default: standard, example, description }: SavedParameter,
  given: string | number | boolean | undefined,
): string | number | boolean {
  const value = given ?? standard;
  if (value === undefined)
    throw new GrantgraphError('missing-parameter', `\`${saved.id}\` needs a value for \`${name}\``, {
      exit: 2,
      hint: `--param ${name}=${example ?? '…'} (${description})`,
    });
  if (type === 'string') return String(value);
  if (typeof value === type) return value;
  throw new GrantgraphError('wrong-value-type', `parameter \`${name}\` takes a ${type}, not \`${String(value)}\``, {
    exit: 2,
    hint: description,
  });
}

function unknown(what: string, name: string, known: Iterable<string>, otherwise: string): GrantgraphError {
  const near = nearest(name, known);
  return new GrantgraphError(`unknown-${what}`, `no ${what} called \`${name}\``, {
    exit: 2,
    hint: near === undefined ? otherwise : `did you mean \`${near}\`? ${otherwise}`,
  });
}
