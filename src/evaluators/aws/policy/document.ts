import { duplicateName } from '../../../base/json-duplicates.js';

export interface ReadDocument {
  readonly json: unknown;
  /** Why the text is no JSON. */
  readonly error?: string;
  /** JSON pointer of a name that stands twice in one object: of two meanings the text has neither. */
  readonly twice?: string;
}

/** A document as it comes: an object, JSON text, or the URL-encoded JSON text of the IAM API. */
export function readDocument(document: unknown): ReadDocument {
  if (typeof document !== 'string') return { json: document };
  try {
    const start = document.trimStart();
    // Encoded JSON begins with `%7B`, or with encoded white space before it.
    const text = start.startsWith('%') ? decodeURIComponent(start) : start;
    const json: unknown = JSON.parse(text);
    // What comes back as it went in has lost no name.
    const twice = JSON.stringify(json) === text ? null : duplicateName(text);
    return twice === null ? { json } : { json, twice };
  } catch {
    return { json: undefined, error: 'not valid JSON' };
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
