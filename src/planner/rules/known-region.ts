import { unknownRegion } from '../regions.js';
import type { Rule } from './rule.js';

/** Display names of AWS regions are a closed list; codes are open, for other clouds have their own. */
export const knownRegion: Rule = ({ values, operator }, attribute) => {
  if (!attribute.name.endsWith('.cloud.region') || !/^(=|!=|IN|NOT IN)$/.test(operator)) return null;
  for (const value of values) {
    if (value.kind !== 'string' || !/^aws\s/i.test(value.value)) continue;
    const complaint = unknownRegion(value.value, value);
    if (complaint) return complaint;
  }
  return null;
};
