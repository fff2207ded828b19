import { createHash } from 'node:crypto';
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import type { Fact, JsonObject } from '../../graph/fact.js';
import type { IndexRecord } from '../../graph/generation-index.js';
import { reverseEdgeKinds } from '../../graph/kinds/index.js';
import type { Generation, Ingest, ReplacePart } from '../contract.js';
import type { SqlDatabase, SqlRow, SqlStatement } from './driver.js';
import { guarded, translate } from './faults.js';
import { writeIndex } from './index-writer.js';
import { createLateIndexes, dropLateIndexes, forever } from './schema.js';

/** Rows compared at a time. */
const pageSize = 5000;

interface Counts {
  added: number;
  changed: number;
  removed: number;
  same: number;
}

/** One open transaction. Everything it writes carries the next generation, so that readers of this process do not see it either. */
export class EmbeddedIngest implements Ingest {
  private open = true;
  private readonly number: number;
  /** The first load of an empty store: indexes are built at its end. */
  private readonly first: boolean;
  private readonly statements = new Map<string, SqlStatement>();

  constructor(
    private readonly database: SqlDatabase,
    private readonly directory: string,
    private readonly collectedAt: string,
    private readonly done: () => void,
  ) {
    if (isEmpty(database)) database.exec('PRAGMA journal_mode = DELETE; PRAGMA cache_size = -262144');
    guarded(directory, () => database.exec('BEGIN IMMEDIATE'));
    this.number = Number(this.sql('SELECT max(number) AS n FROM generation').get()?.['n'] ?? 0) + 1;
    writeFileSync(lockFile(directory), String(process.pid), { mode: 0o600 });
    this.first = this.number === 1;
    if (this.first) guarded(directory, () => dropLateIndexes(database));
  }

  unchanged(part: ReplacePart): boolean {
    const row = this.current(part);
    if (!row || row['digest'] !== part.digest) return false;
    this.renew(
      row,
      { ...part, digest: part.digest },
      { stale: null, facts: Number(row['facts']), problems: String(row['problems']), version: Number(row['version']) },
    );
    return true;
  }

  async replace(part: ReplacePart, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<Counts> {
    this.assertOpen();
    const row = this.current(part);
    const pid = row ? Number(row['pid']) : this.pidOf(part);
    const before = this.standing(pid);
    const counts: Counts = { added: 0, changed: 0, removed: 0, same: 0 };
    const written = new Map<string, number>();
    const track = before !== null;
    const put = (fact: Fact) => {
      try {
        this.put(pid, fact, before, written, counts, track);
      } catch (error) {
        throw translate(error, this.directory);
      }
    };
    // A plain loop where it can be: a promise for each of a million facts is most of the work.
    if (Symbol.iterator in facts) for (const fact of facts) put(fact);
    else for await (const fact of facts) put(fact);
    for (const { key } of before?.values() ?? []) {
      this.close(key);
      counts.removed++;
    }
    const total = counts.added + counts.changed + counts.same;
    const same = row !== null && counts.added + counts.changed + counts.removed === 0;
    const version = same ? Number(row['version']) : this.nextVersion();
    this.renew(row, part, { stale: null, facts: total, problems: '[]', version, pid });
    return counts;
  }

  index(part: ReplacePart, records: Iterable<IndexRecord>): void {
    this.assertOpen();
    const row = this.current(part);
    const version = Number(row?.['version'] ?? 0);
    if (this.sql('SELECT base FROM document_base WHERE version = ?').get(version)) return;
    guarded(this.directory, () => writeIndex(this.database, version, records));
  }

  problems(part: ReplacePart, problems: readonly JsonObject[]): void {
    this.sql('UPDATE part SET problems = ? WHERE provider = ? AND scope = ? AND part = ? AND until = ?').run(
      JSON.stringify(problems),
      part.provider,
      part.scope,
      part.part,
      forever,
    );
  }

  stale(scope: string, part: string, reason: string): void {
    for (const row of this.sql('SELECT * FROM part WHERE scope = ? AND part = ? AND until = ?').all(
      scope,
      part,
      forever,
    )) {
      const kept = {
        provider: String(row['provider']),
        scope,
        part,
        source: String(row['source']),
        digest: String(row['digest']),
        notCollected: JSON.parse(String(row['not_collected'])) as string[],
      };
      const collectedAt = String(row['collected_at']);
      this.renew(row, kept, {
        stale: reason,
        facts: Number(row['facts']),
        problems: String(row['problems']),
        version: Number(row['version']),
        collectedAt,
      });
    }
  }

  drop(scope: string, part: string): void {
    for (const row of this.sql('SELECT * FROM part WHERE scope = ? AND part = ? AND until = ?').all(
      scope,
      part,
      forever,
    )) {
      this.sql('UPDATE fact SET until = ? WHERE pid = ? AND until = ?').run(this.number, Number(row['pid']), forever);
      this.endPart(row);
    }
  }

  async commit(): Promise<Generation> {
    this.assertOpen();
    const facts = Number(this.sql('SELECT sum(facts) AS n FROM part WHERE until = ?').get(forever)?.['n'] ?? 0);
    const createdAt = new Date().toISOString();
    try {
      if (this.first) createLateIndexes(this.database);
      this.sql('INSERT INTO generation VALUES (?, ?, ?, ?)').run(this.number, this.collectedAt, createdAt, facts);
      this.database.exec('COMMIT');
    } catch (error) {
      await this.abort();
      throw translate(error, this.directory);
    }
    this.finish();
    return { number: this.number, collectedAt: this.collectedAt, createdAt, facts };
  }

  async abort(): Promise<void> {
    if (!this.open) return;
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // A failed statement may already have rolled the transaction back.
    }
    this.finish();
  }

