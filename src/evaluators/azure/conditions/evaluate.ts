import { and, type Formula, keyOf, leaf, not, or } from '../../formula.js';
import { type AttributeValue, subOperationKey, utcNowKey } from '../attributes.js';
import { matchesPattern } from '../wildcard.js';
import { compare, type Side } from './compare.js';
import { instant } from './instants.js';
import type { Attribute, Comparison, Node, Operand } from './tree.js';

export interface ConditionContext {
  /** Lower case. */
  readonly action: string;
  readonly lookup: (key: string) => AttributeValue;
}

/** A condition's truth, and what time does to it. */
export interface ConditionTruth {
  readonly formula: Formula;
  /** Epoch milliseconds at which a truth that holds now ends; null = never. */
  readonly until: number | null;
  /** Held once, never will again. */
  readonly expired: boolean;
}

/**
 * Three-valued: what is not known stays in the formula. Where time runs from an instant on, what holds now and ends is true with its
 * end, what can never hold again is false, and what is still to come stays open.
 */
export function conditionFormula(tree: Node, context: ConditionContext): ConditionTruth {
  const time = context.lookup(utcNowKey);
  if (time.state !== 'from') return { formula: evaluate(tree, context), until: null, expired: false };
  const at = (epochMs: number): Formula => evaluate(tree, { ...context, lookup: fixed(context, epochMs) });
  const now = at(time.epochMs);
  const turns = turnsOf(tree).filter((turn) => turn > time.epochMs);
  let end: number | null = null;
  for (const turn of turns.toSorted((left, right) => left - right)) {
    const later = at(turn);
    if (same(now, later)) {
      if (end !== null) return stillOpen(tree, context);
    } else if (now !== true || later !== false) return stillOpen(tree, context);
    else end ??= turn;
  }
  return { formula: now, until: end, expired: now === false && mayHaveHeld(tree, context, time.epochMs) };
}

function stillOpen(tree: Node, context: ConditionContext): ConditionTruth {
  const unknown: AttributeValue = { state: 'unknown' };
  const lookup = (key: string) => (key === utcNowKey ? unknown : context.lookup(key));
  return { formula: evaluate(tree, { ...context, lookup }), until: null, expired: false };
}

function mayHaveHeld(tree: Node, context: ConditionContext, now: number): boolean {
  const past = turnsOf(tree).flatMap((turn) => [turn - 1, turn]);
  return past.some((turn) => turn < now && evaluate(tree, { ...context, lookup: fixed(context, turn) }) !== false);
}

function fixed(context: ConditionContext, epochMs: number): ConditionContext['lookup'] {
  const value: AttributeValue = { state: 'present', values: [new Date(epochMs).toISOString()] };
  return (key) => (key === utcNowKey ? value : context.lookup(key));
}

function same(left: Formula, right: Formula): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return left === right;
  return keyOf(left) === keyOf(right);
}

/** The instants at which a comparison with the time may change: the one named, and the next. */
function turnsOf(node: Node): readonly number[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.flatMap(turnsOf);
    case 'not':
      return turnsOf(node.part);
    case 'compare':
      return instantsOf(node);
    default:
      return [];
  }
}

function instantsOf({ left, right }: Comparison): readonly number[] {
  const named = (one: Operand, other: Operand): readonly number[] =>
    one.kind === 'attribute' && one.key === utcNowKey && other.kind === 'literals' ? other.values.map(instant) : [];
  const all = [...named(left, right), ...named(right, left)];
  return all.filter((one) => !Number.isNaN(one)).flatMap((one) => [one, one + 1]);
}

function evaluate(node: Node, context: ConditionContext): Formula {
  switch (node.kind) {
    case 'and':
      return and(node.parts.map((part) => evaluate(part, context)));
    case 'or':
      return or(node.parts.map((part) => evaluate(part, context)));
    case 'not':
      return not(evaluate(node.part, context));
    case 'action':
      return matchesPattern(node.pattern, context.action);
    case 'suboperation':
      return subOperation(node.name, context.lookup(subOperationKey));
    case 'exists':
      return exists(node.attribute, context.lookup(node.attribute.key));
    case 'compare':
      return compare(node.operator, sideOf(node.left, context), sideOf(node.right, context));
  }
}

function subOperation(name: string, value: AttributeValue): Formula {
  if (value.state === 'present') return value.values.some((one) => one.toLowerCase() === name.toLowerCase());
  if (value.state === 'absent') return false;
  if (value.state === 'missing') return leaf({ missing: value.what });
  return leaf({ key: 'SubOperation', operator: 'SubOperationMatches', values: [name] });
}

function exists({ text }: Attribute, value: AttributeValue): Formula {
  if (value.state === 'absent') return false;
  if (value.state === 'missing') return leaf({ missing: value.what });
  return value.state === 'unknown' ? leaf({ key: text, operator: 'Exists', values: [] }) : true;
}

function sideOf(operand: Operand, context: ConditionContext): Side {
  if (operand.kind === 'literals') return { state: 'values', values: operand.values, text: null };
  const value = context.lookup(operand.key);
  switch (value.state) {
    case 'present':
      return { state: 'values', values: value.values, text: operand.text };
    case 'from':
      return { state: 'values', values: [new Date(value.epochMs).toISOString()], text: operand.text };
    case 'unknown':
      return { state: 'open', text: operand.text };
    default:
      return value;
  }
}
