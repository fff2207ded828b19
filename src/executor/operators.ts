import type { OperatorName } from '../../grammar/ast.js';
import type { Plain } from './getters.js';

export type Test = (held: readonly Plain[], wanted: readonly Plain[]) => boolean;

const lower = (value: Plain): string => String(value).toLowerCase();

const affix =
  (test: (held: string, wanted: string) => boolean): Test =>
  (held, wanted) =>
    held.some((one) => one !== null && wanted.some((other) => test(lower(one), lower(other))));

const numeric =
  (test: (held: number, wanted: number) => boolean): Test =>
  (held, wanted) =>
    held.some((one) => typeof one === 'number' && wanted.some((other) => test(one, Number(other))));

const equals: Test = (held, wanted) =>
  held.some((one) => one !== null && wanted.some((other) => other !== null && lower(one) === lower(other)));
const not =
  (test: Test): Test =>
  (held, wanted) =>
    !test(held, wanted);

const endsWith = affix((held, wanted) => held.endsWith(wanted));
const startsWith = affix((held, wanted) => held.startsWith(wanted));
const exists: Test = (held) => held.some((one) => one !== null);

/** What each operator asks of the values a row holds. Several held values: one is enough, negations mean none. Null equals nothing. */
export const tests: Readonly<Record<OperatorName, Test>> = {
  '=': equals,
  IN: equals,
  '!=': not(equals),
  'NOT IN': not(equals),
  '<': numeric((held, wanted) => held < wanted),
  '<=': numeric((held, wanted) => held <= wanted),
  '>': numeric((held, wanted) => held > wanted),
  '>=': numeric((held, wanted) => held >= wanted),
  // One row holds one action: the list as a whole is looked at over many rows.
  'CONTAINS ALL': equals,
  'STARTS WITH': startsWith,
  'ENDS WITH': endsWith,
  'DOES NOT END WITH': not(endsWith),
  'DOES NOT START WITH': not(startsWith),
  LIKE: (held, wanted) => equals(held, wanted) || held.includes('*'),
  EXISTS: exists,
  'DOES NOT EXIST': not(exists),
};

const listed: ReadonlySet<OperatorName> = new Set(['=', 'IN', 'CONTAINS ALL']);
const unlisted: ReadonlySet<OperatorName> = new Set(['!=', 'NOT IN']);

/** The test of one comparison: `wanted` is looked at once, not for every row. Without it the values come with each call. */
export function operatorTest(operator: OperatorName): Test;
export function operatorTest(operator: OperatorName, wanted: readonly Plain[]): (held: readonly Plain[]) => boolean;
export function operatorTest(operator: OperatorName, wanted?: readonly Plain[]): Test {
  const test = tests[operator];
  if (wanted === undefined) return test;
  if (!listed.has(operator) && !unlisted.has(operator)) return (held) => test(held, wanted);
  const texts = new Set(wanted.filter((one) => one !== null).map(lower));
  const wants = listed.has(operator);
  return (held) => held.some((one) => one !== null && texts.has(lower(one))) === wants;
}