  private put(
    pid: number,
    fact: Fact,
    before: Map<string, { key: number; hash: string }> | null,
    written: Map<string, number>,
    counts: Counts,
    track: boolean,
  ): void {
    const body = encode(fact);
    const standing = before?.get(fact.id);
    if (standing && standing.hash === digest(fact, body)) {
      before!.delete(fact.id);
      counts.same++;
      return;
    }
    if (standing) {
      this.close(standing.key);
      before!.delete(fact.id);
      counts.changed++;
    } else counts.added++;
    const again = written.get(fact.id);
    if (again !== undefined) {
      this.forget(again);
      counts.added--;
    }
    const key = this.nextKey();
    this.factInsert(pid).run(
      key,
      fact.id,
      fact.kind,
      fact.name ?? null,
      fact.account ?? null,
      fact.region ?? null,
      fact.type ?? null,
      body,
    );
    if (track || written.size < 2_000_000) written.set(fact.id, key);
    for (const alias of fact.aliases ?? [])
      this.sql('INSERT OR IGNORE INTO alias VALUES (?, ?)').run(alias.toLowerCase(), key);
    for (const edge of fact.edges ?? []) {
      if (reverseEdgeKinds.has(edge.kind))
        this.sql('INSERT OR IGNORE INTO edge_in VALUES (?, ?, ?)').run(edge.to, edge.kind, key);
    }
  }

  private inserting: { pid: number; statement: SqlStatement } | null = null;

  private factInsert(pid: number): SqlStatement {
    if (this.inserting?.pid !== pid) {
      const statement = this.database.prepare(
        `INSERT INTO fact VALUES (?, ${pid}, ?, ?, ?, ?, ?, ?, ?, ${this.number}, ${forever})`,
      );
      this.inserting = { pid, statement };
    }
    return this.inserting.statement;
  }

  /** A second description of one id inside one part: the last one stands. */
  private forget(key: number): void {
    this.sql('DELETE FROM fact WHERE key = ?').run(key);
    this.sql('DELETE FROM edge_in WHERE fact = ?').run(key);
    this.sql('DELETE FROM alias WHERE fact = ?').run(key);
  }

  private close(key: number): void {
    this.sql('UPDATE fact SET until = ? WHERE key = ?').run(this.number, key);
  }

  /** Digests of what stands, read page by page; null = the part is empty and nothing needs comparing. */
  private standing(pid: number): Map<string, { key: number; hash: string }> | null {
    const found = new Map<string, { key: number; hash: string }>();
    const statement = this.sql(
      `SELECT * FROM fact WHERE pid = ? AND until = ? AND key > ? ORDER BY key LIMIT ${pageSize}`,
    );
    for (let last = 0; ; ) {
      const rows = statement.all(pid, forever, last);
      for (const row of rows) {
        last = Number(row['key']);
        found.set(String(row['id']), { key: last, hash: digest(row as unknown as Digested, String(row['body'])) });
      }
      if (rows.length < pageSize) return found.size === 0 ? null : found;
    }
  }

