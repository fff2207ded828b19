import { createHash } from 'node:crypto';
import { GrantgraphError } from '../base/errors.js';

/** Where an answer goes on: rows passed over, of one query over one generation. */
export interface Cursor {
  readonly generation: number;
  readonly offset: number;
  readonly fingerprint: string;
}

/** Tells queries apart: a cursor is of use to the one it came from. */
export function fingerprintOf(text: string, parameters: unknown): string {
  return createHash('sha256')
    .update(`${text}\n${JSON.stringify(parameters ?? {})}`)
    .digest('base64url')
    .slice(0, 12);
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.generation, cursor.offset, cursor.fingerprint])).toString('base64url');
}

/** Errors: `wrong-cursor`, `invalid-cursor`. */
export function readCursor(text: string, fingerprint: string): Cursor {
  const [generation, offset, own] = parts(text);
  if (!Number.isInteger(generation) || !Number.isInteger(offset) || (offset as number) < 0)
    throw new GrantgraphError('invalid-cursor', 'this is no cursor', {
      exit: 2,
      hint: 'give the cursor of an earlier answer as it came',
    });
  if (own !== fingerprint)
    throw new GrantgraphError('wrong-cursor', 'the cursor belongs to another query', { exit: 2 });
  return { generation: generation as number, offset: offset as number, fingerprint };
}

function parts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
