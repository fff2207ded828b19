import type { Residual } from './verdict.js';

/** Three-valued truth: decided, or a formula over what is still open. */
export type Formula = boolean | Leaf | And | Or | Not;
export interface Leaf {
  readonly op: 'leaf';
  /** Equal ids are the same open question. */
  readonly id: string;
  readonly residual: Residual;
  /** A missing fact: `allow` and `deny` say what it could do; `either` is a value inside a condition. */
  readonly missing: false | 'allow' | 'deny' | 'either';
}
export interface And {
  readonly op: 'and';
  readonly parts: readonly Exclude<Formula, boolean>[];
}
export interface Or {
  readonly op: 'or';
  readonly parts: readonly Exclude<Formula, boolean>[];
}
export interface Not {
  readonly op: 'not';
  readonly part: Leaf;
}
type Open = Exclude<Formula, boolean>;

export function leaf(residual: Residual): Leaf {
  return { op: 'leaf', id: JSON.stringify(residual), residual, missing: 'missing' in residual ? 'either' : false };
}

/** What a policy nobody could read may do. */
export function unread(what: string, effect: 'allow' | 'deny'): Leaf {
  return { op: 'leaf', id: `${effect} ${what}`, residual: { missing: what }, missing: effect };
}

export function and(parts: Iterable<Formula>): Formula {
  return combine(parts, 'and');
}
export function or(parts: Iterable<Formula>): Formula {
  return combine(parts, 'or');
}
/** Negations stand at the leaves alone, so that equal and opposite parts meet. */
export function not(part: Formula): Formula {
  if (typeof part === 'boolean') return !part;
  switch (part.op) {
    case 'not':
      return part.part;
    case 'and':
      return or(part.parts.map(not));
    case 'or':
      return and(part.parts.map(not));
    case 'leaf':
      return { op: 'not', part };
  }
}

/** Most formulas have one open part at most: nothing is allocated for them. */
function combine(parts: Iterable<Formula>, op: 'and' | 'or'): Formula {
  const dominant = op === 'or';
  let only: Open | null = null;
  let several: Map<string, Open> | null = null;
  for (const part of parts) {
    if (part === dominant) return dominant;
    if (typeof part === 'boolean') continue;
    if (only === null) only = part;
    else {
      if (several === null) {
        several = new Map();
        addParts(several, only, op);
      }
      addParts(several, part, op);
    }
  }
  if (several === null) return only ?? !dominant;
  const kept = absorb(several, op === 'and' ? 'or' : 'and');
  return kept.length === 1 ? kept[0]! : { op, parts: kept };
}

/**
 * `a and (a or b)` is `a`, and so is `a or (a and b)`: what cannot change the result is not kept. A part and its opposite stay
 * open, as three-valued logic has it.
 */
function absorb(parts: ReadonlyMap<string, Open>, inner: 'and' | 'or'): readonly Open[] {
  const kept: Open[] = [];
  for (const part of parts.values())
    if (part.op !== inner || !part.parts.some((one) => parts.has(keyOf(one)))) kept.push(part);
  return kept;
}

/** Parts of the same kind are taken apart; equal ones count once. */
function addParts(into: Map<string, Open>, part: Open, op: 'and' | 'or'): void {
  if (part.op === op) for (const one of part.parts) addOne(into, one);
  else addOne(into, part);
}

function addOne(into: Map<string, Open>, part: Open): void {
  const key = keyOf(part);
  if (!into.has(key)) into.set(key, part);
}

const keys = new WeakMap<Open, string>();
export function keyOf(formula: Open): string {
  if (formula.op === 'leaf') return formula.id;
  const known = keys.get(formula);
  if (known) return known;
  const key =
    formula.op === 'not' ? `!${keyOf(formula.part)}` : `${formula.op}(${formula.parts.map(keyOf).toSorted().join()})`;
  keys.set(formula, key);
  return key;
}

export function residualOf(formula: Formula): Residual | null {
  if (typeof formula === 'boolean') return null;
  switch (formula.op) {
    case 'leaf':
      return formula.residual;
    case 'not':
      // What is missing is missing either way.
      return formula.part.missing ? formula.part.residual : { not: formula.part.residual };
    case 'and':
    case 'or':
      return joined(formula);
  }
}

function joined(formula: And | Or): Residual {
  const each = formula.parts.map((part) => residualOf(part)!);
  const all = hasMissing(formula) ? [...new Map(each.map((one) => [JSON.stringify(one), one])).values()] : each;
  if (all.length === 1) return all[0]!;
  return formula.op === 'and' ? { all } : { any: all };
}

/** Missing facts replaced: the best case lets them allow and not deny, the worst the other way round. */
export function assume(formula: Formula, best: boolean, either: boolean): Formula {
  if (typeof formula === 'boolean') return formula;
  switch (formula.op) {
    case 'leaf':
      if (!formula.missing) return formula;
      return formula.missing === 'either' ? either : (formula.missing === 'allow') === best;
    case 'not':
      return not(assume(formula.part, best, either));
    case 'and':
      return and(formula.parts.map((part) => assume(part, best, either)));
    case 'or':
      return or(formula.parts.map((part) => assume(part, best, either)));
  }
}

export function hasMissing(formula: Formula): boolean {
  if (typeof formula === 'boolean') return false;
  if (formula.op === 'leaf') return formula.missing !== false;
  return formula.op === 'not' ? hasMissing(formula.part) : formula.parts.some(hasMissing);
}
