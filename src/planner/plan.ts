import type { OperatorName } from '../../grammar/ast.js';
import type { AskContext, ReachMode } from '../access/contract.js';
import type { Attribute } from './attributes.js';

/** A value that is bound: parameters are gone. */
export type BoundValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'attribute'; readonly attribute: Attribute };

export interface BoundPredicate {
  readonly kind: 'predicate';
  readonly attribute: Attribute;
  readonly keys: readonly string[];
  readonly operator: OperatorName;
  readonly values: readonly BoundValue[];
}

export type BoundExpression =
  | BoundPredicate
  | { readonly kind: 'and' | 'or'; readonly parts: readonly BoundExpression[] }
  | { readonly kind: 'not'; readonly part: BoundExpression };

/** What narrows the enumeration, in the query's own words; the executor resolves names with the graph. */
export interface Seed {
  /** Ids, names or e-mails of sources; absent = everybody. */
  readonly sources?: readonly string[];
  /** Names that every source has; whether that narrows anything only the graph can tell. */
  readonly sourceNames?: readonly string[];
  /** Ids or names of whoever carries the granting policy. */
  readonly granters?: { readonly by: 'id' | 'name'; readonly texts: readonly string[] };
  /** Action names or patterns; absent = all. */
  readonly actions?: readonly string[];
  readonly services?: readonly string[];
  /** The query constrains the destination by the inventory. */
  readonly inventory?: {
    /** Ids or names by = or IN; absent = by the rest. */
    readonly resources?: readonly string[];
    /** Any of these; `account` and `region` stand beside them where the list has one entry, which narrows the look-up. */
    readonly accounts?: readonly string[];
    readonly regions?: readonly string[];
    readonly account?: string;
    readonly region?: string;
    /** Predicates on the destination that an inventory node must meet to be worth asking about. */
    readonly types?: readonly string[];
    readonly tags?: readonly BoundPredicate[];
  };
}

/** A query that asks in one way: of inventory resources, or of granted destinations. */
export interface Branch {
  readonly where: BoundExpression | null;
  readonly seed: Seed;
}

/** What a query asks about that may lie outside of everything collected. */
export interface Beyond {
  /** Providers that its values name: `AZURE`, `GCP`, `KUBERNETES`, `Okta` … */
  readonly providers: readonly string[];
  /** Attributes that nothing collected can fill, and whether rows would come or go if something did. */
  readonly attributes: readonly { readonly name: string; readonly direction: 'gain' | 'lose' }[];
}

export interface RowsPlan {
  readonly kind: 'rows';
  readonly where: BoundExpression | null;
  /** The way in that all branches share. */
  readonly seed: Seed;
  /** Asked one after the other; a row of two of them is given once. */
  readonly branches: readonly Branch[];
  readonly beyond: Beyond;
  /** CONTAINS ALL lists of the top level. */
  readonly containsAll: readonly (readonly string[])[];
  readonly reach: ReachMode;
  readonly context?: AskContext;
  readonly asOf?: string;
  readonly groupBy?: readonly GroupKey[];
  readonly orderBy?: readonly {
    readonly attribute: Attribute;
    readonly keys: readonly string[];
    readonly descending: boolean;
  }[];
  readonly limit?: number;
  /** Row tests that plain predicates cannot say. */
  readonly usersOnly?: boolean;
  readonly outsideGroup?: string;
}

export interface GroupKey {
  readonly attribute: Attribute;
  readonly keys: readonly string[];
}

export interface CheckPlan {
  readonly kind: 'check';
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Which way the question was put. */
  readonly why: 'can' | 'cannot';
  readonly reach: ReachMode;
  readonly context?: AskContext;
  readonly asOf?: string;
}

/** How an identity reaches a resource. */
export interface PathsPlan {
  readonly kind: 'paths';
  readonly identity: string;
  readonly resource: string;
  readonly context?: AskContext;
  readonly asOf?: string;
  readonly limit?: number;
}

/** Who gained and who lost what between two dates. */
export interface ChangesPlan {
  readonly kind: 'changes';
  readonly from: string;
  readonly to: string;
  readonly context?: AskContext;
  readonly reach: ReachMode;
  readonly limit?: number;
}

export type Plan = RowsPlan | CheckPlan | PathsPlan | ChangesPlan;
