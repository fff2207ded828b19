import { type OperatorName, operators } from '../../../grammar/ast.js';
import { quoted } from '../../../grammar/diagnostics.js';
import type { Attribute } from '../attributes.js';
import type { Rule } from './rule.js';

const order = new Set(['<', '<=', '>', '>=']);
const text = new Set(['STARTS WITH', 'ENDS WITH', 'DOES NOT END WITH', 'DOES NOT START WITH', 'LIKE']);

/** Each type of attribute takes its own operators. */
export const operatorAllowed: Rule = ({ operator, operatorSpan }, attribute) => {
  const hint = complaint(operator, attribute.name, attribute.type, attribute.keys[1] > 0);
  if (hint === null) return null;
  return {
    code: 'operator-not-allowed',
    message: `${operator} does not fit ${quoted(attribute.name)}`,
    span: operatorSpan,
    hint,
  };
};

/** What the attribute may be compared by, in the order of the language. */
export function operatorsOf({ name, type, keys }: Attribute): readonly OperatorName[] {
  return operators.filter((operator) => complaint(operator, name, type, keys[1] > 0) === null);
}

function complaint(operator: string, name: string, type: string, keyed: boolean): string | null {
  if (operator === 'CONTAINS ALL') return name === 'action.name' ? null : 'CONTAINS ALL is only for action.name';
  if (operator === 'LIKE')
    return name.endsWith('.cloud.account') ? null : 'LIKE is only for accounts: it also takes grants on every account';
  if (operator === 'EXISTS' || operator === 'DOES NOT EXIST')
    return keyed && type !== 'boolean' ? null : 'exists is for tags and conditions';
  if (order.has(operator))
    return type === 'number'
      ? null
      : type === 'boolean'
        ? 'a truth value has no order; use ='
        : `${name} is text and has no order; use = or STARTS WITH`;
  if (text.has(operator))
    return type === 'string'
      ? null
      : `${operator} is for text; ${name} is a ${type === 'boolean' ? 'truth value' : 'number'}`;
  return null;
}
