import { matches } from '../matching/glob.js';

/** Six parts compared one by one; the last keeps its colons. IAM/reference_policies_elements_condition_operators. */
export function arnLike(request: string, policy: string): boolean {
  const left = arnParts(request);
  const right = arnParts(policy);
  return left !== null && right !== null && left.every((part, at) => matches(right[at]!, part));
}

/** Null for a text that is no ARN. */
export function arnParts(text: string): string[] | null {
  const parts = text.split(':');
  return parts.length < 6 || parts[0] !== 'arn' ? null : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
