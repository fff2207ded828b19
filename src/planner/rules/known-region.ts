import { unknownRegion } from '../regions.js';
import type { Rule } from './rule.js';

/** Regions of AWS are a closed list, by code and by name; other clouds have their own, which are spelt in other ways. */
export const knownRegion: Rule = ({ values, operator }, attribute) => {
  if (!attribute.name.endsWith('.cloud.region') || !/^(=|!=|IN|NOT IN)$/.test(operator)) return null;
  for (const value of values) {
    if (value.kind !== 'string' || !looksLikeAws(value.value)) continue;
    const complaint = unknownRegion(value.value, value);
    if (complaint) return complaint;
  }
  return null;
};

const awsLike = [
  /^aws\b/i,
  /^[a-z]{2,4}(-[a-z]+){1,3}-\d+$/i,
  /^[a-z]{2}(-[a-z]+){1,3}$/i,
  // A dash short; Google has `us-east1` and `me-west1`.
  /^(?!us-|me-)[a-z]{2}-[a-z]+\d+$/i,
];

/** `AWS …`, and codes such as `eu-west-2`: Google writes `europe-west2`, Azure `westeurope`. */
function looksLikeAws(text: string): boolean {
  return awsLike.some((pattern) => pattern.test(text));
}
