import type { Span } from './diagnostics.js';

export type Value =
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'parameter'; readonly name: string; readonly span: Span }
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span };

export interface AttributeName {
  readonly name: string;
  readonly keys: readonly Value[];
  readonly span: Span;
}

export const operators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'IN',
  'NOT IN',
  'CONTAINS ALL',
  'STARTS WITH',
  'ENDS WITH',
  'DOES NOT END WITH',
  'DOES NOT START WITH',
  'LIKE',
  'EXISTS',
  'DOES NOT EXIST',
] as const;
export type OperatorName = (typeof operators)[number];

export interface Predicate {
  readonly kind: 'predicate';
  readonly attribute: AttributeName;
  readonly operator: OperatorName;
  readonly operatorSpan: Span;
  readonly values: readonly Value[];
  readonly span: Span;
}

export type Expression =
  | Predicate
  | { readonly kind: 'and'; readonly parts: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'or'; readonly parts: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'not'; readonly part: Expression; readonly span: Span };

export interface ContextEntry {
  readonly key: string;
  /** Null = known to be absent. */
  readonly value: Value | null;
  readonly span: Span;
}

export interface Clauses {
  readonly context?: readonly ContextEntry[];
  readonly asOf?: Value;
  readonly groupBy?: readonly AttributeName[];
  readonly orderBy?: readonly { readonly attribute: AttributeName; readonly descending: boolean }[];
  readonly limit?: Value;
  readonly reach?: Span;
}

export type QuestionForm =
  | 'who-can'
  | 'which-users'
  | 'what-access'
  | 'what-everything'
  | 'outside-group'
  | 'why-can'
  | 'why-cannot'
  | 'how-reach'
  | 'what-changed';

export type Query =
  | { readonly kind: 'iam'; readonly where: Expression; readonly clauses: Clauses }
  | { readonly kind: 'resource'; readonly where: Expression; readonly clauses: Clauses; readonly span: Span }
  | {
      readonly kind: 'question';
      readonly form: QuestionForm;
      readonly arguments: readonly Value[];
      readonly action?: { readonly text: string; readonly span: Span };
      readonly clauses: Clauses;
      readonly span: Span;
    };
