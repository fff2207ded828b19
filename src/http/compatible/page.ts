import { GrantgraphError } from '../../base/errors.js';
import { type GroupField, groupFields, isGrouped } from './grouped-items.js';

/** Most rows of a page, whatever is asked for, and how many where nothing is. */
export const mostItems = 10_000;
export const usualItems = 100;

/** Where an answer goes on. It says the whole question, as the first edition asks for further pages by the token alone. */
export interface PageToken {
  readonly query: string;
  readonly groupBy: readonly GroupField[];
  /** Of the query command, which carries the generation; of a grouped answer: groups passed over, and the generation. */
  readonly at: string | { readonly generation: number; readonly offset: number };
}

export interface Wanted {
  readonly query: string;
  readonly groupBy: readonly GroupField[];
  readonly limit: number;
  readonly at: PageToken['at'] | null;
}

/** Nothing in it is secret or believed: whoever sends a token asks the question in it, under his own rights. */
export function writePageToken({ query, groupBy, at }: PageToken): string {
  const where = typeof at === 'string' ? at : [at.generation, at.offset];
  return Buffer.from(JSON.stringify([1, query, groupBy, where])).toString('base64url');
}

/** Errors: `invalid-cursor`. */
export function readPageToken(text: string): PageToken {
  const [version, query, groupBy, where, ...rest] = parts(text);
  const at = whereOf(where);
  if (version !== 1 || typeof query !== 'string' || !isFields(groupBy) || at === null || rest.length > 0)
    throw new GrantgraphError('invalid-cursor', 'this is no page token', {
      exit: 2,
      hint: 'give the token of an earlier answer as it came',
    });
  return { query, groupBy, at };
}

/**
 * What a request asks for. Where it has both, token and question must be of one answer. Errors: `invalid-cursor`, `wrong-cursor`,
 * `invalid-limit`.
 */
export function wantedOf(request: {
  readonly query?: string | undefined;
  readonly groupBy?: readonly GroupField[] | undefined;
  readonly limit?: number | undefined;
  readonly token?: string | null | undefined;
}): Wanted {
  const limit = itemsOf(request.limit);
  const groupBy = isGrouped(request.groupBy) ? inOrder(request.groupBy) : [];
  if (!request.token) return { query: request.query ?? '', groupBy, limit, at: null };
  const token = readPageToken(request.token);
  const other =
    (request.query !== undefined && request.query !== token.query) ||
    (request.groupBy !== undefined && groupBy.join() !== token.groupBy.join());
  if (other) throw new GrantgraphError('wrong-cursor', 'the page token belongs to another query', { exit: 2 });
  return { ...token, limit };
}

/** 0 means the usual number, as the published form has it for its default; more than the most means the most. */
function itemsOf(limit: number | undefined): number {
  if (limit === undefined || limit === 0) return usualItems;
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new GrantgraphError('invalid-limit', `\`${limit}\` is no number of rows`, { exit: 2 });
  return Math.min(limit, mostItems);
}

function inOrder(fields: readonly GroupField[]): readonly GroupField[] {
  return groupFields.filter((field) => fields.includes(field));
}

function parts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isFields(value: unknown): value is readonly GroupField[] {
  return Array.isArray(value) && value.every((field) => (groupFields as readonly unknown[]).includes(field));
}

function whereOf(value: unknown): PageToken['at'] | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [generation, offset] = value as [unknown, unknown];
  const sound = Number.isSafeInteger(generation) && Number.isSafeInteger(offset) && (offset as number) >= 0;
  return sound ? { generation: generation as number, offset: offset as number } : null;
}
