import type { Diagnostic, Parsed } from '../../grammar/index.js';
import { bind, type Parameters } from '../planner/index.js';

/** What is wrong with one comparison by itself, whatever is wrong beside it. */
const byItself: ReadonlySet<string> = new Set([
  'unknown-attribute',
  'unknown-value',
  'unknown-region',
  'operator-not-allowed',
  'wrong-value-type',
  'unknown-parameter',
  'wrong-keys',
]);

/** Mistakes of the text, and of what is well-formed in it: somebody who made several wants to see them at once. */
export function mistakesOf({ diagnostics, recovered }: Parsed, parameters?: Parameters): readonly Diagnostic[] {
  if (recovered === null) return diagnostics;
  const further = bind(recovered, parameters).diagnostics.filter(({ code }) => byItself.has(code));
  const apart = further.filter(
    ({ span }) => !diagnostics.some((one) => one.span[0] < span[1] && span[0] < one.span[1]),
  );
  return [...diagnostics, ...apart].toSorted((left, right) => left.span[0] - right.span[0]);
}
