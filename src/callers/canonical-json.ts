/** JSON with the names of every object in order: equal values have equal texts, whatever store or program they went through. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
  });
}
