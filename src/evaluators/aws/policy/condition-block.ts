import { pointerToken } from '../../../base/json-pointer.js';
import { type Operator, parseOperator } from '../conditions/operators.js';
import { type Template, template } from '../matching/variables.js';
import { isObject } from './document.js';
import type { Say } from './say.js';
import { variableFault } from './variable-fault.js';

/** One key under one operator. */
export interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly written: string;
  readonly texts: readonly string[];
  readonly values: readonly Template[];
}

/** The tests of a `Condition` element, in the order written. */
export function conditionList(value: unknown, path: string, variables: boolean, say: Say): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    say('invalid-condition', '`Condition` must be an object', path);
    return [];
  }
  const found: Condition[] = [];
  for (const [text, block] of Object.entries(value)) {
    const operator = parseOperator(text);
    if (operator === null) {
      say('unknown-operator', `\`${text}\` is not a condition operator`, `${path}/${pointerToken(text)}`);
      continue;
    }
    if (!isObject(block)) {
      say('invalid-condition', `\`${text}\` must hold an object of keys`, `${path}/${pointerToken(text)}`);
      continue;
    }
    for (const [written, raw] of Object.entries(block)) {
      const list = Array.isArray(raw) ? raw : [raw];
      if (!list.every((one) => ['string', 'number', 'boolean'].includes(typeof one))) {
        say(
          'invalid-condition',
          `values of \`${written}\` must be strings`,
          `${path}/${pointerToken(text)}/${pointerToken(written)}`,
        );
        continue;
      }
      const texts = list.map(String);
      texts.forEach((one, at) => {
        const fault = variables && operator.variables ? variableFault(one) : null;
        const place = `${path}/${pointerToken(text)}/${pointerToken(written)}${Array.isArray(raw) ? `/${at}` : ''}`;
        if (fault !== null) say('invalid-variable', `\`${one}\`: ${fault}`, place);
      });
      const values = texts.map((one) => template(one, variables && operator.variables, operator.wildcards));
      found.push({ operator, key: written.toLowerCase(), written, texts, values });
    }
  }
  return found;
}
