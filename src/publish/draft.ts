import type { PublishedDestination, PublishedHolding, PublishedIdentity, PublishedRights } from './contract.js';
import { countHolders, createEdges, createNodes, type EdgeRow, type NodeRow } from './cypher/drafts.js';
import { edgeTypes, type PublishedEdge, type PublishedLabel, publishedLabels } from './cypher/names.js';
import type { PublishLock } from './lock.js';

/** Nodes and edges of one transaction, about, and the characters of their lists. */
const rowsPerBatch = 5000;
const charactersPerBatch = 4_000_000;

/**
 * A publication while it is written: nodes that nobody finds yet. What is known of it in memory is a number for each identity, each
 * rights and each destination; rights that many hold are written once.
 */
export class Draft {
  private readonly keys = new Map<string, number>();
  private readonly nodes = new Map<PublishedLabel, NodeRow[]>();
  private readonly edges = new Map<PublishedEdge, EdgeRow[]>();
  private readonly held = new Set<string>();
  private readonly rights: number[] = [];
  private rows = 0;
  private characters = 0;
  readonly counts = { identities: 0, groups: 0, accounts: 0, rights: 0, destinations: 0, edges: 0 };

  /** `accountName` = what people call an account, if anything. */
  constructor(
    private readonly lock: PublishLock,
    private readonly accountName: (account: string) => string | undefined,
  ) {}

  async add({ identity, groups, rights, hops, through }: PublishedHolding): Promise<void> {
    const holder = this.identity(identity, groups);
    const held = await this.rightsKey(rights);
    // The same rights may come by several runs: of a resource that is named twice, say.
    const once = `${holder} ${held} ${through.join(' ')}`;
    if (this.held.has(once)) return;
    this.held.add(once);
    this.edge('HAS', holder, held, { hops, through });
    await this.flushIfFull();
  }

  /** Everything is written when it comes back. */
  async finish(): Promise<void> {
    await this.flush();
    for (let at = 0; at < this.rights.length; at += rowsPerBatch)
      await this.lock.write([countHolders(this.rights.slice(at, at + rowsPerBatch))]);
  }

  private identity(identity: PublishedIdentity, groups: PublishedHolding['groups']): number {
    const known = this.keys.get(`identity ${identity.id}`);
    if (known !== undefined) return known;
    const key = this.node('PublishedIdentity', `identity ${identity.id}`, identity);
    this.counts.identities++;
    if (identity.account !== null) this.edge('IN_ACCOUNT', key, this.account(identity.account), {});
    for (const group of groups) this.edge('IN_GROUP', key, this.group(group), {});
    return key;
  }

  private group({ id, name }: PublishedHolding['groups'][number]): number {
    return this.once('PublishedGroup', `group ${id}`, { id, name }, 'groups');
  }

  private account(id: string): number {
    return this.once('PublishedAccount', `account ${id}`, { id, name: this.accountName(id) ?? id }, 'accounts');
  }

  private destination(destination: PublishedDestination): number {
    const { pattern, service, account, region } = destination;
    const name = `destination ${JSON.stringify([pattern, service, account, region])}`;
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    const key = this.once('PublishedDestination', name, destination, 'destinations');
    if (account !== null && account !== '*' && account !== '') this.edge('IN_ACCOUNT', key, this.account(account), {});
    return key;
  }

  private async rightsKey({ digest, name, can }: PublishedRights): Promise<number> {
    const known = this.keys.get(`rights ${digest}`);
    if (known !== undefined) return known;
    const key = this.once('PublishedRights', `rights ${digest}`, { digest, name }, 'rights');
    this.rights.push(key);
    for (const { destination, ...properties } of can) {
      this.edge('CAN', key, this.destination(destination), properties);
      this.counts.edges++;
      this.characters += properties.actions.length * 24;
      await this.flushIfFull();
    }
    return key;
  }

  private once(label: PublishedLabel, name: string, properties: object, counted: keyof Draft['counts']): number {
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    this.counts[counted]++;
    return this.node(label, name, properties);
  }

  private node(label: PublishedLabel, name: string, properties: object): number {
    const key = this.keys.size;
    this.keys.set(name, key);
    push(this.nodes, label, { key, properties });
    this.rows++;
    return key;
  }

  private edge(type: PublishedEdge, from: number, to: number, properties: object): void {
    push(this.edges, type, { from, to, properties });
    this.rows++;
  }

  private async flushIfFull(): Promise<void> {
    if (this.rows >= rowsPerBatch || this.characters >= charactersPerBatch) await this.flush();
  }

  private async flush(): Promise<void> {
    const nodes = publishedLabels.flatMap((label) => some(this.nodes.get(label), (rows) => createNodes(label, rows)));
    const edges = edgeTypes.flatMap((type) => some(this.edges.get(type), (rows) => createEdges(type, rows)));
    this.nodes.clear();
    this.edges.clear();
    this.rows = 0;
    this.characters = 0;
    if (nodes.length + edges.length > 0) await this.lock.write([...nodes, ...edges]);
  }
}

function push<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function some<T, R>(rows: readonly T[] | undefined, statement: (rows: readonly T[]) => R): R[] {
  return rows === undefined ? [] : [statement(rows)];
}
