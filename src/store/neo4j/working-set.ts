import { GrantgraphError } from '../../base/errors.js';
import type { Json } from '../../graph/fact.js';
import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import { Cache } from '../cache.js';
import type { ClassView, Node, NodeRef, PartStatus, ResourceFilter, SetSize, WorkingSet } from '../contract.js';
import { fits } from '../resource-fits.js';
import { distinctRefs } from '../stored-fact.js';
import type { Row } from './connection.js';
import { beginning, type Place } from './cypher/read-facts.js';
import { FactMemory, type Page } from './fact-memory.js';
import type { Fetch } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';
import { governing } from './governing.js';
import { IndexMemory } from './index-memory.js';

const pageSize = 500;
/** Classes come with grants, documents and members. */
const classesPerPage = 200;
/** Things that granted texts lie in, of one page of classes. */
const mostGoverning = 1000;
/** Classes of an account of which the keys are kept. */
const mostKeysKept = 5000;

/**
 * One generation, as far as it was read: what a question needs is fetched beforehand (`prefetch.ts`); the rest is looked up while the
 * caller waits, a page at a time. Caches forget, so that memory is bounded whatever the estate.
 */
export class Neo4jWorkingSet implements WorkingSet {
  readonly facts: FactMemory;
  readonly index: IndexMemory;
  private readonly lookedAhead = new Cache<string, true>(20_000);
  /** Classes that are being gone through. */
  private upcoming: readonly number[] = [];
  private places: ReadonlyMap<number, number> = new Map();

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
    return this.refs(present(this.facts.textRows(text))).slice(0, limit);
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
    const key = `${kind}\n${id}`;
    if (!this.lookedAhead.has(key)) {
      this.lookedAhead.put(key, true);
      this.membersAhead(present(this.facts.intoRows(id, kind)));
    }
    return this.refs(present(this.facts.intoRows(id, kind)));
  }

  /** What is asked next of the members of a group. */
  private membersAhead(rows: readonly Row[]): void {
    const ids = rows.filter((row) => row['kind'] === 'user').map((row) => String(row['id']));
    const unknown = ids.filter((id) => !this.index.knowsIdentity(id)).slice(0, pageSize);
    if (unknown.length === 0) return;
    const way = { by: 'identity', ids: unknown } as const;
    this.need([...this.index.identitiesIn(unknown), this.index.classesWith(way, classesPerPage)]);
    const keys = new Set(unknown.map((id) => this.index.classOf(id)).filter((key) => key !== undefined));
    this.need(this.aroundClasses([...keys].filter((key) => this.index.knowsClass(key))));
  }

  named(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    if (kind === 'resource') return [];
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
    if (!this.index.knowsClass(key)) this.readAhead(key);
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
      this.expect(page);
      if (account !== undefined && keys.length <= mostKeysKept) keys.push(...page);
      yield* page;
    }
    if (account !== undefined && keys.length <= mostKeysKept) this.index.keepKeysOfAccount(account, keys);
  }

  /** Classes are gone through one by one: the next ones come along, with what is asked of them. */
  private readAhead(key: number): void {
    const page = [key, ...this.behind(key, classesPerPage - 1)];
    this.need(this.index.wholeClasses(page));
    this.need(this.aroundClasses(page));
  }

  /** What is asked of classes: who carries the policies, who belongs to them, what the texts they are granted lie in. */
  private aroundClasses(keys: readonly number[]): Fetch[] {
    const ids = new Set<string>();
    const roles = new Set<string>();
    const governors = new Set<string>();
    for (const key of keys) {
      const { record } = this.index.classView(key);
      for (const { policy, group } of record.grants) ids.add(group ?? policy);
      const members = (this.index.ownMembers(key) ?? []).slice(0, pageSize);
      for (const member of members) (record.kind === 'role' ? roles : ids).add(member);
      if (governors.size < mostGoverning)
        for (const text of this.index.textsOf(key)) for (const id of governing(text)) governors.add(id);
    }
    return [...this.facts.nodes([...ids, ...roles, ...governors]), ...this.facts.into(roles, 'runs-as')];
  }

  *members(key: number): Iterable<string> {
    if (!this.index.knowsClass(key)) this.readAhead(key);
    const own = this.index.ownMembers(key);
    if (own !== null) {
      yield* this.withNodes(own, key);
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
      yield* this.withNodes(members, key);
    }
  }

  /** What is asked of members: it comes with what is asked of those of the classes behind theirs. */
  private withNodes(members: readonly string[], key: number): readonly string[] {
    const known = members.every((id) => this.facts.knows(id) && this.index.knowsIdentity(id));
    if (known || members.length <= 1) return members;
    const ids = new Set(members);
    for (const one of this.behind(key, pageSize)) {
      if (ids.size >= pageSize) break;
      if (this.index.knowsClass(one)) for (const id of this.index.ownMembers(one) ?? []) ids.add(id);
    }
    this.need([...this.facts.nodes(ids), ...this.index.identitiesIn(ids)]);
    return members;
  }

  /** Classes that are about to be asked for, in their order. */
  private expect(keys: readonly number[]): void {
    this.upcoming = keys;
    this.places = new Map(keys.map((key, at) => [key, at]));
  }

  /** Those behind one of them, so many at most. */
  private behind(key: number, most: number): readonly number[] {
    const at = this.places.get(key);
    return at === undefined ? [] : this.upcoming.slice(at + 1, at + 1 + most);
  }

  holders(document: number): Iterable<number> {
    const known = this.index.holders(document);
    if (known !== null && (known.length === 0 || this.places.has(known[0]!))) return known;
    // Whoever asks for one document of an answer asks for the others, and looks at each class.
    const documents = this.index.postings.withPosting(document);
    if (known === null) this.need(this.index.holdersIn(documents));
    this.expect([...new Set(documents.flatMap((one) => this.index.holders(one) ?? []))]);
    return present(this.index.holders(document));
  }

  document(key: number): Json {
    if (!this.index.knowsDocument(key)) this.need(this.index.documentsIn([key]));
    return this.index.document(key);
  }

  documentKey(scope: string, part: string, local: number): number {
    return this.contents.documentKey(scope, part, local);
  }

  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[] {
    if (this.index.postings.postingsOf(actionKeys, resource, resourceIsPattern) === null)
      this.need(this.index.postings.filedLike(actionKeys, resource, resourceIsPattern));
    // Around a crowded name there may be too much to keep.
    if (this.index.postings.postingsOf(actionKeys, resource, resourceIsPattern) === null)
      this.need(this.index.postings.filed(actionKeys, resource, resourceIsPattern));
    return present(this.index.postings.postingsOf(actionKeys, resource, resourceIsPattern));
  }

  grantees(keys: readonly string[]): readonly NodeRef[] {
    this.need(this.index.grantees.in(keys));
    const found = this.index.grantees.refs(
      keys.flatMap((key) => {
        // Long lists may have made room for one another.
        this.need(this.index.grantees.in([key]));
        return this.index.grantees.rowsOf(key);
      }),
    );
    this.need(this.facts.nodes(found.slice(0, pageSize).map(({ id }) => id)));
    return found;
  }

  granteeKeys(prefix: string): readonly string[] {
    const fetches = this.index.grantees.keysBelow(prefix);
    this.need(fetches);
    const keys = this.index.grantees.keys(prefix);
    // Whoever lists them asks of each who it is.
    if (fetches.length > 0) this.need([...this.index.identitiesIn(keys), ...this.facts.nodes(keys)]);
    return keys;
  }

  private refs(rows: readonly Row[]): NodeRef[] {
    const refs: NodeRef[] = [];
    for (let at = 0; at < rows.length; at += pageSize) {
      const some = rows.slice(at, at + pageSize);
      this.need(this.facts.nodes(this.facts.nameless(some)));
      refs.push(...this.facts.refsOf(some));
    }
    return rows.length > pageSize ? distinctRefs(refs) : refs;
  }

  private need(fetches: readonly Fetch[]): void {
    if (fetches.length > 0) this.lookUp(fetches);
  }
}

/** What was just read must be there: nothing found is an empty list, and never nothing. */
function present<T>(value: T | null): T {
  if (value === null) throw new GrantgraphError('not-read', 'what was read is not there', { exit: 4 });
  return value;
}
