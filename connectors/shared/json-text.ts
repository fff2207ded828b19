import { readFileSync, statSync } from 'node:fs';
import { GrantgraphError } from '../../src/base/errors.js';
import type { Json } from '../../src/graph/fact.js';
import { readable } from './dump-files.js';
import { findJsonFault } from './json-fault.js';

/** V8 holds no string above half a gigabyte; a JSON text has to fit into one. */
const largest = 500 * 1024 * 1024;

/** A whole JSON file. Errors: `invalid-json` with line and column, `file-too-large`, `unreadable-file`. */
export function readJsonFile(path: string): Json {
  return parseJson(readTextFile(path), path);
}

/** A whole text file without a byte order mark. Errors: `file-too-large`, `unreadable-file`. */
export function readTextFile(path: string): string {
  const { size } = readable(path, () => statSync(path));
  if (size > largest) {
    throw new GrantgraphError(
      'file-too-large',
      `\`${path}\` has ${Math.round(size / 1024 / 1024)} MB, more than one JSON text can hold`,
      {
        place: { file: path },
        hint: 'split it into pages of at most 500 MB in the same directory; resources may be of any size as NDJSON, one record a line',
      },
    );
  }
  return readable(path, () => readFileSync(path, 'utf8')).replace(/^\ufeff/, '');
}

export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const fault = findJsonFault(text);
    throw invalidJson(file, fault.message, fault.line, fault.column);
  }
}

export function invalidJson(file: string, message: string, line: number, column: number): GrantgraphError {
  return new GrantgraphError('invalid-json', `not valid JSON: ${message}`, { place: { file, line, column } });
}
