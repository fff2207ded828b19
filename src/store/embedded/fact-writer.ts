import { GrantgraphError } from '../../base/errors.js';
import type { Fact } from '../../graph/fact.js';
import { identityKinds, reverseEdgeKinds } from '../../graph/kinds/index.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { contentColumns, contentOf, type FactContent, sameContent, storableId } from '../stored-fact.js';
import { BatchInsert } from './batch-insert.js';
import type { SqlDatabase, SqlRow } from './driver.js';
import { forever } from './schema.js';
import { beyondAscii } from './text-range.js';

/** Facts looked up at a time when a part is compared with what stands. */
const batchSize = 500;

export interface Counts {
  added: number;
  changed: number;
  removed: number;
  same: number;
}

interface Waiting {
  readonly fact: Fact;
  readonly content: FactContent;
}

/**
 * Replaces the facts of one part. What stands already with the same content is left alone, row for row; an id described twice in
 * one part has two rows, which readers merge. Memory does not grow with the part but for the keys of what was found standing.
 */
export class FactWriter {
  private readonly facts: BatchInsert;
  private readonly aliases: BatchInsert;
  private readonly edges: BatchInsert;
  private readonly counts: Counts = { added: 0, changed: 0, removed: 0, same: 0 };
  private readonly seen = new Set<number>();
  private waiting: Waiting[] = [];
  private closing: number[] = [];
  private nextKey: number;
  /** Rows of this very replacement begin here: they are never compared with. */
  private readonly ownKeys: number;

  /** `standing` is the number of facts the part has; 0 spares every comparison. */
  constructor(
    private readonly database: SqlDatabase,
    private readonly pid: number,
    private readonly generation: number,
    private readonly standing: number,
  ) {
    this.facts = new BatchInsert(
      database,
      'INSERT INTO fact (key, id, kind, name, account, region, type, body, since, until)',
      `(?, ?, :0, ?, :1, ?, ?, ?, ${generation}, ${forever})`,
      6,
      2,
    );
    this.aliases = new BatchInsert(database, 'INSERT OR IGNORE INTO alias (text, fact)', '(?, ?)', 2);
    this.edges = new BatchInsert(database, 'INSERT OR IGNORE INTO edge_in (target, kind, fact)', '(?, ?, ?)', 3);
    const last = database
      .prepare('SELECT max(key) AS last FROM fact WHERE key >= ? AND key < ?')
      .get(firstKeyOf(pid), endKeyOf(pid))?.['last'];
    this.nextKey = Number(last ?? firstKeyOf(pid)) + 1;
    this.ownKeys = this.nextKey;
  }

  add(fact: Fact): void {
    if (!storableId(fact.id))
      throw new GrantgraphError('invalid-fact', `a ${fact.kind} without a usable id`, { data: { id: fact.id } });
    const content = contentOf(fact);
    if (this.standing === 0) {
      this.counts.added++;
      this.insert(fact, content);
      return;
    }
    this.waiting.push({ fact, content });
    if (this.waiting.length >= batchSize) this.compare();
  }

  finish(): Counts {
    this.compare();
    if (this.seen.size < this.standing) this.removeUnseen();
    this.close();
    for (const batch of [this.facts, this.aliases, this.edges]) batch.flush();
    return this.counts;
  }

  private compare(): void {
    if (this.waiting.length === 0) return;
    const candidates = this.candidates();
    const changed: Waiting[] = [];
    for (const waiting of this.waiting) {
      const same = candidates.get(waiting.fact.id)?.find((row) => this.free(row) && sameContent(waiting.content, row));
      if (!same) changed.push(waiting);
      else {
        this.seen.add(Number(same['key']));
        this.counts.same++;
      }
    }
    for (const { fact, content } of changed) {
      const before = candidates.get(fact.id)?.find((row) => this.free(row));
      if (before) {
        this.seen.add(Number(before['key']));
        this.closing.push(Number(before['key']));
        this.counts.changed++;
      } else this.counts.added++;
      this.insert(fact, content);
    }
    this.waiting = [];
    if (this.closing.length >= batchSize) this.close();
  }

  private free(row: SqlRow): boolean {
    return !this.seen.has(Number(row['key']));
  }

  private candidates(): Map<string, SqlRow[]> {
    const columns = contentColumns.map((column) => `fact.${column}`).join(', ');
    const rows = this.database
      .prepare(
        `SELECT fact.key, ${columns} FROM json_each(?) AS wanted CROSS JOIN fact
         ON fact.id = wanted.value COLLATE NOCASE AND fact.id = wanted.value AND +fact.until = ? AND fact.key >= ? AND fact.key < ?
         ORDER BY fact.key`,
      )
      .all(
        JSON.stringify([...new Set(this.waiting.map(({ fact }) => fact.id))]),
        forever,
        firstKeyOf(this.pid),
        this.ownKeys,
      );
    const found = new Map<string, SqlRow[]>();
    for (const row of rows) {
      const id = row['id'] as string;
      const list = found.get(id);
      if (list) list.push(row);
      else found.set(id, [row]);
    }
    return found;
  }

  private insert(fact: Fact, [id, kind, name, account, region, type, body]: FactContent): void {
    const key = this.nextKey++;
    this.facts.share(kind, account);
    this.facts.add(key, id, name, region, type, body);
    for (const alias of aliasesOf(fact)) this.aliases.add(alias.toLowerCase(), key);
    for (const edge of fact.edges ?? []) {
      if (reverseEdgeKinds.has(edge.kind)) this.edges.add(edge.to, edge.kind, key);
    }
  }

  private removeUnseen(): void {
    const page = this.database.prepare(
      'SELECT key FROM fact WHERE key > ? AND key < ? AND until = ? ORDER BY key LIMIT 5000',
    );
    for (let last = firstKeyOf(this.pid); ; ) {
      const rows = page.all(last, this.ownKeys, forever);
      for (const row of rows) {
        last = Number(row['key']);
        if (this.seen.has(last)) continue;
        this.closing.push(last);
        this.counts.removed++;
      }
      this.close();
      if (rows.length === 0) return;
    }
  }

  private close(): void {
    if (this.closing.length === 0) return;
    this.database
      .prepare('UPDATE fact SET until = ? WHERE key IN (SELECT value FROM json_each(?))')
      .run(this.generation, JSON.stringify(this.closing));
    this.closing = [];
  }
}

/** What else a fact is found by. */
function* aliasesOf({ name, aliases, kind, props }: Fact): Iterable<string> {
  yield* aliases ?? [];
  // The index of names folds the case of ASCII letters only.
  if (name !== undefined && beyondAscii.test(name)) yield name;
  // Policies name a principal by its unique id once it was deleted and made anew.
  const { uniqueId } = props;
  if (typeof uniqueId === 'string' && identityKinds.has(kind)) yield uniqueId;
}
