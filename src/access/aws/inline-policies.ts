import type { Json, JsonObject } from '../../graph/fact.js';

export interface InlinePolicy {
  readonly name: string;
  readonly document: Json;
}

/** Policies that stand on a user, group or role itself. */
export function inlinePolicies(props: JsonObject): readonly InlinePolicy[] {
  return (props['inline'] as unknown as InlinePolicy[] | undefined) ?? [];
}
