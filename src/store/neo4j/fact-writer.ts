import { createHash } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { Fact } from '../../graph/fact.js';
import { type EdgeKind, identityKinds, type NodeKind } from '../../graph/kinds/index.js';
import { firstKeyOf } from '../fact-key.js';
import { contentOf, storableId } from '../stored-fact.js';
import type { Connection, Row, Statement } from './connection.js';
import {
  closeFacts,
  createAliases,
  createEdges,
  createFacts,
  type EdgeRow,
  type FactRow,
  mergeEntities,
  standingFacts,
  standingKeys,
} from './cypher/write-facts.js';
import { entityId, foldedId, foldedName } from './index-text.js';
import type { Writes } from './writes.js';

/** Facts of one transaction. */
const batchSize = 5000;
/** Ids of entities that are known to stand, so that a policy that thousands carry is looked up once. */
const mostKnown = 200_000;

export interface Counts {
  added: number;
  changed: number;
  removed: number;
  same: number;
}

export interface PartKeys {
  readonly pid: number;
  readonly generation: number;
  /** Facts the part has; 0 spares every comparison. */
  readonly standing: number;
  /** Key of its youngest fact. */
  readonly lastKey: number;
}

/**
 * Replaces the facts of one part. What stands already with the same content is left alone; an id described twice in one part has two
 * nodes, which readers merge. Memory does not grow with the part but for the keys of what was found standing.
 */
export class FactWriter {
  /** Of the facts given, those of the inventory. */
  resources = 0;
  private readonly counts: Counts = { added: 0, changed: 0, removed: 0, same: 0 };
  private readonly seen = new Set<number>();
  private readonly entities = new Set<string>();
  private waiting: Fact[] = [];
  private next: number;
  /** Keys of this very replacement begin here: its facts are never compared with each other. */
  private readonly own: number;

  constructor(
    private readonly connection: Connection,
    private readonly writes: Writes,
    private readonly part: PartKeys,
  ) {
    this.next = Math.max(part.lastKey, firstKeyOf(part.pid)) + 1;
    this.own = this.next;
  }

  get lastKey(): number {
    return this.next - 1;
  }

  /** True when it is time to `flush`. Errors: `invalid-fact`. */
  add(fact: Fact): boolean {
    if (!storableId(fact.id))
      throw new GrantgraphError('invalid-fact', `a ${fact.kind} without a usable id`, { data: { id: fact.id } });
    if (fact.kind === 'resource') this.resources++;
    return this.waiting.push(fact) >= batchSize;
  }

  async flush(): Promise<void> {
    const facts = this.waiting;
    this.waiting = [];
    if (facts.length === 0) return;
    const batch = new Batch(this.part.generation);
    const rows = facts.map((fact) => rowOf(fact));
    const closing: number[] = [];
    if (this.part.standing === 0) {
      for (const [at, fact] of facts.entries()) batch.add(fact, rows[at]!, this.next++);
      this.counts.added += facts.length;
    } else {
      for (const at of await this.changed(rows, closing)) batch.add(facts[at]!, rows[at]!, this.next++);
    }
    const closed = closing.length > 0 ? [closeFacts(closing, this.part.generation)] : [];
    await this.writes.send([...closed, ...batch.statements(this.entities)], facts.length);
    if (this.entities.size > mostKnown) this.entities.clear();
  }

  async finish(): Promise<Counts> {
    await this.flush();
    if (this.seen.size < this.part.standing) await this.removeUnseen();
    return this.counts;
  }

  /** Which of the rows do not stand yet; what they take the place of goes to `closing`. */
  private async changed(rows: readonly Omit<FactRow, 'key'>[], closing: number[]): Promise<number[]> {
    const ids = [...new Map(rows.map(({ id, idText }) => [id, { id, idText }])).values()];
    const [found = []] = await this.connection.write([standingFacts(ids, firstKeyOf(this.part.pid), this.own)]);
    const candidates = grouped(found);
    const free = (row: Row) => !this.seen.has(Number(row['key']));
    const open = [...rows.keys()].filter((at) => {
      const { id, digest } = rows[at]!;
      const same = candidates.get(id)?.find((row) => free(row) && row['digest'] === digest);
      if (!same) return true;
      this.seen.add(Number(same['key']));
      this.counts.same++;
      return false;
    });
    for (const at of open) {
      const before = candidates.get(rows[at]!.id)?.find(free);
      if (before) {
        this.seen.add(Number(before['key']));
        closing.push(Number(before['key']));
        this.counts.changed++;
      } else this.counts.added++;
    }
    return open;
  }

  private async removeUnseen(): Promise<void> {
    await this.writes.settled();
    for (let last = firstKeyOf(this.part.pid); ; ) {
      const [rows = []] = await this.connection.write([standingKeys(last, this.own, batchSize)]);
      const keys = rows.map((row) => Number(row['key']));
      if (keys.length === 0) return;
      last = keys.at(-1)!;
      const gone = keys.filter((key) => !this.seen.has(key));
      this.counts.removed += gone.length;
      if (gone.length > 0) await this.writes.send([closeFacts(gone, this.part.generation)], gone.length);
    }
  }
}

function grouped(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const list = found.get(String(row['id']));
    if (list) list.push(row);
    else found.set(String(row['id']), [row]);
  }
  return found;
}

/** What one transaction creates. */
class Batch {
  private readonly facts = new Map<NodeKind, FactRow[]>();
  private readonly edges = new Map<EdgeKind, EdgeRow[]>();
  private readonly aliases: { text: string; fact: number }[] = [];

  constructor(private readonly generation: number) {}

  add(fact: Fact, row: Omit<FactRow, 'key'>, key: number): void {
    push(this.facts, fact.kind, { key, ...row });
    for (const { kind, to, props } of fact.edges ?? [])
      push(this.edges, kind, {
        from: key,
        to: entityId(to),
        props: props === undefined ? null : JSON.stringify(props),
      });
    for (const text of new Set(aliasesOf(fact).map(foldedName))) this.aliases.push({ text, fact: key });
  }

  /** `known` = entities that need not be made any more; it takes those that are. */
  statements(known: Set<string>): Statement[] {
    const targets = new Set([...this.edges.values()].flat().map(({ to }) => to));
    const fresh = [...targets].filter((id) => !known.has(id));
    for (const id of fresh) known.add(id);
    return [
      ...[...this.facts].map(([kind, rows]) => createFacts(kind, this.generation, rows)),
      ...(fresh.length > 0 ? [mergeEntities(fresh)] : []),
      ...[...this.edges].map(([kind, rows]) => createEdges(kind, rows)),
      ...(this.aliases.length > 0 ? [createAliases(this.aliases)] : []),
    ];
  }
}

function push<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function rowOf(fact: Fact): Omit<FactRow, 'key'> {
  const content = contentOf(fact);
  const [id, , name, account, region, type, body] = content;
  return {
    id,
    idText: foldedId(id),
    name,
    nameText: name === null ? null : foldedName(name),
    account,
    region,
    type,
    body,
    digest: createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22),
  };
}

/** What else a fact is found by. */
function aliasesOf({ aliases = [], kind, props }: Fact): string[] {
  // Policies name a principal by its unique id once it was deleted and made anew.
  const { uniqueId } = props;
  return typeof uniqueId === 'string' && identityKinds.has(kind) ? [...aliases, uniqueId] : [...aliases];
}
