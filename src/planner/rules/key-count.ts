import type { AttributeName } from '../../../grammar/ast.js';
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import { quoted } from '../../../grammar/diagnostics.js';
import type { Attribute } from '../attributes.js';
import type { Rule } from './rule.js';

/** Tags take one key, conditions up to two, everything else none. */
export const keyCount: Rule = (predicate, attribute) => keysFit(predicate.attribute, attribute);

/** The same wherever an attribute may stand, as in `group by`. */
export function keysFit({ keys, span, name }: AttributeName, attribute: Attribute): Diagnostic | null {
  const [least, most] = attribute.keys;
  if (keys.length >= least && keys.length <= most) return null;
  const wanted = most === 0 ? 'no key' : least === most ? `${least} key` : `up to ${most} keys`;
  return {
    code: 'wrong-keys',
    message: `${quoted(name)} takes ${wanted}`,
    span,
    hint: most === 0 ? 'remove the parentheses' : `write it as ${attribute.name} ('key')`,
  };
}
