import type { Pattern } from '../wildcard.js';
import type { Operator } from './operators.js';

/** A condition as it was read. Sources: https://learn.microsoft.com/azure/role-based-access-control/conditions-format */
export type Node =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] }
  | { readonly kind: 'not'; readonly part: Node }
  | { readonly kind: 'action'; readonly pattern: Pattern; readonly written: string }
  | { readonly kind: 'suboperation'; readonly name: string }
  | { readonly kind: 'exists'; readonly attribute: Attribute }
  | Comparison;

export interface Comparison {
  readonly kind: 'compare';
  readonly left: Operand;
  readonly operator: Operator;
  readonly right: Operand;
}

export interface Attribute {
  readonly kind: 'attribute';
  /** As written, spaces taken out. */
  readonly text: string;
  readonly key: string;
}
/** One literal, or those of a set. */
export interface Literals {
  readonly kind: 'literals';
  readonly values: readonly string[];
  readonly set: boolean;
}
export type Operand = Attribute | Literals;

/** Where and why a text is no condition: offset in characters from 0. */
export interface Fault {
  readonly message: string;
  readonly offset: number;
}
