import { duplicateName } from '../../../src/base/json-duplicates.js';
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
 * text and is reported, and so does text in which a name stands twice in one object, because reading it would pick one of two meanings
 * (IAM/reference_policies_grammar); the rest of the dump goes on. Undefined = there is none.
 */
export function policyDocument(
  value: Json | undefined,
  place: DocumentPlace,
  problems: Problem[],
): JsonObject | string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const { json: parsed, twice } = typeof value === 'string' ? readText(value) : { json: value, twice: null };
  if (twice !== null) {
    const message = `\`${twice}\` stands twice in the policy`;
    problems.push({ severity: 'invalid', code: 'policy-duplicate-key', message, ...place });
    return value as string;
  }
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

interface ReadText {
  readonly json: Json | undefined;
  /** JSON pointer of a name that stands twice in one object. */
  readonly twice: string | null;
}

function readText(text: string): ReadText {
  const plain = parseJson(text);
  const source = plain === undefined ? decoded(text) : text;
  const json = plain ?? parseJson(source);
  // What comes back as it went in has lost no name.
  const whole = json === undefined || JSON.stringify(json) === source;
  return { json, twice: whole ? null : duplicateName(source!) };
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
