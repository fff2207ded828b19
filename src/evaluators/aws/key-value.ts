/** What is known of one condition key. */
export type KeyValue =
  | {
      readonly state: 'present';
      readonly values: readonly string[] /** true when the request carries a set, even of one */;
      readonly multi?: boolean;
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' }
  /** A collected fact points at a value that was not read (tags of a resource): the verdict turns `unknown` where it matters. */
  | { readonly state: 'missing'; readonly what: string }
  /** Present or absent, but certainly none of these globs (an account outside the collected organization): a positive test is
   * false when the policy's values all lie within them, its negation true; anything else is unknown. */
  | { readonly state: 'excluded'; readonly values: readonly string[] }
  /** Present with one value of which only a glob is known (`AROA…:*`): decided where a policy value covers or misses it, else unknown. */
  | { readonly state: 'pattern'; readonly glob: string }
  /** Time keys in graph questions: the instant asked about and everything after it. */
  | { readonly state: 'from'; readonly epochMs: number };

/** Looked up with a lower-case key. `undefined` = the context says nothing: the evaluator derives the key or treats it as unknown. */
export type ContextLookup = (key: string) => KeyValue | undefined;

/** A value as requests and people write it: null = known to be absent, a list = a set. */
export type GivenValue = null | Scalar | readonly Scalar[];
type Scalar = string | number | boolean;

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

export function keyValueOf(given: GivenValue): KeyValue {
  if (given === null) return { state: 'absent' };
  if (isScalar(given)) return { state: 'present', values: [String(given)] };
  return { state: 'present', values: given.map(String), multi: true };
}
