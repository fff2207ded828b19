import { and, type Formula, leaf, not, or } from '../../formula.js';
import type { KeyValue } from '../key-value.js';
import { ANY, covers, intersect, isGlob, matches, toGlob } from '../matching/glob.js';
import { type Expansion, expand, type Template } from '../matching/variables.js';
import type { Condition } from '../policy/compile.js';
import { arnParts } from './arns.js';
import { isBoolean } from './booleans.js';
import { fromNow, instant } from './dates.js';
import type { Operator } from './operators.js';

/** What time tests tell of the statement around them. */
export interface TimeNotes {
  /** Epoch milliseconds at which a test that holds now ends; null = none does. */
  until: number | null;
  /** The last test was one that can never hold again. */
  expired: boolean;
}

export interface ConditionContext {
  readonly lookup: (key: string) => KeyValue;
  readonly time?: TimeNotes;
  /** Deny statements: when a denial ends is no end of a right. */
  readonly deny: boolean;
}

/** One key of one operator. Sources: IAM/reference_policies_condition-logic-multiple-context-keys-or-values, …-single-vs-multi-valued-context-keys. */
export function evaluateCondition(condition: Condition, context: ConditionContext): Formula {
  const value = context.lookup(condition.key);
  const { operator } = condition;
  if (operator.null) return evaluateNull(condition, value);
  switch (value.state) {
    case 'absent':
      return absent(condition);
    case 'unknown':
      return whateverTheValue(condition, context) ?? open(condition);
    case 'missing':
      return leaf({ missing: value.what });
    case 'from':
      return evaluateTime(condition, value.epochMs, context);
    case 'excluded':
      return evaluateExcluded(condition, value.values, context);
    case 'pattern':
      return evaluatePattern(condition, value.glob, context);
    default:
      return present(condition, value.values, context);
  }
}

const openLeaves = new WeakMap<Condition, Formula>();

function open(condition: Condition): Formula {
  let found = openLeaves.get(condition);
  if (found === undefined) {
    found = leaf({ key: condition.written, operator: condition.operator.text, values: condition.texts });
    openLeaves.set(condition, found);
  }
  return found;
}

/**
 * What a test of an unknown key gives for every value that the key could have, and for none: where no policy value can be met (its
 * variable is absent, it is no date or number), and for `*`. Null where the value counts.
 */
function whateverTheValue(condition: Condition, { lookup }: ConditionContext): boolean | null {
  const { operator } = condition;
  // An empty set would be the exception to both.
  if (operator.set === 'any' && operator.ifExists) return null;
  const all = /^String(Not)?Like$/.test(operator.name) && condition.values.some((text) => text.fixed === ANY);
  if (!all && condition.values.some((text) => canBeMet(operator, text, lookup))) return null;
  const present = all !== operator.negated;
  return present === absent(condition) ? present : null;
}

function canBeMet({ sensible }: Operator, text: Template, lookup: ConditionContext['lookup']): boolean {
  const found = expand(text, lookup);
  if (found.state === 'nothing') return false;
  return found.state === 'open' || sensible === undefined || sensible(found.glob);
}

function absent({ operator }: Condition): boolean {
  if (operator.ifExists || operator.set === 'all') return true;
  return operator.set === 'any' ? false : operator.negated;
}

function present(condition: Condition, values: readonly string[], context: ConditionContext): Formula {
  const { operator } = condition;
  if (values.length === 0) return operator.set === 'all' ? true : operator.set === 'any' ? false : absent(condition);
  const each = values.map((value) => oneValue(condition, value, context));
  return operator.set === 'all' ? and(each) : or(each);
}

/** A negated operator is true when the value fails every policy value. */
function oneValue(condition: Condition, value: string, context: ConditionContext): Formula {
  const any = or(condition.values.map((text) => meets(condition, value, text, context)));
  return condition.operator.negated ? not(any) : any;
}

function meets(condition: Condition, value: string, text: Template, context: ConditionContext): Formula {
  const expansion = expand(text, context.lookup);
  if (expansion.state === 'nothing') return false;
  if (expansion.state === 'glob') return condition.operator.test(value, expansion.glob);
  if (expansion.missing !== undefined) return leaf({ missing: expansion.missing });
  return variableLeaf(condition, value, text, expansion);
}

