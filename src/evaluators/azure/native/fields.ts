import { GrantgraphError } from '../../../base/errors.js';

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function bad(code: string, message: string, path: string): GrantgraphError {
  return new GrantgraphError(code, message, { place: { path } });
}

/** A field and where it stands: flat as the command line prints it, under `properties` as the API does, in any casing. */
export interface Field {
  readonly value: unknown;
  readonly path: string;
}

/** The first of the names that is there; null counts as not there. */
export function field(json: Json, path: string, ...names: readonly string[]): Field | null {
  for (const name of names) {
    const own = entry(json, path, name);
    if (own !== null) return own;
    const nested = entry(json, path, 'properties');
    const inner = nested !== null && isObject(nested.value) ? entry(nested.value, nested.path, name) : null;
    if (inner !== null) return inner;
  }
  return null;
}

function entry(json: Json, path: string, name: string): Field | null {
  const lower = name.toLowerCase();
  const key = Object.hasOwn(json, name) ? name : Object.keys(json).find((one) => one.toLowerCase() === lower);
  const value = key === undefined ? undefined : json[key];
  return value === undefined || value === null ? null : { value, path: `${path}/${key}` };
}

export function text(json: Json, path: string, ...names: readonly string[]): string | null {
  const found = field(json, path, ...names);
  if (found === null) return null;
  if (typeof found.value !== 'string') throw bad('invalid-field', `\`${names[0]}\` must be a text`, found.path);
  return found.value.trim() === '' ? null : found.value;
}

export function requiredText(json: Json, path: string, ...names: readonly string[]): string {
  const found = text(json, path, ...names);
  if (found === null) throw bad('missing-field', `\`${names[0]}\` is missing`, `${path}/${names[0]}`);
  return found;
}

export function flag(json: Json, path: string, name: string): boolean {
  const found = field(json, path, name);
  if (found === null) return false;
  if (typeof found.value !== 'boolean') throw bad('invalid-field', `\`${name}\` must be true or false`, found.path);
  return found.value;
}

export function texts(json: Json, path: string, name: string): readonly string[] {
  const found = field(json, path, name);
  if (found === null) return [];
  if (!Array.isArray(found.value) || !found.value.every((one) => typeof one === 'string'))
    throw bad('invalid-field', `\`${name}\` must be a list of texts`, found.path);
  return found.value as readonly string[];
}

/** Records of a list; a list may stand in the API's `value` envelope. */
export function records(value: unknown, path: string): readonly { readonly json: Json; readonly path: string }[] {
  if (value === undefined || value === null) return [];
  const inner =
    isObject(value) && Array.isArray(value['value']) ? { list: value['value'], path: `${path}/value` } : null;
  const list = inner?.list ?? value;
  if (!Array.isArray(list)) throw bad('invalid-field', 'a list is expected', path);
  return list.map((json, at) => {
    const place = `${inner?.path ?? path}/${at}`;
    if (!isObject(json)) throw bad('invalid-field', 'an object is expected', place);
    return { json, path: place };
  });
}
