import type { Fact, Json, JsonObject } from '../graph/fact.js';
import type { IndexRecord } from '../graph/generation-index.js';
import type { EdgeKind, NodeKind } from '../graph/kinds/index.js';
import type { Records } from './records.js';

/** A node as readers see it: all facts of one id merged. */
export interface Node {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly type: string | undefined;
  readonly scope: string;
  readonly props: JsonObject;
  readonly edges: Fact['edges'] & {};
}

export interface NodeRef {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
}

export interface PartName {
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
}

export interface PartStatus extends PartName {
  readonly source: string;
  readonly digest: string;
  /** ISO instant of the data. */
  readonly collectedAt: string;
  readonly facts: number;
  /** Set when the last collection of it failed and these are the facts of an earlier one. */
  readonly stale: string | null;
  readonly notCollected: readonly string[];
  readonly problems: number;
}

export interface Generation {
  readonly number: number;
  readonly collectedAt: string;
  readonly createdAt: string;
  readonly facts: number;
}

/** An identity class: same grants, guardrails and shared attributes (design: cost). */
export interface ClassView {
  readonly key: number;
  readonly scope: string;
  readonly record: Extract<IndexRecord, { record: 'class' }>['body'];
  readonly size: number;
}

export interface ResourceFilter {
  readonly idPrefix?: string;
  readonly service?: string;
  readonly type?: string;
  readonly account?: string;
  readonly region?: string;
  readonly name?: string;
}

/**
 * What a question needs, named beforehand so that a remote store can fetch it in few round trips. `estate` asks for
 * everything (scans); stores may then read lazily.
 */
export type WorkingSetRequest =
  | { readonly ask: 'check'; readonly principal: string; readonly action: string; readonly resource: string }
  | { readonly ask: 'who'; readonly actions: readonly string[]; readonly resource: string }
  | { readonly ask: 'what'; readonly principal: string }
  /** What a query names that narrows it: ids or names; nothing of it = the whole estate. */
  | {
      readonly ask: 'rows';
      readonly principals: readonly string[];
      readonly actions: readonly string[];
      readonly resources: readonly string[];
    }
  | { readonly ask: 'estate' };

/** How long fetching may take, and what ends it. */
export interface FetchLimits {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SetSize {
  readonly identities: number;
  readonly classes: number;
  readonly resources: number;
}

/** An immutable neighbourhood of one generation. Every look-up is synchronous and answers the same until the set is dropped. */
export interface WorkingSet {
  readonly generation: number;
  readonly collectedAt: string;
  parts(): readonly PartStatus[];
  /** How much there is, from the index: identities and classes of the generation, resources that the filter's keys leave. */
  size(filter?: ResourceFilter): SetSize;

  /** All facts of the id merged; with `scope` only what that scope says. */
  node(id: string, scope?: string): Node | undefined;
  /** By id, name or alias, without case; ids first. At most `limit` (default 50). */
  resolve(text: string, limit?: number): readonly NodeRef[];
  /**
   * Some nodes whose name, alias or id begins with the text, without case of ASCII letters, at most `limit`; with `kinds` of these kinds only.
   * For people who type: the work is bounded whatever the size of the estate, so a rare kind among many others may be missed.
   */
  startingWith(
    text: string,
    options: { readonly limit: number; readonly kinds?: readonly NodeKind[] },
  ): readonly NodeRef[];
  /** Nodes with an edge of this (reverse-kept) kind to `id`. */
  into(id: string, kind: EdgeKind): readonly NodeRef[];
  nodesOfKind(kind: NodeKind): Iterable<Node>;
  resources(filter: ResourceFilter): Iterable<Node>;
  /** Names of one account that start with `prefix` (Identity Center roles by permission set). */
  named(account: string, kind: NodeKind, prefix: string): readonly NodeRef[];

