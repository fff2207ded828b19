import { GrantgraphError } from '../../base/errors.js';
import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import { Cache } from '../cache.js';
import type { Node, NodeRef, ResourceFilter } from '../contract.js';
import { partOfKey } from '../fact-key.js';
import { distinctRefs, merged, refOf } from '../stored-fact.js';
import type { Row } from './connection.js';
import {
  beginning,
  countInventory,
  type FewKind,
  factsAroundEdges,
  factsById,
  factsByText,
  factsInto,
  factsNamed,
  factsOfInventory,
  factsOfKind,
  factsStarting,
  type Place,
} from './cypher/read-facts.js';
import { byColumn, type Fetch, fetching } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';

/** Of one text as many facts are looked up as an answer may list, and a few more. */
export const mostOfOneText = 256;
/** Nodes that are read along with the edges that lead from them. */
const mostAround = 500;
/** Counting stops here: estimates need no more. */
const mostCounted = 100_000;
/** Entries of an index that are looked at for one completion. */
const mostLookedAt = 2000;

interface Entry {
  /** Once they are merged, of a single fact only the key is kept. */
  rows: readonly Row[];
  readonly characters: number;
  whole?: Node;
}

/** What the nodes that are kept may hold, and the references, in lists of any length. */
const mostCharacters = 40_000_000;
const mostReferences = 250_000;

/** Facts of one generation that were read, as far as there is room; what is read is described by fetches. */
export class FactMemory {
  private readonly entries = new Cache<string, Entry>(mostCharacters, ({ characters }) => characters);
  private readonly resolved = new Cache<string, readonly Row[]>(mostReferences / 4, lengthOf);
  private readonly reverse = new Cache<string, readonly Row[]>(mostReferences, lengthOf);
  private readonly names = new Cache<string, readonly NodeRef[]>(mostReferences, lengthOf);
  private readonly counts = new Cache<string, number>(1000);
  /** Reverse edges of kinds that are read whole. */
  private readonly kinds = new Map<NodeKind, readonly Node[]>();
  private readonly complete = new Map<EdgeKind, ReadonlyMap<string, readonly Row[]>>();

  constructor(private readonly parts: GenerationParts) {}

  private get generation(): number {
    return this.parts.generation.number;
  }

  /** What is kept: characters of nodes, references. */
  get held(): { readonly characters: number; readonly references: number } {
    const references = this.resolved.weight + this.reverse.weight + this.names.weight;
    return { characters: this.entries.weight, references };
  }

  // Nodes

  knows(id: string): boolean {
    return this.entries.has(id);
  }

  node(id: string, scope?: string): Node | undefined {
    if (!this.entries.has(id)) return undefined;
    const entry = this.entries.get(id, unreachable);
    if (entry.rows.length === 0) return undefined;
    if (scope === undefined) {
      if (entry.whole === undefined) {
        entry.whole = this.merge(entry.rows);
        if (entry.rows.length === 1) entry.rows = [{ key: entry.rows[0]!['key'] }];
      }
      return entry.whole;
    }
    const rows = entry.rows.filter((row) => this.parts.placeOf(partOfKey(Number(row['key']))).scope === scope);
    return rows.length === 0 ? undefined : rows.length === entry.rows.length ? this.node(id) : this.merge(rows);
  }

  /** Of the ids those that are not known yet; nothing where all are. */
  nodes(ids: Iterable<string>): Fetch[] {
    const wanted = [...new Set(ids)].filter((id) => id !== '' && !this.entries.has(id));
    if (wanted.length === 0) return [];
    return [
      fetching(factsById(this.generation, wanted), (rows) => {
        for (const [id, found] of byColumn(rows, 'id', wanted)) this.keep(id, found);
      }),
    ];
  }

  private keep(id: string, rows: readonly Row[]): void {
    const characters = rows.reduce((sum, row) => sum + String(row['body']).length + 200, 200 + id.length);
    this.entries.put(id, { rows, characters });
  }

  /** All facts of the ids that the rows bring. */
  takeNodes(rows: readonly Row[]): void {
    for (const [id, found] of byColumn(rows, 'id'))
      this.keep(
        id,
        found.toSorted((left, right) => Number(left['key']) - Number(right['key'])),
      );
  }

  // References

  /** References whose name stands in another fact than was found; their nodes are needed to name them. */
  nameless(rows: readonly Row[]): string[] {
    return rows.filter((row) => row['name'] === null || row['name'] === undefined).map((row) => String(row['id']));
  }

  private named(row: Row): NodeRef {
    const ref = refOf(row);
    return ref.name === ref.id ? { ...ref, name: this.node(ref.id)?.name ?? ref.id } : ref;
  }

  texts(texts: Iterable<string>): Fetch[] {
    const wanted = [...new Set(texts)].filter((text) => !this.resolved.has(text));
    if (wanted.length === 0) return [];
    return [
      fetching(factsByText(this.generation, wanted, mostOfOneText), (rows) => {
        for (const [text, found] of byColumn(rows, 'found', wanted)) this.resolved.put(text, byRank(found));
      }),
    ];
  }

  /** What `text` found; null = it was not looked up. */
  textRows(text: string): readonly Row[] | null {
    return this.resolved.has(text) ? this.resolved.get(text, () => []) : null;
  }

  refsOf(rows: readonly Row[]): NodeRef[] {
    return distinctRefs(rows.map((row) => this.named(row)));
  }

