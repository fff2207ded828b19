import { attributeComparison } from './attribute-comparison.js';
import { becomingNeedsReach } from './becoming-needs-reach.js';
import { containsAllPlacement } from './contains-all-placement.js';
import { keyCount } from './key-count.js';
import { knownRegion } from './known-region.js';
import { knownValue } from './known-value.js';
import { operatorAllowed } from './operator-allowed.js';
import type { Rule } from './rule.js';
import { valueType } from './value-type.js';

/** Rules over predicates, in the order in which they are asked; the first complaint of a predicate is enough. */
export const rules: readonly Rule[] = Object.freeze([
  keyCount,
  operatorAllowed,
  valueType,
  attributeComparison,
  knownValue,
  knownRegion,
  containsAllPlacement,
  becomingNeedsReach,
]);
