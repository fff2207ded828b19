import { parseCondition } from './parse.js';
import type { Fault, Node } from './tree.js';

export { type ConditionContext, type ConditionTruth, conditionFormula } from './evaluate.js';
export type { Fault } from './tree.js';

/** A condition as it is held: what it says, or why it says nothing. */
export interface Condition {
  readonly text: string;
  readonly tree: Node | null;
  /** Set where `tree` is null. */
  readonly fault: Fault | null;
  /** Attributes it mentions (`attributeKey`), and `suboperation`. */
  readonly mentions: ReadonlySet<string>;
}

const cache = new Map<string, Condition>();

/** `version`: only 2.0 is public, and stands where none is given. https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest */
export function compileCondition(text: string, version: string | null = null): Condition {
  if (version !== null && version !== '2.0')
    return {
      text,
      tree: null,
      fault: { message: `unknown condition version \`${version}\``, offset: 0 },
      mentions: none,
    };
  const known = cache.get(text);
  if (known) return known;
  const read = parseCondition(text);
  const condition: Condition =
    'message' in read
      ? { text, tree: null, fault: read, mentions: none }
      : { text, tree: read, fault: null, mentions: mentionsOf(read) };
  if (cache.size > 20_000) cache.clear();
  cache.set(text, condition);
  return condition;
}

const none: ReadonlySet<string> = new Set();

function mentionsOf(node: Node, into: Set<string> = new Set()): ReadonlySet<string> {
  if (node.kind === 'and' || node.kind === 'or') for (const part of node.parts) mentionsOf(part, into);
  else if (node.kind === 'not') mentionsOf(node.part, into);
  else if (node.kind === 'suboperation') into.add('suboperation');
  else if (node.kind === 'exists') into.add(node.attribute.key);
  else if (node.kind === 'compare')
    for (const side of [node.left, node.right]) if (side.kind === 'attribute') into.add(side.key);
  return into;
}

/** `1:23`, lines and columns from 1. */
export function placeOf({ text, fault }: Condition): string {
  const before = text.slice(0, fault?.offset ?? 0).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}
