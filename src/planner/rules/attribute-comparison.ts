import { quoted } from '../../../grammar/diagnostics.js';
import { unknownName } from '../../../grammar/suggest.js';
import { attributeNames, findAttribute } from '../attributes.js';
import type { Rule } from './rule.js';

/** An unquoted word on the right is an attribute to compare with; it must exist and have the same type. */
export const attributeComparison: Rule = ({ values, operator }, attribute) => {
  for (const value of values) {
    if (value.kind !== 'attribute') continue;
    const other = findAttribute(value.name);
    if (!other) {
      return value.name.includes('.')
        ? unknownName('attribute', 'unknown-attribute', value.name, value.span, attributeNames)
        : {
            code: 'wrong-value-type',
            message: `${quoted(value.name)} is neither a value nor an attribute`,
            span: value.span,
            hint: `write '${value.name.slice(0, 40)}' in single quotes`,
          };
    }
    if (other.type !== attribute.type || (operator !== '=' && operator !== '!=') || other.keys[0] > 0) {
      return {
        code: 'wrong-value-type',
        message: `\`${attribute.name}\` cannot be compared with ${quoted(other.name)}`,
        span: value.span,
        hint: 'only = and != between attributes of one type',
      };
    }
  }
  return null;
};
