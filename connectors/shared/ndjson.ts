import { closeSync, openSync, readSync } from 'node:fs';
import { GrantgraphError } from '../../src/base/errors.js';
import type { JsonObject } from '../../src/graph/fact.js';
import { readable, unreadable } from './dump-files.js';
import { findJsonFault } from './json-fault.js';
import { invalidJson } from './json-text.js';

const bufferSize = 4 * 1024 * 1024;

/** Records of an NDJSON file with their line numbers; blank lines are skipped. Holds one buffer and one line at a time. */
export function* readNdjson(path: string): Generator<{ readonly record: JsonObject; readonly line: number }> {
  let number = 0;
  for (const text of lines(path)) {
    number++;
    if (text.trim() === '') continue;
    yield { record: record(text, path, number), line: number };
  }
}

function record(text: string, file: string, line: number): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    throw invalidJson(file, fault.message, line, fault.column);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GrantgraphError('invalid-record', 'the line is not a JSON object', { place: { file, line } });
  }
  return value as JsonObject;
}

function* lines(path: string): Generator<string> {
  const file = readable(path, () => openSync(path, 'r'));
  try {
    let buffer = Buffer.allocUnsafe(bufferSize);
    let filled = 0;
    let first = true;
    for (;;) {
      if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const read = readInto(path, file, buffer, filled);
      if (read === 0) break;
      const end = filled + read;
      let start = 0;
      for (
        let newline = buffer.indexOf(10, filled);
        newline >= 0 && newline < end;
        newline = buffer.indexOf(10, start)
      ) {
        yield decode(buffer, start, newline, first);
        first = false;
        start = newline + 1;
      }
      buffer.copyWithin(0, start, end);
      filled = end - start;
    }
    if (filled > 0) yield decode(buffer, 0, filled, first);
  } finally {
    closeSync(file);
  }
}

function readInto(path: string, file: number, buffer: Buffer, offset: number): number {
  try {
    return readSync(file, buffer, offset, buffer.length - offset, null);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function decode(buffer: Buffer, start: number, end: number, first: boolean): string {
  const text = buffer.toString('utf8', start, end);
  return first ? text.replace(/^\ufeff/, '') : text;
}
