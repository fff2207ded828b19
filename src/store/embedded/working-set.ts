import type { Json } from '../../graph/fact.js';
import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import type {
  ClassView,
  Generation,
  Node,
  NodeRef,
  PartStatus,
  ResourceFilter,
  SetSize,
  WorkingSet,
} from '../contract.js';
import type { SqlDatabase } from './driver.js';
import { startingWith } from './fact-prefix.js';
import { FactReader } from './fact-reader.js';
import { countResources, nodesOfKind, resources } from './fact-scan.js';
import { IndexReader } from './index-reader.js';
import { rebuildIndex } from './index-rebuild.js';
import { type IndexSource, prunedMeanwhile, requireIndex } from './index-retention.js';
import { partsAt } from './part-table.js';

/** One generation, read on demand and kept. Every statement is bound to the generation, so that later ingests do not show. */
export class EmbeddedWorkingSet implements WorkingSet {
  readonly generation: number;
  readonly collectedAt: string;
  private readonly facts: FactReader;
  private reader: IndexReader | null = null;
  /** When to look again whether the index is still kept, epoch milliseconds; an index made anew in memory is nobody else's. */
  private lookAgain = 0;
  private readonly sizes = new Map<string, SetSize>();
  private status: readonly PartStatus[] | null = null;

  constructor(
    private readonly database: SqlDatabase,
    generation: Generation,
    private readonly source: IndexSource,
  ) {
    this.generation = generation.number;
    this.collectedAt = generation.collectedAt;
    this.facts = new FactReader(database, generation.number);
  }

  /** The stored index while it is kept; where it may go, one made anew on first use. */
  private get index(): IndexReader {
    const now = Date.now();
    if (this.reader && now < this.lookAgain) return this.reader;
    const { retention, indexers } = this.source;
    this.lookAgain = now + retention.slackMs;
    if (!indexers) requireIndex(this.database, this.generation);
    else if (retention.mayGo(this.database, this.generation, now)) {
      // Keys that were given out would not mean the same in another index.
      if (this.reader) throw prunedMeanwhile(this.generation);
      this.lookAgain = Number.POSITIVE_INFINITY;
      this.reader = new IndexReader(rebuildIndex(this.database, this.generation, indexers), this.generation);
    }
    this.reader ??= new IndexReader(this.database, this.generation);
    return this.reader;
  }

  parts(): readonly PartStatus[] {
    this.status ??= partsAt(this.database, this.generation);
    return this.status;
  }

  size(filter: ResourceFilter = {}): SetSize {
    const key = JSON.stringify(filter);
    let size = this.sizes.get(key);
    if (!size) {
      size = { ...this.index.classCount(), resources: countResources(this.facts, filter) };
      this.sizes.set(key, size);
    }
    return size;
  }

  node(id: string, scope?: string): Node | undefined {
    return this.facts.node(id, scope);
  }

  resolve(text: string, limit = 50): readonly NodeRef[] {
    return this.facts.resolve(text, limit);
  }

  startingWith(
    text: string,
    options: { readonly limit: number; readonly kinds?: readonly NodeKind[] },
  ): readonly NodeRef[] {
    return startingWith(this.facts, text, options);
  }

  into(id: string, kind: EdgeKind): readonly NodeRef[] {
    return this.facts.into(id, kind);
  }

  nodesOfKind(kind: NodeKind): Iterable<Node> {
    return nodesOfKind(this.facts, kind);
  }

  resources(filter: ResourceFilter): Iterable<Node> {
    return resources(this.facts, filter);
  }

  named(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    return this.facts.namesOf(account, kind, prefix);
  }

  classOf(identity: string): number | undefined {
    return this.index.classOf(identity);
  }

  classView(key: number): ClassView {
    return this.index.classView(key);
  }

  classKeys(account?: string): Iterable<number> {
    return this.index.classKeys(account);
  }

  members(key: number): Iterable<string> {
    return this.index.members(key);
  }

  holders(document: number): Iterable<number> {
    return this.index.holders(document);
  }

  document(key: number): Json {
    return this.index.document(key);
  }

  documentKey(scope: string, part: string, local: number): number {
    return this.index.documentKey(scope, part, local);
  }

  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[] {
    return this.index.allowDocuments(actionKeys, resource, resourceIsPattern);
  }

  grantees(keys: readonly string[]): readonly NodeRef[] {
    return this.index.grantees(keys);
  }

  granteeKeys(prefix: string): readonly string[] {
    return this.index.granteeKeys(prefix);
  }
}
