import type { Json } from '../../graph/fact.js';
import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import type { ClassView, Node, NodeRef, PartStatus, ResourceFilter, SetSize, WorkingSet } from '../contract.js';
import { fits } from '../resource-fits.js';
import { distinctRefs } from '../stored-fact.js';
import type { Row } from './connection.js';
import { beginning, type Place } from './cypher/read-facts.js';
import type { ClassesBy } from './cypher/read-index.js';
import { FactMemory, type Page } from './fact-memory.js';
import type { Fetch } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';
import { IndexMemory } from './index-memory.js';

const pageSize = 500;
/** Classes come with grants, documents and members. */
const classesPerPage = 200;
/** Classes of an account of which the keys are kept. */
const mostKeysKept = 5000;

/**
 * One generation, as far as it was read: what a question needs is fetched beforehand (`prefetch.ts`); the rest is looked up while the
 * caller waits, a page at a time. Caches forget, so that memory is bounded whatever the estate.
 */
export class Neo4jWorkingSet implements WorkingSet {
  readonly facts: FactMemory;
  readonly index: IndexMemory;

  constructor(
    readonly contents: GenerationParts,
    /** Fetches at once, while this thread waits. */
    private readonly lookUp: (fetches: readonly Fetch[]) => void,
  ) {
    this.facts = new FactMemory(contents);
    this.index = new IndexMemory(contents, (rows) => this.facts.takeNodes(rows));
  }

  get generation(): number {
    return this.contents.generation.number;
  }

  get collectedAt(): string {
    return this.contents.generation.collectedAt;
  }

  parts(): readonly PartStatus[] {
    return this.contents.statuses;
  }

  size(filter: ResourceFilter = {}): SetSize {
    this.need(this.facts.count(filter));
    const { identities, classes } = this.contents.counts;
    return { identities, classes, resources: this.facts.counted(filter) };
  }

  node(id: string, scope?: string): Node | undefined {
    if (id === '') return undefined;
    if (!this.facts.knows(id)) this.need(this.facts.nodes([id]));
    return this.facts.node(id, scope);
  }

  resolve(text: string, limit = 50): readonly NodeRef[] {
    const exact = this.node(text);
    if (exact) return [{ id: exact.id, kind: exact.kind, name: exact.name }];
    this.need(this.facts.texts([text]));
    return this.refs(this.facts.textRows(text) ?? []).slice(0, limit);
  }

  startingWith(
    text: string,
    { limit, kinds }: { readonly limit: number; readonly kinds?: readonly NodeKind[] },
  ): readonly NodeRef[] {
    if (text === '') return this.someOf(kinds ?? ['resource', 'user', 'role'], limit);
    const rows: Row[] = [];
    for (const by of ['name', 'alias', 'id'] as const) {
      if (rows.length < limit)
        this.need([this.facts.starting(by, text, kinds ?? null, limit, (found) => rows.push(...found))]);
    }
    return this.refs(rows).slice(0, limit);
  }

  /** Nothing typed yet: a few of each kind. */
  private someOf(kinds: readonly NodeKind[], limit: number): readonly NodeRef[] {
    const found: NodeRef[] = [];
    for (const kind of kinds) {
      const take = ({ nodes }: Page) => {
        found.push(...nodes.map(({ node: { id, kind: own, name } }) => ({ id, kind: own, name })));
      };
      if (found.length < limit)
        this.need([
          kind === 'resource'
            ? this.facts.pageOfInventory({}, beginning, limit, take)
            : this.facts.pageOfKind(kind, beginning, limit, take),
        ]);
    }
    return distinctRefs(found).slice(0, limit);
  }

  into(id: string, kind: EdgeKind): readonly NodeRef[] {
    if (this.facts.intoRows(id, kind) === null) this.need(this.facts.into([id], kind));
    return this.refs(this.facts.intoRows(id, kind) ?? []);
  }

  named(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    this.need(this.facts.namesIn(account, kind, prefix));
    return this.facts.refsNamed(account, kind, prefix);
  }

  *nodesOfKind(kind: NodeKind): Iterable<Node> {
    const whole = this.facts.wholeKind(kind);
    if (whole !== null) {
      yield* whole.filter((node) => node.kind === kind);
      return;
    }
    const pages =
      kind === 'resource'
        ? this.inventory({})
        : this.pages((after, take) => this.facts.pageOfKind(kind, after, pageSize, take));
    for (const node of pages) if (node.kind === kind) yield node;
  }

  *resources(filter: ResourceFilter): Iterable<Node> {
    for (const node of this.inventory(filter)) if (node.kind === 'resource' && fits(node, filter)) yield node;
  }

  private inventory(filter: ResourceFilter): Iterable<Node> {
    return this.pages((after, take) => this.facts.pageOfInventory(filter, after, pageSize, take));
  }

