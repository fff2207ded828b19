/** A scope as texts are compared: lower case, no slash at the end. The root is `/`. */
export function scopeKey(text: string): string {
  const key = text.trim().toLowerCase().replace(/\/+$/, '');
  return key === '' ? '/' : key;
}

/** The scope one level up of a scope in the hierarchy of management groups; undefined = not known. Keys, not texts. */
export type ParentOf = (scope: string) => string | undefined;

/** The place of a request: its scope and all that stands above it. */
export interface ScopeChain {
  /** As it was asked. */
  readonly text: string;
  readonly key: string;
  /** Itself, then whatever covers it, nearest first. */
  readonly above: ReadonlySet<string>;
  /** The topmost known scope when what stands above it is not known; null = the chain ends at the root. */
  readonly top: string | null;
  /** Could a scope that is not among `above` stand there all the same? True only for a management group above an unknown parent. */
  readonly mayBeUnder: (scope: string) => boolean;
}

const subscription = /^\/subscriptions\/[^/]+$/;
const managementGroup = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;

export function isManagementGroup(scope: string): boolean {
  return managementGroup.test(scope);
}

/**
 * Whole segments, without case: `rg1` does not cover `rg10`. What stands above a subscription or a management group cannot be read
 * from its id. https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
export function chainOf(text: string, parentOf: ParentOf): ScopeChain {
  const key = scopeKey(text);
  const above = new Set<string>();
  let top: string | null = null;
  for (let at: string | undefined = key; at !== undefined && at !== '/'; ) {
    // A circle of management groups has no top that anybody knows.
    if (above.has(at)) {
      top = at;
      break;
    }
    above.add(at);
    const up = parent(at, parentOf);
    if (up === undefined) top = at;
    at = up;
  }
  above.add('/');
  return { text, key, above, top, mayBeUnder: (scope) => top !== null && mayCover(scope, above, top, parentOf) };
}

function parent(scope: string, parentOf: ParentOf): string | undefined {
  const given = parentOf(scope);
  if (given !== undefined) return scopeKey(given);
  if (subscription.test(scope) || managementGroup.test(scope)) return undefined;
  const cut = scope.lastIndexOf('/');
  return cut <= 0 ? '/' : scope.slice(0, cut);
}

/** A management group whose own ancestors lead to the top stands below it, or beside. */
function mayCover(scope: string, above: ReadonlySet<string>, top: string, parentOf: ParentOf): boolean {
  if (!managementGroup.test(scope) || above.has(scope)) return false;
  const seen = new Set<string>();
  for (let at: string | undefined = scope; at !== undefined && !seen.has(at); at = parentOf(at)) {
    if (scopeKey(at) === top) return false;
    if (at === '/') break;
    seen.add(at);
  }
  return true;
}

/** Is the scope one of those within the other, and not the same? */
export function isBelow(scope: string, other: string): boolean {
  return other === '/' ? scope !== '/' : scope.length > other.length && scope.startsWith(`${other}/`);
}
