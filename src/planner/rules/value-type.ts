import type { Rule } from './rule.js';

const named = { string: 'a quoted string', number: 'a number', boolean: 'true or false' } as const;
const found = { string: 'a string', number: 'a number', boolean: 'a truth value' } as const;

/** Values have the type of the attribute; nothing is converted. */
export const valueType: Rule = ({ values }, attribute) => {
  for (const value of values) {
    if (value.kind === 'parameter' || value.kind === 'attribute' || value.kind === attribute.type) continue;
    return {
      code: 'wrong-value-type',
      message: `\`${attribute.name}\` takes ${named[attribute.type]}, not ${found[value.kind]}`,
      span: value.span,
      hint: `write ${attribute.type === 'string' ? 'the text in single quotes' : named[attribute.type]}`,
    };
  }
  return null;
};
