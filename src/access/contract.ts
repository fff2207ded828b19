import type { Caller } from '../callers/caller.js';
import type { Place } from '../callers/scope.js';
import type { ActionInfo } from '../catalogue/contract.js';
import type { Hop, Reason, Residual, Verdict } from '../evaluators/verdict.js';
import type { Node, ResourceFilter } from '../store/contract.js';
import type { Coverage } from './coverage-contract.js';
import type { PathQuestion, PathsAnswer } from './path-contract.js';

export type { Coverage, NotCollected } from './coverage-contract.js';

export type ReachMode = 'own' | 'all';

/** Values somebody supplies for request keys; null = known to be absent. */
export type AskContext = Readonly<
  Record<string, null | string | number | boolean | readonly (string | number | boolean)[]>
>;

export interface AskOptions {
  readonly caller: Caller;
  readonly reach?: ReachMode;
  readonly context?: AskContext;
  /** The instant asked about, epoch milliseconds; time runs from it onward. */
  readonly now: number;
  /** Turn verdicts that an uncollected layer could flip into `unknown`. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
  /** Where the work is counted and may be stopped. */
  readonly work?: Work;
}

/** What an enumeration has done so far. */
export interface Work {
  /** Verdicts computed. */
  decisions: number;
  /** Identity classes and single principals looked at. */
  classes: number;
  /** Resources looked at. */
  resources: number;
  /** Called again and again; throws to stop the work. */
  tick(): void;
}

