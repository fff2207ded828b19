import { type ConditionElement, listOf, type OneOrMany, type Scalar } from './input.js';
import type { Known } from './keys.js';
import { instantOf, isBlock, numberOf, operatorNamed, type Variables } from './operators.js';
import { coversEverything, readPattern } from './pattern.js';
import { every, not, open, some, type Truth, truthOf } from './truth.js';

/** Operators and keys are joined by AND. IAM/reference_policies_condition-logic-multiple-context-keys-or-values. */
export function conditionHolds(condition: ConditionElement | undefined, variables: Variables): Truth {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => testHolds(operator, key, values, variables)),
  );
  return every(tests);
}

interface OperatorText {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly name: string;
  readonly ifExists: boolean;
}

export function parseOperator(text: string): OperatorText {
  const [, set, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(text)!;
  return { set: set as OperatorText['set'], name: name!, ifExists: ifExists !== undefined };
}

function testHolds(text: string, key: string, values: OneOrMany<Scalar>, variables: Variables): Truth {
  const operator = parseOperator(text);
  const asked = listOf(values).map(String);
  const value = variables.lookup(key);
  if (value.state === 'unknown')
    return forEveryValue(operator, asked, variables) ?? open([key.toLowerCase(), ...openVariables(asked, variables)]);
  if (operator.name === 'Null') return some(asked.map((wanted) => truthOf(isNull(value) === (wanted === 'true'))));
  if (value.state === 'absent') return truthOf(holdsForAbsentKey(operator));
  return holdsForValues(operator, value.values, asked, variables);
}

/**
 * Where each text of the policy is known to match nothing, or one matches everything, the value of the key may not matter: the test is
 * settled if it comes out alike for an absent key, for an empty set and for any value.
 */
function forEveryValue(operator: OperatorText, asked: readonly string[], variables: Variables): Truth | undefined {
  if (operator.name === 'Null') return asked.includes('true') && asked.includes('false') ? truthOf(true) : undefined;
  const like = /^String(Not)?Like$/.test(operator.name);
  const reads = /^(String|Arn|Bool)/.test(operator.name);
  const patterns = asked.map((text) =>
    readPattern(text, { variables: variables.enabled && reads, wildcards: like, lookup: variables.lookup }),
  );
  const everything = like && patterns.some(coversEverything);
  const hopeless = patterns.every((pattern, at) => pattern === null || isNonsense(operator.name, asked[at]!));
  if (!everything && !hopeless) return undefined;
  const outcomes = [holdsForAbsentKey(operator), everything !== operatorNamed(operator.name).negated];
  if (operator.set !== undefined) outcomes.push(operator.set === 'ForAllValues');
  return outcomes.every((one) => one === outcomes[0]) ? truthOf(outcomes[0]!) : undefined;
}

/** A policy value of the wrong kind, which no value of a request satisfies. */
function isNonsense(name: string, text: string): boolean {
  if (text.includes('${') && /^(Arn|Bool)/.test(name)) return false;
  if (name.startsWith('Numeric')) return numberOf(text) === undefined;
  if (name.startsWith('Date')) return instantOf(text) === undefined;
  if (name === 'Bool') return !/^(true|false)$/i.test(text);
  if (name.endsWith('IpAddress')) return !isBlock(text);
  return name.startsWith('Arn') && !/[*?]/.test(text) && (!text.startsWith('arn:') || text.split(':').length < 6);
}

/** Unknown keys that stand as variables in the values: they decide as much as the key under test. */
function openVariables(values: readonly string[], variables: Variables): readonly string[] {
  const reading = { variables: variables.enabled, wildcards: true, lookup: variables.lookup };
  return values.flatMap((text) =>
    (readPattern(text, reading) ?? []).flatMap((piece) => (piece.is === 'hole' ? [piece.key] : [])),
  );
}

/** `Null` is true for an absent key and for an empty set. */
function isNull(value: Known): boolean {
  return value.state === 'absent' || (value.state === 'present' && value.values.length === 0);
}

/**
 * Absent key: `…IfExists` true; `ForAllValues` true, `ForAnyValue` false; else positive false, negated true.
 * IAM/reference_policies_elements_condition_operators, IAM/reference_policies_condition-single-vs-multi-valued-context-keys.
 */
function holdsForAbsentKey(operator: OperatorText): boolean {
  if (operator.ifExists) return true;
  if (operator.set !== undefined) return operator.set === 'ForAllValues';
  return operatorNamed(operator.name).negated;
}

/** Values of the policy are joined by OR, for negated operators by NOR. Without set operator any request value may match. */
function holdsForValues(
  operator: OperatorText,
  requestValues: readonly string[],
  policyValues: readonly string[],
  variables: Variables,
): Truth {
  const { compare, negated } = operatorNamed(operator.name);
  const matches = requestValues.map((value) => some(policyValues.map((text) => compare(value, text, variables))));
  const each = negated ? matches.map(not) : matches;
  if (operator.set === 'ForAllValues') return every(each);
  if (operator.set === 'ForAnyValue') return some(each);
  if (requestValues.length === 0 && operator.ifExists) return truthOf(true);
  return negated ? not(some(matches)) : some(matches);
}