  private current(part: Pick<ReplacePart, 'provider' | 'scope' | 'part'>): SqlRow | null {
    return (
      this.sql('SELECT rowid AS row, * FROM part WHERE provider = ? AND scope = ? AND part = ? AND until = ?').get(
        part.provider,
        part.scope,
        part.part,
        forever,
      ) ?? null
    );
  }

  private pidOf(part: ReplacePart): number {
    const known = this.sql('SELECT pid FROM part WHERE provider = ? AND scope = ? AND part = ? LIMIT 1').get(
      part.provider,
      part.scope,
      part.part,
    );
    return known ? Number(known['pid']) : Number(this.sql('SELECT max(pid) AS n FROM part').get()?.['n'] ?? 0) + 1;
  }

  private nextVersion(): number {
    return Number(this.sql('SELECT max(version) AS n FROM part').get()?.['n'] ?? 0) + 1;
  }

  private lastKey = -1;

  private nextKey(): number {
    if (this.lastKey < 0) this.lastKey = Number(this.sql('SELECT max(key) AS n FROM fact').get()?.['n'] ?? 0);
    this.lastKey += 1;
    return this.lastKey;
  }

  private renew(
    row: SqlRow | null,
    part: ReplacePart,
    state: {
      stale: string | null;
      facts: number;
      problems: string;
      version: number;
      pid?: number;
      collectedAt?: string;
    },
  ): void {
    const pid = row ? Number(row['pid']) : state.pid!;
    if (row) this.endPart(row);
    this.sql('INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      part.provider,
      part.scope,
      part.part,
      pid,
      state.version,
      part.source,
      part.digest,
      state.collectedAt ?? this.collectedAt,
      state.stale,
      JSON.stringify(part.notCollected),
      state.facts,
      state.problems,
      this.number,
      forever,
    );
  }

  private endPart(row: SqlRow): void {
    const values = [String(row['provider']), String(row['scope']), String(row['part'])] as const;
    // A row of this same ingest never was visible: it goes without a trace.
    this.sql('DELETE FROM part WHERE provider = ? AND scope = ? AND part = ? AND until = ? AND since = ?').run(
      ...values,
      forever,
      this.number,
    );
    this.sql('UPDATE part SET until = ? WHERE provider = ? AND scope = ? AND part = ? AND until = ?').run(
      this.number,
      ...values,
      forever,
    );
  }

  private sql(text: string): SqlStatement {
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.database.prepare(text);
      this.statements.set(text, statement);
    }
    return statement;
  }

  private assertOpen(): void {
    if (!this.open) throw new GrantgraphError('ingest-closed', 'this ingest has ended', { exit: 4 });
  }

  private finish(): void {
    this.open = false;
    if (this.first) this.database.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536');
    this.done();
    try {
      unlinkSync(lockFile(this.directory));
    } catch {
      // Only a courtesy to other processes: it names who writes.
    }
  }
}

/** A first load has nothing to keep readers of: without a write-ahead log every page is written once instead of twice. */
function isEmpty(database: SqlDatabase): boolean {
  return database.prepare('SELECT number FROM generation LIMIT 1').get() === undefined;
}

export function lockFile(directory: string): string {
  return join(directory, 'writer.pid');
}

/** Text of a fact as it is stored, beside its columns. */
function encode(fact: Fact): string {
  return JSON.stringify([fact.props, fact.edges ?? [], fact.aliases ?? []]);
}

interface Digested {
  readonly kind: string;
  readonly name?: string | null;
  readonly account?: string | null;
  readonly region?: string | null;
  readonly type?: string | null;
}

/** Tells whether a fact changed. Computed when compared, never stored: a first load has nothing to compare with. */
function digest({ kind, name, account, region, type }: Digested, body: string): string {
  return createHash('md5')
    .update(`${kind}\n${name ?? ''}\n${account ?? ''}\n${region ?? ''}\n${type ?? ''}\n${body}`)
    .digest('base64');
}
