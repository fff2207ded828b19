import type { AskContext, Coverage, ReachMode } from '../access/contract.js';
import type { Residual, Verdict } from '../evaluators/verdict.js';
import type { Json } from '../graph/fact.js';

/** One thing that became different about one fact, in words. */
export interface FactNote {
  /** Machine key: `policy-attached`, `inline-policy-edited`, `joined-group`, `trust-edited`, `created` … */
  readonly what: string;
  /** The fact: id, kind, name, and the part that says it. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly scope: string;
  readonly part: string;
  /** One readable line. */
  readonly text: string;
  /** Policy that it is about, as rows name it. */
  readonly policy?: string;
  /** Group, permission set or level that it is about. */
  readonly entity?: string;
  /** Statements of a document that are only in the earlier, and only in the later one. */
  readonly statements?: { readonly removed: readonly Json[]; readonly added: readonly Json[] };
}

export interface Standing {
  readonly verdict: Exclude<Verdict, 'deny'>;
  readonly residual: Residual | null;
}

/** Actions that one source gained, lost or holds otherwise, by one policy, on one destination. */
export interface AccessChange {
  readonly change: 'gained' | 'lost' | 'changed';
  readonly source: {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly account: string | null;
  };
  readonly grantedBy: {
    readonly entity: string;
    readonly entityName: string;
    readonly entityType: string;
    readonly policy: string;
    readonly policyName: string;
    readonly policyType: string;
  };
  readonly destination: { readonly id: string; readonly name: string; readonly account: string | null };
  readonly actions: readonly string[];
  readonly before: Standing | null;
  readonly after: Standing | null;
  /** A policy by which the source holds the same in the other state as well: nothing is gained or lost in effect. Null = it really is. */
  readonly heldBy: string | null;
  /** What became different: see `facts` of the answer. */
  readonly facts: readonly Pick<FactNote, 'what' | 'id' | 'text'>[];
}

export interface StateOf {
  /** As asked. */
  readonly date: string;
  /** Null = nothing was collected by then. */
  readonly generation: number | null;
  readonly collectedAt: string | null;
}

/** A part that only one of the two states has: what it holds is new knowledge, not new access, and is not compared. */
export interface PartNotCompared {
  readonly scope: string;
  readonly part: string;
  readonly state: 'collected only later' | 'collected only before';
}

export interface Changes {
  readonly from: StateOf;
  readonly to: StateOf;
  /** In the order of change (gained, lost, changed), source, policy, destination. */
  readonly changes: readonly AccessChange[];
  readonly facts: readonly FactNote[];
  readonly notCompared: readonly PartNotCompared[];
  /** Identities and resources whose rights were compared: those that the facts speak of. */
  readonly compared: number;
  /** Why not all of them were. */
  readonly cut: {
    readonly reason: 'time';
    readonly limit: number;
    readonly compared: number;
    readonly of: number;
  } | null;
  readonly coverage: Coverage;
}

export interface ChangesOptions {
  readonly reach: ReachMode;
  readonly context?: AskContext;
  /** The instant at which both states are decided, epoch milliseconds: the clock alone changes nothing. */
  readonly now: number;
  /** Default a minute. */
  readonly timeMs?: number;
  readonly signal?: AbortSignal;
}
