import { GrantgraphError, type Place } from '../../../src/base/errors.js';
import { pointerToken } from '../../../src/base/json-pointer.js';
import type { Edge, Json, JsonObject } from '../../../src/graph/fact.js';

/** Reading fields of dump records. Every failure names the file and the JSON pointer. */
export interface Spot {
  readonly file: string;
  readonly path: string;
  readonly line?: number;
}

/** Asked for only when something is wrong: nearly every record is in order. */
export function placeOf(spot: Spot, ...keys: (string | number)[]): Place {
  return {
    file: spot.file,
    ...(spot.line === undefined ? {} : { line: spot.line }),
    path: spot.path + keys.map((key) => `/${pointerToken(key)}`).join(''),
  };
}

/** A list of objects with their places; absent = none. Error: `invalid-field`. */
export function records(parent: JsonObject, key: string, spot: Spot): readonly ListedRecord[] {
  const value = parent[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidField(key, 'a list', placeOf(spot, key));
  return value.map((record: Json, index) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw invalidField(`${key}/${index}`, 'an object', placeOf(spot, key, index));
    return new ListedRecord(record as JsonObject, spot, key, index);
  });
}

/** One record of a list with its place; the pointer is written out only when something is wrong with the record. */
class ListedRecord implements Spot {
  constructor(
    readonly record: JsonObject,
    private readonly parent: Spot,
    private readonly key: string,
    private readonly index: number,
  ) {}

  get spot(): Spot {
    return this;
  }

  get file(): string {
    return this.parent.file;
  }

  get path(): string {
    return placeOf(this.parent, this.key, this.index).path!;
  }
}

export function invalidField(field: string, wanted: string, place: Place): GrantgraphError {
  return new GrantgraphError('invalid-field', `\`${field}\` is not ${wanted}`, { place });
}

export function requireText(record: JsonObject, key: string, spot: Spot): string {
  const value = record[key];
  if (value === undefined || value === null)
    throw new GrantgraphError('missing-field', `\`${key}\` is missing`, { place: placeOf(spot, key) });
  if (typeof value !== 'string' || value === '') throw invalidField(key, 'a text', placeOf(spot, key));
  return value;
}

export function textOf(record: JsonObject | undefined, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = record?.[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Fields that are there; an absent one leaves no key behind. */
export function compact(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: Record<string, Json> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}

/** `[{Key, Value}]` or a map to a map of texts; undefined when there are none. */
export function tagMap(value: Json | undefined): JsonObject | undefined {
  const tags: Record<string, string> = {};
  if (Array.isArray(value)) {
    for (const entry of value) {
      const tag = objectOf(entry as Json);
      const key = textOf(tag, 'Key', 'key', 'TagKey');
      if (key !== undefined) tags[key] = String(tag?.['Value'] ?? tag?.['value'] ?? tag?.['TagValue'] ?? '');
    }
  } else {
    for (const [key, entry] of Object.entries(objectOf(value) ?? {})) tags[key] = String(entry ?? '');
  }
  return Object.keys(tags).length === 0 ? undefined : tags;
}

/** Public access block as the setting itself or as the API answers it, wrapped. */
export function publicAccessBlock(value: Json | undefined): Json | undefined {
  return objectOf(value)?.['PublicAccessBlockConfiguration'] ?? value ?? undefined;
}

export function notCollected(record: JsonObject): readonly string[] | undefined {
  const names = listOf(record['NotCollected']).filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : (names as string[]);
}

/** Seconds of universal time, as most dumps write them, on a day that every month has. */
const written = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\+00:00)$/;

/** An instant as ISO 8601; what is no date stays as it came. */
export function instant(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return new Date(value < 1e11 ? value * 1000 : value).toISOString();
  if (typeof value !== 'string' || value === '') return undefined;
  if (written.test(value)) return `${value.slice(0, 19)}.000Z`;
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}

/** Edges of a fact; none leave no key behind. */
export function withEdges(edges: readonly Edge[] | undefined): { edges?: readonly Edge[] } {
  return edges && edges.length > 0 ? { edges } : {};
}