/** The value is known, a variable in the policy's text is not: what the variable would have to be, else the text itself. */
function variableLeaf({ operator }: Condition, value: string, text: Template, expansion: OpenExpansion): Formula {
  const { key, loose } = expansion;
  const unsolved = leaf({ key, operator: 'StringLike', values: [text.raw] });
  if (!/^(String|Bool)/.test(operator.name)) return unsolved;
  if (operator.name === 'Bool' && !isBoolean(value)) return false;
  const fold = /IgnoreCase/.test(operator.name) || operator.name === 'Bool';
  const [own, wanted] = fold ? [value.toLowerCase(), loose.toLowerCase()] : [value, loose];
  if (!matches(wanted, own)) return false;
  const at = wanted.indexOf(ANY);
  const tail = wanted.slice(at + 1);
  if (isGlob(tail) || isGlob(wanted.slice(0, at))) return unsolved;
  const solution = value.slice(at, value.length - tail.length);
  const equals = fold ? 'StringEqualsIgnoreCase' : 'StringEquals';
  // Where the key is absent the default stands in for it.
  const fallback = fallbackOf(text, key);
  const byDefault =
    fallback !== null && (fold ? fallback.toLowerCase() === solution.toLowerCase() : fallback === solution);
  return leaf({ key, operator: byDefault ? `${equals}IfExists` : equals, values: [solution] });
}

function fallbackOf({ parts }: Template, key: string): string | null {
  for (const part of parts) if (typeof part !== 'string' && part.key === key) return part.fallback;
  return null;
}

type OpenExpansion = Extract<Expansion, { readonly state: 'open' }>;

function evaluateNull(condition: Condition, value: KeyValue): Formula {
  const wanted = condition.texts.map((text) => text.toLowerCase());
  if (wanted.includes('true') && wanted.includes('false')) return true;
  if (value.state === 'unknown' || value.state === 'excluded') return open(condition);
  if (value.state === 'missing') return leaf({ missing: value.what });
  const isAbsent = value.state === 'absent' || (value.state === 'present' && value.values.length === 0);
  return wanted.includes(String(isAbsent));
}

function evaluateTime(condition: Condition, now: number, context: ConditionContext): Formula {
  const { operator } = condition;
  if (operator.dates === undefined) return open(condition);
  const tests = condition.texts.map((text) => fromNow(operator.dates!, now, instant(text)));
  const holdsNow = tests.some((test) => test.holds) !== operator.negated;
  const turns = tests.map((test) => test.turns).filter((turn): turn is number => turn !== null);
  if (turns.length === 0) {
    if (!holdsNow && context.time && !context.deny) context.time.expired = true;
    return holdsNow;
  }
  if (!holdsNow || turns.length > 1) return open(condition);
  if (context.time && !context.deny)
    context.time.until = Math.min(context.time.until ?? Number.POSITIVE_INFINITY, turns[0]!);
  return true;
}

/** Certainly none of the excluded globs: a positive test over values that all lie within them is false. */
function evaluateExcluded(condition: Condition, excluded: readonly string[], context: ConditionContext): Formula {
  const { operator } = condition;
  if (!isExact(condition) || (operator.ifExists && !operator.negated)) return open(condition);
  const globs = excluded.map(toGlob);
  const none = condition.values.every((text) => {
    const expansion = expand(text, context.lookup);
    return (
      expansion.state === 'nothing' ||
      (expansion.state === 'glob' && globs.some((glob) => covers(glob, expansion.glob)))
    );
  });
  if (!none) return open(condition);
  if (operator.set === 'all') return open(condition);
  return operator.set === 'any' && operator.negated ? open(condition) : operator.negated;
}

/** Operators whose policy values are globs over the value's own text. */
function isExact({ operator: { name } }: Condition): boolean {
  return /^(String|Arn)/.test(name) && !/IgnoreCase/.test(name);
}

function evaluatePattern(condition: Condition, text: string, context: ConditionContext): Formula {
  if (!isExact(condition)) return open(condition);
  const { operator } = condition;
  const known = wholeOrParts(operator.name, toGlob(text));
  let possible = false;
  for (const value of condition.values) {
    const expansion = expand(value, context.lookup);
    if (expansion.state === 'nothing') continue;
    const wanted = wholeOrParts(operator.name, expansion.state === 'glob' ? expansion.glob : expansion.loose);
    if (known === null || wanted === null) continue;
    if (expansion.state === 'glob' && wanted.every((part, at) => covers(part, known[at]!))) return !operator.negated;
    if (wanted.every((part, at) => intersect(part, known[at]!))) possible = true;
  }
  return possible ? open(condition) : operator.negated;
}

/** The Arn operators compare six parts one by one, the String ones the whole text; null for what is no ARN. */
function wholeOrParts(name: string, glob: string): readonly string[] | null {
  return name.startsWith('Arn') ? arnParts(glob) : [glob];
}
