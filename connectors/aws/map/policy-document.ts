import type { Json, JsonObject, Problem } from '../../../src/graph/fact.js';

/** Where a document hangs, for the problem it may have. */
export interface DocumentPlace {
  readonly subject: string;
  /** JSON pointer inside the fact. */
  readonly path: string;
  readonly file: string;
  readonly line?: number;
}

/**
 * A policy document as it stands in a dump: an object, JSON text, or URL-encoded JSON text (as the IAM API sends it,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html). What is no JSON object stays a
 * text and is reported; the rest of the dump goes on. Undefined = there is none.
 */
export function policyDocument(
  value: Json | undefined,
  place: DocumentPlace,
  problems: Problem[],
): JsonObject | string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const parsed = typeof value === 'string' ? parseText(value) : value;
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  const json = parsed !== undefined;
  problems.push({
    severity: 'invalid',
    code: json ? 'policy-not-object' : 'policy-not-json',
    message: json ? 'the policy is JSON but not an object' : 'the policy is not JSON',
    ...place,
  });
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseText(text: string): Json | undefined {
  return parseJson(text) ?? parseJson(decoded(text));
}

function parseJson(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
