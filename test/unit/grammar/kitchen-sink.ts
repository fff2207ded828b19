import { readFileSync } from 'node:fs';

/** The queries of `kitchen-sink.rql`. */
export const kitchenSink: readonly string[] = readFileSync(new URL('./kitchen-sink.rql', import.meta.url), 'utf8')
  .replace(/^--.*$/gm, '')
  .split(/\n\s*\n/)
  .map((text) => text.trim())
  .filter((text) => text !== '');
