import type { Hop, Reason, Residual, Verdict } from '../evaluators/verdict.js';
import type { Coverage } from './coverage-contract.js';

/** One hop of a path with what proves it: the statements of both sides, or the collected fact (a membership, an assignment). */
export interface PathHop {
  readonly hop: Hop['hop'];
  readonly from: string;
  readonly to: string;
  readonly because: readonly Reason[];
  readonly residual: Residual | null;
  readonly verdict: Exclude<Verdict, 'deny'>;
  /** ISO instant after which the hop is closed. */
  readonly until?: string;
}

/** What the last identity of a path may do to the resource, by one statement. */
export interface PathGrant {
  /** Who carries the statement: the identity, its group, or the resource itself. */
  readonly entity: string;
  readonly entityType: string;
  /** Null where no policy is needed (the root user). */
  readonly policy: string | null;
  readonly policyName: string | null;
  readonly statement: string | number | null;
  readonly actions: readonly string[];
  /** Granted text. */
  readonly destination: string;
  readonly verdict: Exclude<Verdict, 'deny'>;
  readonly residual: Residual | null;
  readonly until: string | null;
  readonly because: readonly Reason[];
}

export interface AccessPath {
  readonly hops: readonly PathHop[];
  /** Empty where the path ends in the resource itself: an identity that was become. */
  readonly grants: readonly PathGrant[];
  /** Of all hops and the best grant together. */
  readonly verdict: Exclude<Verdict, 'deny'>;
  /** How many hops count (every one but `member`). */
  readonly length: number;
}

/** Why the search ended before everything was looked at, and the bound that it met. */
export interface PathCut {
  /** `count` paths, `length` in hops, `time` in milliseconds, `work` in ways tried. */
  readonly reason: 'count' | 'length' | 'time' | 'work';
  readonly limit: number;
}

/** Where no path is: what comes nearest. */
export interface NearMiss {
  /** How many further identities the asked one can act as. */
  readonly actsAs: number;
  /** Some who may do something to the resource; `more` of them exist. */
  readonly others: readonly { readonly id: string; readonly action: string; readonly verdict: Verdict }[];
  readonly more: boolean;
  /** The hop whose lack separates the asked identity from the resource, and the reason of the refusal; null = none came near. */
  readonly missing: {
    readonly hop: 'assume';
    readonly from: string;
    readonly to: string;
    readonly because: readonly Reason[];
  } | null;
}

export interface PathQuestion {
  /** Id, name or e-mail; an e-mail means the person, with all identities. */
  readonly identity: string;
  readonly resource: string;
  /** Most paths; default 10. */
  readonly count?: number;
  /** Most hops; default 8. */
  readonly length?: number;
  /** Default 10 seconds. */
  readonly timeMs?: number;
}

export interface PathsAnswer {
  readonly identities: readonly string[];
  readonly resource: string;
  readonly paths: readonly AccessPath[];
  readonly cut: PathCut | null;
  readonly nearest: NearMiss | null;
  /** Kinds of hop that exist on the platform and are not computed: a path by them would not be found. */
  readonly notComputed: readonly { readonly hop: Hop['hop']; readonly what: string }[];
  /** Identities that were looked at on the way. */
  readonly lookedAt: number;
  readonly coverage: Coverage;
  /** What people call the ids of the answer. */
  readonly names: Readonly<Record<string, string>>;
}

/** Stands in a path for whoever the caller may not see. */
export const outsideScope = 'outside your scope';
