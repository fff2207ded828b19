import { and, assume, type Formula, hasMissing, keyOf, type Leaf, not, or, residualOf } from '../formula.js';
import type { Decision, Reason } from '../verdict.js';

/** So many missing facts are tried one by one; with more of them, all at once. */
const mostWorlds = 6;

/** A missing fact makes the verdict unknown only where it could make another verdict or leave another condition. */
export function conclude(formula: Formula, because: readonly Reason[], until: number | null): Decision {
  if (typeof formula === 'boolean' || !hasMissing(formula)) return settle(formula, because, until);
  const worlds = worldsOf(formula);
  const first = worlds[0]!;
  if (worlds.every((world) => key(world) === key(first))) return settle(first, because, until);
  return { verdict: 'unknown', explicit: false, because, residual: residualOf(formula) };
}

function settle(formula: Formula, because: readonly Reason[], until: number | null): Decision {
  if (formula === true) {
    const decision: Decision = { verdict: 'allow', explicit: false, because, residual: null };
    return until === null ? decision : { ...decision, until: new Date(until).toISOString() };
  }
  if (formula === false) return { verdict: 'deny', explicit: true, because, residual: null };
  return { verdict: 'conditional', explicit: false, because, residual: residualOf(formula) };
}

function worldsOf(formula: Formula): readonly Formula[] {
  const missing = [...missingIn(formula)];
  if (missing.length > mostWorlds)
    return [true, false].flatMap((best) => [true, false].map((value) => assume(formula, best, value)));
  return Array.from({ length: 2 ** missing.length }, (_, world) => {
    const values = new Map(missing.map((id, at) => [id, (world & (1 << at)) !== 0]));
    return replaced(formula, values);
  });
}

function missingIn(formula: Formula, into: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof formula === 'boolean') return into;
  if (formula.op === 'leaf') return formula.missing ? into.add(formula.id) : into;
  if (formula.op === 'not') return missingIn(formula.part, into);
  for (const part of formula.parts) missingIn(part, into);
  return into;
}

function replaced(formula: Formula, values: ReadonlyMap<string, boolean>): Formula {
  if (typeof formula === 'boolean') return formula;
  switch (formula.op) {
    case 'leaf':
      return values.get(formula.id) ?? formula;
    case 'not':
      return not(replaced(formula.part, values) as Leaf | boolean);
    case 'and':
      return and(formula.parts.map((part) => replaced(part, values)));
    case 'or':
      return or(formula.parts.map((part) => replaced(part, values)));
  }
}

const key = (formula: Formula): string => (typeof formula === 'boolean' ? String(formula) : keyOf(formula));