  classOf(identity: string): number | undefined;
  classView(key: number): ClassView;
  /** All classes, or those whose members act in one account. */
  classKeys(account?: string): Iterable<number>;
  members(key: number): Iterable<string>;
  /** Classes that carry the document in their identity layer. */
  holders(document: number): Iterable<number>;
  /** Parsed JSON of a document. */
  document(key: number): Json;
  documentKey(scope: string, part: string, local: number): number;
  /** Documents with an Allow statement filed under one of the action keys and a pattern that may meet the resource glob. */
  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[];
  /** Nodes whose resource-side policy names this principal key (see generation-index). */
  grantees(keys: readonly string[]): readonly NodeRef[];
  /** Principal keys filed under a prefix: the principals of one account that policies name. */
  granteeKeys(prefix: string): readonly string[];
}

export interface ReplacePart extends PartName {
  readonly source: string;
  readonly digest: string;
  readonly notCollected: readonly string[];
}

/** One ingest: all or nothing. Only one may be open in a data directory at a time, by any process (`store-busy`). */
export interface Ingest {
  /** True when the stored digest equals: the part is kept as it stands and only its age is renewed. */
  unchanged(part: ReplacePart): boolean;
  /** Replaces exactly this part. Facts are streamed; index records of the part follow in `index`. */
  replace(
    part: ReplacePart,
    facts: Iterable<Fact> | AsyncIterable<Fact>,
  ): Promise<{ added: number; changed: number; removed: number; same: number }>;
  index(part: ReplacePart, records: Iterable<IndexRecord>): Promise<void>;
  problems(part: ReplacePart, problems: readonly JsonObject[]): void;
  /** Marks a part stale (collection failed), facts stay; nothing to mark where it never was collected. Without a provider: of any. */
  stale(scope: string, part: string, reason: string, provider?: string): void;
  /** Drops a part as if it had never been collected. */
  drop(scope: string, part: string, provider?: string): void;
  commit(): Promise<Generation>;
  /** Nothing of this ingest remains. Idempotent. */
  abort(): Promise<void>;
}

/** One fact of one part that is not the same in two generations; null = it was not there. */
export interface FactChange {
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
  readonly id: string;
  readonly before: Fact | null;
  readonly after: Fact | null;
}

/** What one part says in one generation, as it was given. */
export interface PartContent {
  /** Each fact of the part, an id as often as it was described; read at most once. */
  readonly facts: Iterable<Fact> | AsyncIterable<Fact>;
  /** In their order, without the place that `Store.problems` adds. */
  readonly problems: readonly JsonObject[];
}

export interface IngestOptions {
  /** ISO instant of the data. */
  readonly collectedAt: string;
  /** Makes the generation as it stands in another store: nothing is begun where another number would come (`generation-taken`). */
  readonly copyOf?: { readonly number: number; readonly createdAt: string };
}

export interface Store {
  readonly kind: 'embedded' | 'neo4j';
  /** Starts an ingest. Errors: `store-busy`, `generation-taken`. */
  ingest(options: IngestOptions): Promise<Ingest>;
  /** What the request names is there when it comes back; a store that is far away heeds the limits. */
  workingSet(
    request: WorkingSetRequest,
    asOf?: { generation?: number; date?: string },
    limits?: FetchLimits,
  ): Promise<WorkingSet>;
  generations(): Promise<readonly Generation[]>;
  /** States of the parts in a generation, the latest without one. */
  parts(generation?: number): Promise<readonly PartStatus[]>;
  /** For copies and comparisons. Errors: `unknown-part` where the generation has no such part. */
  content(part: PartName, generation: number): Promise<PartContent>;
  /**
   * Facts that differ between two generations, part by part, ids in order. Parts that stand unchanged are not read. A fact that
   * was taken out and put back the same is no difference.
   */
  changes(from: number, to: number): Promise<Iterable<FactChange>>;
  problems(scope?: string): Promise<readonly JsonObject[]>;
  /** What is kept beside the facts. */
  records(): Records;
  close(): Promise<void>;
}

/** What a store may lack; conformance suites skip by these names only. */
export type StoreCapability = 'kill-safe' | 'as-of';
