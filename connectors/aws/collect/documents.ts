import type { Json } from '../../../src/graph/fact.js';

/**
 * A policy document as an object. The IAM API sends it URL-encoded, other services as plain text, API Gateway with its quotes
 * escaped; the text itself is kept when it is none of these.
 */
export function policyDocument(text: string): Json {
  const plain = text.startsWith('%') ? decoded(text) : text;
  return parsed(plain) ?? parsed(unescaped(plain)) ?? text;
}

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unescaped(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Tags as a map. Services spell the fields `Key` and `Value`, `key` and `value`, or `TagKey` and `TagValue`. */
export function tagMap(tags: readonly object[] | undefined): Record<string, string> | undefined {
  const entries = (tags ?? []).map((tag): [string, string] => {
    const fields = tag as Readonly<Record<string, string | undefined>>;
    return [
      fields['Key'] ?? fields['key'] ?? fields['TagKey'] ?? '',
      fields['Value'] ?? fields['value'] ?? fields['TagValue'] ?? '',
    ];
  });
  return namedTags(Object.fromEntries(entries));
}

/** Sorted by name, so that equal tags give equal text; undefined when there is none. */
export function namedTags(tags: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  const entries = Object.entries(tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length ? Object.fromEntries(entries) : undefined;
}
