/** What is known of one attribute of the request. */
export type AttributeValue =
  | { readonly state: 'present'; readonly values: readonly string[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' }
  /** Collected data points at a value that was not read. */
  | { readonly state: 'missing'; readonly what: string }
  /** `@Environment[UtcNow]` in graph questions: the instant asked about and everything after it. */
  | { readonly state: 'from'; readonly epochMs: number };

/** Looked up by `attributeKey`; undefined = nothing is said: derived from the request where it can be, else unknown. */
export type AttributeLookup = (key: string) => AttributeValue | undefined;

/** The name under which the suboperation of a request stands among its attributes; an empty text = it has none. */
export const subOperationKey = 'suboperation';
export const utcNowKey = '@environment[utcnow]';

const caseSensitive = '<$key_case_sensitive$>';

/**
 * An attribute reference as texts are compared: without case, but for a key marked `<$key_case_sensitive$>`.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format#attributes
 */
export function attributeKey(text: string): string {
  const [, source, inner] = /^\s*(@?[a-z]+)\s*(?:\[\s*(.*?)\s*\])?\s*$/is.exec(text) ?? [];
  if (source === undefined) return text.trim().toLowerCase();
  if (inner === undefined) return source.toLowerCase();
  const colon = inner.indexOf(':');
  const marked = inner.toLowerCase().endsWith(caseSensitive) && colon >= 0;
  const name = marked
    ? `${inner.slice(0, colon).toLowerCase()}${inner.slice(colon, -caseSensitive.length)}${caseSensitive}`
    : inner.toLowerCase();
  return `${source.toLowerCase()}[${name}]`;
}

type Scalar = string | number | boolean;
export type GivenAttribute = null | Scalar | readonly Scalar[];

/** null = known to be absent; a list = several values; an empty list = none, so absent. */
export function attributeValueOf(given: GivenAttribute): AttributeValue {
  if (given === null) return { state: 'absent' };
  if (typeof given !== 'object') return { state: 'present', values: [String(given)] };
  return given.length === 0 ? { state: 'absent' } : { state: 'present', values: given.map(String) };
}
