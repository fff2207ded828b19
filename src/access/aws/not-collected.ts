import type { JsonObject } from '../../graph/fact.js';

/** Does the record say that its collector could not read this field of it? */
export function lacks(props: JsonObject, field: 'Policy' | 'Tags'): boolean {
  return ((props['notCollected'] as readonly string[] | undefined) ?? []).includes(field);
}
