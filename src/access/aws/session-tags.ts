import type { Json, JsonObject } from '../../graph/fact.js';

/**
 * Can whoever assumes the role pass session tags? They override the role's own tags, and it takes an Allow of `sts:TagSession`
 * in the trust policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function allowsSessionTags(trust: Json | undefined): boolean {
  return listOf((trust as JsonObject | null | undefined)?.['Statement']).some((statement) => {
    if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return false;
    const { Effect, Action, NotAction } = statement as JsonObject;
    // A complement is read as wide as it may be: tags then count as not known, which hides nobody.
    return Effect === 'Allow' && (NotAction !== undefined || listOf(Action).some(mayTag));
  });
}

function mayTag(action: Json): boolean {
  return typeof action === 'string' && (/^sts:TagSession$/i.test(action) || /[*?]/.test(action));
}

function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