/** Who acts. */
export interface Source {
  /** ARN, sso-user id, `public`, `authenticated`, or an external ARN / account id. */
  readonly id: string;
  readonly name: string;
  /** RQL resource type: `user`, `role`, `instance`, `function`, `task-definition`, `oidc-provider`, `service`, `sso-user`, `public`, `external` … */
  readonly type: string;
  readonly service: string;
  readonly account: string | null;
  readonly region: string | null;
  /** Everyone, with or without an account of the provider. */
  readonly public: boolean;
  /** Named by a collected policy but in no collected scope: its own side is taken as granting. */
  readonly external: boolean;
  /** Counts as a user (design: identity). */
  readonly user: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Identity-provider side, for Identity Center people. */
  readonly idp: {
    readonly service: string;
    readonly email: string | null;
    readonly username: string | null;
    readonly groups: readonly string[];
    readonly domain: string | null;
  } | null;
  /** Every group the source is a member of, ids and names. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly node: Node | null;
}

export interface Granter {
  readonly entityId: string;
  readonly entityName: string;
  /** `user` (direct), `group`, `role`, `resource` (resource-based policy). */
  readonly entityType: string;
  readonly entityAccount: string | null;
  readonly entityTags: Readonly<Record<string, string>>;
  /** Days are counted by the executor from `now`. */
  readonly entityLastUsed: string | null;
  readonly policyId: string;
  readonly policyName: string;
  /** `AWS Managed Policy`, `Customer Managed Policy`, `Inline Policy`, `Resource-based Policy`. */
  readonly policyType: string;
  readonly policyAccount: string | null;
  readonly policyTags: Readonly<Record<string, string>>;
  readonly statement: string | number;
  /** `*` in Action and/or Resource of the policy. */
  readonly excessive: boolean;
  /** One statement of the policy allows every action on every resource. */
  readonly administrator?: boolean;
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

/** The part of a granter that all members of an identity class share. */
export type GrantingPolicy = Pick<
  Granter,
  'policyName' | 'policyType' | 'statement' | 'excessive' | 'administrator' | 'conditions'
>;

export interface Destination {
  /** Granted text: an ARN, possibly with wildcards, or `*`. */
  readonly pattern: string;
  /** The inventory resource this row is about, when the question constrained it; else null. */
  readonly id: string | null;
  readonly name: string;
  readonly type: string;
  readonly service: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  /** The granted text is or contains `*`. */
  readonly wildcard: boolean;
}

/** One effective permission: the row of the query language. */
export interface AccessRow {
  readonly source: Source;
  /** Hops of the source up to the granting entity. */
  readonly path: readonly Hop[];
  readonly granter: Granter;
  readonly action: ActionInfo;
  readonly destination: Destination;
  readonly verdict: Exclude<Verdict, 'deny'>;
  readonly residual: Residual | null;
  readonly until: string | null;
  readonly because: readonly Reason[];
  /** `LIMITED_BY_DENY_STATEMENT` … */
  readonly exceptions: readonly string[];
}

/** Columns of a row that are known before the row is made. */
export interface KnownColumns {
  /** What the granting statement says, whoever carries it. */
  readonly policy?: GrantingPolicy;
  readonly source?: Source;
  readonly granter?: Granter;
  readonly action?: ActionInfo;
  readonly destination?: Destination;
  /** The inventory resource the row will be about, however it turns out to be granted. */
  readonly place?: Destination;
  /** What a statement grants on, before the action says what it is: type and service are open. */
  readonly granted?: Omit<Destination, 'type' | 'service'>;
}

/** How much a way into the graph brings along. */
export interface Estimate {
  /** Identities that may hold or carry a grant that matters. */
  readonly identities: number;
  /** Identity classes among them: each is decided once. */
  readonly classes: number;
  /** Inventory resources; null where granted destinations are asked about. */
  readonly resources: number | null;
  readonly actions: number;
}

/** What narrows an enumeration before any row is made. Everything absent = the whole estate. Rows may exceed the seed; the executor filters. */
export interface RowSeed {
  /** Identity ids (already resolved). */
  readonly sources?: readonly string[];
  /** Catalogue action names. */
  readonly actions?: readonly string[];
  /** `granted`: one row per granted destination; else one row per matching inventory resource (or exact id the inventory lacks). */
  readonly resources?:
    | 'granted'
    | { readonly ids: readonly string[] }
    | { readonly filter: ResourceFilter; readonly accept?: (node: Node) => boolean };
  /** Only destinations of these services can matter. */
  readonly services?: readonly string[];
  /** Ids of everybody who may carry a granting policy that matters: identities, groups, resources. */
  readonly granters?: readonly string[];
  /** What sources may only because everyone may is left to the row of `public`, as in an answer about all sources. */
  readonly everyoneApart?: boolean;
  /** Can a row with these columns be an answer? Asked before anything is decided. */
  readonly accept?: (known: KnownColumns) => boolean;
  /** Columns that `accept` looks at; absent = all. */
  readonly asks?: ReadonlySet<keyof KnownColumns>;
}

export interface CheckAnswer {
  readonly verdict: Verdict;
  readonly explicit: boolean;
  readonly because: readonly Reason[];
  readonly residual: Residual | null;
  readonly until?: string;
  readonly coverage: Coverage;
  /** All correlated identities that were asked, the one that decided first. */
  readonly identities: readonly { readonly id: string; readonly verdict: Verdict }[];
  readonly principal: string;
  readonly resource: string;
  readonly action: string;
}

/** Effective access over one working set. Pure and synchronous; enumeration is lazy. All but `source` and names keeps to the row scope of who asks. */
export interface Access {
  check(principal: string, action: string, resource: string, options: AskOptions): CheckAnswer;
  /** How an identity reaches a resource: simple paths, shortest first, each hop with its proof. Errors as of `check`. */
  paths(question: PathQuestion, options: AskOptions): PathsAnswer;
  rows(seed: RowSeed, options: AskOptions): Iterable<AccessRow>;
  /** The same rows; null = none just now, a place to pause. Between two values lies little work. */
  stream(seed: RowSeed, options: AskOptions): Iterable<AccessRow | null>;
  /** What enumerating the seed would look at, from the index alone; counting ends where it is more than `most` identities. */
  estimate(seed: RowSeed, most?: number): Estimate;
  /** Ids of all sources of this name; null = too many to list. */
  sourcesNamed(name: string): readonly string[] | null;
  /** Ids of all that carry policies and are of this name; null = too many to list. */
  grantersNamed(name: string): readonly string[] | null;
  /** How many further identities could become one of `ids` (reach), up to a budget: `exact` false means at least this many. */
  couldBecome(
    ids: readonly string[],
    options: AskOptions,
  ): { readonly count: number; readonly exact: boolean; readonly examples: readonly string[] };
  /** Everybody whose rights are those of `id`: itself, whoever acts as it in sessions of their own, with `reach: all` whoever can become it. */
  actsAs(id: string, options: AskOptions): Iterable<string>;
  /** Of an answer that touched these accounts; without them of one that found nothing. No more than the caller may be told. */
  coverage(
    touched: { readonly accounts?: Iterable<string>; readonly services?: Iterable<string> },
    caller: Caller,
  ): Coverage;
  /** Where an id of an answer belongs, for row scopes. */
  place(id: string): Place;
  source(id: string): Source | null;
}