  /** Each node once, at its first fact. */
  private *pages(fetch: (after: Place, take: (page: Page) => void) => Fetch): Iterable<Node> {
    const twice = new Set<string>();
    for (let after: Place | null = beginning; after !== null; ) {
      let page: Page = { nodes: [], end: null };
      this.need([
        fetch(after, (found) => {
          page = found;
        }),
      ]);
      for (const { node, shared } of page.nodes) {
        if (shared && twice.has(node.id)) continue;
        if (shared) twice.add(node.id);
        yield node;
      }
      after = page.end;
    }
  }

  classOf(identity: string): number | undefined {
    if (!this.index.knowsIdentity(identity)) this.need(this.index.identitiesIn([identity]));
    return this.index.classOf(identity);
  }

  classView(key: number): ClassView {
    this.need(this.index.wholeClasses([key]));
    return this.index.classView(key);
  }

  *classKeys(account?: string): Iterable<number> {
    const known = account === undefined ? null : this.index.keysOfAccount(account);
    if (known) {
      yield* known;
      return;
    }
    const keys: number[] = [];
    for (let after: number | null = -1; after !== null; ) {
      let page: readonly number[] = [];
      const from: number = after;
      this.need([
        this.index.classPage(account ?? null, from, classesPerPage, (found, next) => {
          page = found;
          after = next;
        }),
      ]);
      this.readAhead({ by: 'key', keys: page });
      if (account !== undefined && keys.length <= mostKeysKept) keys.push(...page);
      yield* page;
    }
    if (account !== undefined && keys.length <= mostKeysKept) this.index.keepKeysOfAccount(account, keys);
  }

  /** What is asked next of classes that are gone through one by one: all of it in one trip. */
  private readAhead(way: ClassesBy): void {
    if (way.by === 'key' && way.keys.every((key) => this.index.knowsClass(key))) return;
    this.need([this.index.classesWith(way, classesPerPage)]);
  }

  *members(key: number): Iterable<string> {
    this.need(this.index.wholeClasses([key]));
    const own = this.index.ownMembers(key);
    if (own !== null) {
      yield* this.membersAhead(own);
      return;
    }
    for (let chunk = 0; ; chunk++) {
      let members: readonly string[] | null = null;
      this.need([
        this.index.chunk(key, chunk, (found) => {
          members = found;
        }),
      ]);
      if (members === null) return;
      yield* this.membersAhead(members);
    }
  }

  private membersAhead(members: readonly string[]): readonly string[] {
    if (members.length > 1) this.need([...this.facts.nodes(members), ...this.index.identitiesIn(members)]);
    return members;
  }

  holders(document: number): Iterable<number> {
    if (this.index.holders(document) === null) {
      // Whoever asks for one document of an answer asks for the others, and looks at each class.
      const documents = this.index.withPosting(document).filter((one) => this.index.holders(one) === null);
      const way = { by: 'document', documents } as const;
      this.need([...this.index.holdersIn(documents), this.index.classesWith(way, classesPerPage)]);
    }
    return this.index.holders(document) ?? [];
  }

  document(key: number): Json {
    if (!this.index.knowsDocument(key)) this.need(this.index.documentsIn([key]));
    return this.index.document(key);
  }

  documentKey(scope: string, part: string, local: number): number {
    return this.contents.documentKey(scope, part, local);
  }

  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[] {
    if (this.index.postingsOf(actionKeys, resource, resourceIsPattern) === null)
      this.need(this.index.filedLike(actionKeys, resource, resourceIsPattern));
    // Around a crowded name there may be too much to keep.
    if (this.index.postingsOf(actionKeys, resource, resourceIsPattern) === null)
      this.need(this.index.filed(actionKeys, resource, resourceIsPattern));
    return this.index.postingsOf(actionKeys, resource, resourceIsPattern) ?? [];
  }

  grantees(keys: readonly string[]): readonly NodeRef[] {
    this.need(this.index.granteesIn(keys));
    const found = this.index.grantees(keys);
    this.need(this.facts.nodes(found.slice(0, pageSize).map(({ id }) => id)));
    return found;
  }

  granteeKeys(prefix: string): readonly string[] {
    const fetches = this.index.granteeKeysBelow(prefix);
    this.need(fetches);
    const keys = this.index.granteeKeys(prefix);
    // Whoever lists them asks of each who it is.
    if (fetches.length > 0) this.need([...this.index.identitiesIn(keys), ...this.facts.nodes(keys)]);
    return keys;
  }

  private refs(rows: readonly Row[]): NodeRef[] {
    this.need(this.facts.nodes(this.facts.nameless(rows)));
    return this.facts.refsOf(rows);
  }

  private need(fetches: readonly Fetch[]): void {
    if (fetches.length > 0) this.lookUp(fetches);
  }
}
