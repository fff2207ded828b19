import type { Json, JsonObject } from '../graph/fact.js';

/** Statements that only one of two policy documents has. Their order and their place do not count. */
export function statementsApart(before: Json | undefined, after: Json | undefined): { removed: Json[]; added: Json[] } {
  const [old, now] = [statementsOf(before), statementsOf(after)];
  return { removed: missingIn(now, old), added: missingIn(old, now) };
}

/** What a document that is no JSON holds is one statement of its own. */
export function statementsOf(document: Json | undefined): readonly Json[] {
  if (document === undefined || document === null || document === '') return [];
  if (!isObject(document)) return [document];
  const statement = document['Statement'];
  if (statement === undefined || statement === null) return [];
  return Array.isArray(statement) ? (statement as readonly Json[]) : [statement];
}

/** Action patterns the statements speak of; null = any action: exceptions, unread documents, whatever unlocks content. */
export function actionsOf(statements: readonly Json[]): readonly string[] | null {
  const found: string[] = [];
  for (const statement of statements) {
    const action = isObject(statement) ? statement['Action'] : undefined;
    const list = Array.isArray(action) ? (action as readonly Json[]) : [action];
    for (const one of list) {
      if (typeof one !== 'string' || unlocks.test(one)) return null;
      found.push(one);
    }
  }
  return found;
}

/** Reading encrypted content hangs on the right to decrypt, so whoever gains it may gain more. `*` is everything anyway. */
const unlocks = /^([^:]*[*?]|kms:[*?d])/i;

export function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function missingIn(list: readonly Json[], of: readonly Json[]): Json[] {
  const known = new Set(list.map(canonical));
  return of.filter((one) => !known.has(canonical(one)));
}

/** Keys in order: the same object written otherwise is the same. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).toSorted(([left], [right]) => (left < right ? -1 : 1)))
        : one,
    ) ?? 'undefined'
  );
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
