import { renderJson } from './json.js';

/** One JSON value a line, made as it is asked for: answers of any length stream. */
export function* renderNdjson(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield renderJson(value, { compact: true });
}
