import type { Candidate, CompletionAttribute, Span } from '../../grammar/index.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { attributes, findAttribute, operatorsOf } from '../planner/index.js';
import { valuesFor } from './complete-values.js';
import type { Environment } from './environment.js';

export interface Completions {
  /** What a candidate replaces, UTF-16 offsets. */
  readonly span: Span;
  readonly candidates: readonly Candidate[];
}

export interface CompleteOptions {
  /** Names behind `$` that have a value. */
  readonly parameters?: readonly string[];
  /** Most candidates; default 100. */
  readonly limit?: number;
}

const table: readonly CompletionAttribute[] = attributes.map((attribute) => ({
  ...attribute,
  operators: operatorsOf(attribute),
}));
const byName = new Map(table.map((attribute) => [attribute.name, attribute]));

/**
 * What may stand at a place of a query: words of the language, and values that the data has. The work is bounded, whatever the
 * size of the estate. Where nothing is stored yet the language alone is offered.
 */
export async function complete(
  environment: Environment,
  caller: Caller,
  text: string,
  offset: number,
  { parameters = [], limit = 100 }: CompleteOptions = {},
): Promise<Completions> {
  const { completion, withValues } = await import('../../grammar/bundle.js');
  const found = completion(text, offset, {
    attributes: table,
    find: (name) => byName.get(findAttribute(name)?.name ?? ''),
    parameters,
  });
  if (found.wanted === null) return { span: found.span, candidates: found.candidates.slice(0, limit) };
  const values = await valuesFor(environment, caller, found.wanted).catch(nothingStored);
  return { span: found.span, candidates: withValues(found, values).slice(0, limit) };
}

/** Somebody who types is not told again and again that there is no data; the query itself says it once. */
function nothingStored(error: unknown): [] {
  if (error instanceof GrantgraphError) return [];
  throw error;
}
