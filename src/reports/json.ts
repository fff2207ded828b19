/**
 * JSON for standard output: indented unless `compact`, one line feed at the end. Control characters that JSON itself leaves
 * alone (U+007F to U+009F) are escaped too, so that no name can drive a terminal; the value is the same for every parser.
 */
export function renderJson(value: unknown, options: { readonly compact?: boolean } = {}): string {
  return `${escaped(JSON.stringify(value, null, options.compact ? 0 : 2))}\n`;
}

export function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