  into(ids: Iterable<string>, kind: EdgeKind): Fetch[] {
    if (this.complete.has(kind)) return [];
    const wanted = [...new Set(ids)].filter((id) => !this.reverse.has(`${kind}\n${id}`));
    if (wanted.length === 0) return [];
    return [
      fetching(factsInto(this.generation, wanted, kind), (rows) => {
        for (const [id, found] of byColumn(rows, 'target', wanted)) this.reverse.put(`${kind}\n${id}`, found);
      }),
      // Whoever asks who they are asks of each what it is.
      fetching(factsAroundEdges(this.generation, wanted, kind, mostAround), (rows) => this.takeNodes(rows)),
    ];
  }

  intoRows(id: string, kind: EdgeKind): readonly Row[] | null {
    const complete = this.complete.get(kind);
    if (complete) return complete.get(id) ?? [];
    const key = `${kind}\n${id}`;
    return this.reverse.has(key) ? this.reverse.get(key, () => []) : null;
  }

  /** Nodes of a kind that were read whole; null = they were not. */
  wholeKind(kind: NodeKind): readonly Node[] | null {
    return this.kinds.get(kind) ?? null;
  }

  /** Reads a kind of which there are few, whole; where they are more, nothing is kept. */
  whole(kind: FewKind, most: number): Fetch {
    return this.pageOfKind(kind, beginning, most, ({ nodes, end }) => {
      if (end === null) this.kinds.set(kind, distinctNodes(nodes));
    });
  }

  /** All nodes that have edges of the kind were read: these edges are all there are. */
  completeEdges(kind: EdgeKind, nodes: Iterable<Node>): void {
    const found = new Map<string, Row[]>();
    for (const node of nodes)
      for (const edge of node.edges) {
        if (edge.kind !== kind) continue;
        const row: Row = { id: node.id, kind: node.kind, name: node.name };
        const list = found.get(edge.to);
        if (list) list.push(row);
        else found.set(edge.to, [row]);
      }
    for (const list of found.values()) list.sort((left, right) => (String(left['id']) < String(right['id']) ? -1 : 1));
    this.complete.set(kind, found);
  }

  namesIn(account: string, kind: NodeKind, prefix: string): Fetch[] {
    const wider = widened(prefix);
    if (kind === 'resource' || this.names.has(`${account}\n${kind}\n${wider}`)) return [];
    return [
      fetching(factsNamed(this.generation, account, kind, wider), (rows) =>
        this.names.put(`${account}\n${kind}\n${wider}`, distinctRefs(rows.map(refOf))),
      ),
    ];
  }

  refsNamed(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    const refs = this.names.get(`${account}\n${kind}\n${widened(prefix)}`, unreachable);
    return refs.filter((ref) => ref.name.startsWith(prefix));
  }

  starting(
    by: 'name' | 'alias' | 'id',
    text: string,
    kinds: readonly NodeKind[] | null,
    limit: number,
    take: (rows: readonly Row[]) => void,
  ): Fetch {
    return fetching(factsStarting(this.generation, by, text, kinds, { limit, most: mostLookedAt }), take);
  }

  // Streams

  /** A page of a stream: its nodes, each at the place of its first fact, and where it ended; null = that was all. */
  pageOfKind(kind: FewKind, after: Place, size: number, take: (page: Page) => void): Fetch {
    return fetching(factsOfKind(this.generation, kind, after, size), (rows) => take(this.page(rows, size)));
  }

  pageOfInventory(filter: ResourceFilter, after: Place, size: number, take: (page: Page) => void): Fetch {
    return fetching(factsOfInventory(this.generation, filter, after, size), (rows) => take(this.page(rows, size)));
  }

  private page(rows: readonly Row[], size: number): Page {
    const ids = byColumn(rows, 'at');
    const nodes: Page['nodes'][number][] = [];
    for (const own of ids.values()) {
      const id = String(own[0]!['id']);
      this.keep(id, own);
      nodes.push({ node: this.node(id)!, shared: own.length > 1 });
    }
    const last = rows.at(-1);
    const end = last && ids.size >= size ? { text: String(last['text']), key: Number(last['at']) } : null;
    return { nodes, end };
  }

  count(filter: ResourceFilter): Fetch[] {
    const key = JSON.stringify(filter);
    if (this.counts.has(key) || !narrows(filter)) return [];
    return [
      fetching(countInventory(this.generation, filter, mostCounted), ([row]) =>
        this.counts.put(key, Number(row?.['count'] ?? 0)),
      ),
    ];
  }

  counted(filter: ResourceFilter): number {
    return narrows(filter) ? this.counts.get(JSON.stringify(filter), () => 0) : this.parts.counts.resources;
  }

  private merge(rows: readonly Row[]): Node {
    return merged(rows, (row) => this.parts.placeOf(partOfKey(Number(row['key']))));
  }
}

function lengthOf(list: readonly unknown[]): number {
  return 1 + list.length;
}

function unreachable(): never {
  throw new GrantgraphError('not-read', 'a node went while it was looked at', { exit: 4 });
}

export interface Page {
  /** `shared` = other facts describe it too, and may bring it up once more. */
  readonly nodes: readonly { readonly node: Node; readonly shared: boolean }[];
  readonly end: Place | null;
}

/** A node that several facts describe comes up once for each. */
function distinctNodes(nodes: Page['nodes']): Node[] {
  return [...new Map(nodes.map(({ node }) => [node.id, node])).values()];
}

/** Names are asked for by many prefixes that begin alike: what begins so is read once. */
function widened(prefix: string): string {
  const border = prefix.search(/[_-]/);
  return border > 2 ? prefix.slice(0, border) : prefix;
}

function narrows({ account, idPrefix, name, region, type }: ResourceFilter): boolean {
  return [account, idPrefix, name, region, type].some((key) => key !== undefined);
}

function byRank(rows: readonly Row[]): Row[] {
  return rows.toSorted(
    (left, right) =>
      Number(left['rank']) - Number(right['rank']) || (String(left['id']) < String(right['id']) ? -1 : 1),
  );
}
