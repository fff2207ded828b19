/** A document as it comes: an object, JSON text, or the URL-encoded JSON text of the IAM API. */
export function readDocument(document: unknown): { json: unknown; error?: string } {
  if (typeof document !== 'string') return { json: document };
  const text = document.trimStart();
  try {
    // Encoded JSON begins with `%7B`, or with encoded white space before it.
    return { json: JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text) };
  } catch {
    return { json: undefined, error: 'not valid JSON' };
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
