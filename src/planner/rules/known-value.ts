import { unknownName } from '../../../grammar/suggest.js';
import type { Rule } from './rule.js';

/** Attributes with a closed list of values take no other. */
export const knownValue: Rule = ({ values, operator }, attribute) => {
  if (!attribute.values || /WITH|LIKE/.test(operator)) return null;
  for (const value of values) {
    if (value.kind !== 'string' || attribute.values.some((known) => known.toLowerCase() === value.value.toLowerCase()))
      continue;
    return unknownName(
      `value of \`${attribute.name}\``,
      'unknown-value',
      value.value,
      value.span,
      attribute.values,
      `known: ${attribute.values.join(', ')}`,
    );
  }
  return null;
};
