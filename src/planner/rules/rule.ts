import type { Predicate } from '../../../grammar/ast.js';
import type { Diagnostic } from '../../../grammar/index.js';
import type { Attribute } from '../attributes.js';

/** Where a predicate stands: rules that ask for the top level see it here. */
export interface Placement {
  readonly topLevel: boolean;
  readonly reachAll: boolean;
}

/** One semantic rule: what is wrong with a predicate whose attribute is known. */
export type Rule = (predicate: Predicate, attribute: Attribute, placement: Placement) => Diagnostic | null;
