import { rmSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { GrantgraphError } from '../../base/errors.js';
import type { Fact, JsonObject } from '../../graph/fact.js';
import type { IndexRecord } from '../../graph/generation-index.js';
import type { Generation, Ingest, IngestOptions, ReplacePart } from '../contract.js';
import { requireNumber } from '../copied-generation.js';
import { type Connection, writable, writerFile } from './connection.js';
import { type Counts, FactWriter } from './fact-writer.js';
import { translate } from './faults.js';
import type { IndexSource } from './index-retention.js';
import { writeIndex } from './index-writer.js';
import { type PartRow, PartTable } from './part-table.js';
import { createLateIndexes, dropLateIndexes, rollBack } from './schema.js';

/** Facts written before other work of the process, a signal above all, gets its turn. */
const factsPerTurn = 5000;

/** One open transaction. Everything it writes carries the next generation, so that readers of this process do not see it either. */
export class EmbeddedIngest implements Ingest {
  private open = true;
  /** A call failed: half a part may stand, or SQLite may have rolled everything back already. Only the end is left. */
  private failed = false;
  private readonly number: number;
  private readonly parts: PartTable;

  private constructor(
    private readonly connection: Connection,
    private readonly options: IngestOptions,
    private readonly source: IndexSource,
    /** The first load of an empty store: indexes are built at its end. */
    private readonly first: boolean,
  ) {
    this.number = lastGeneration(connection) + 1;
    this.parts = new PartTable(connection.database, this.number);
    if (first) dropLateIndexes(connection.database);
  }

  /** Errors: `store-busy`, `store-not-writable`, `disk-full`, `generation-taken`. */
  static begin(connection: Connection, options: IngestOptions, source: IndexSource): EmbeddedIngest {
    if (connection.writing) throw connection.busy();
    if (!writable(connection.file) || !writable(connection.directory)) throw notWritable(connection);
    const { database, directory } = connection;
    connection.writing = true;
    try {
      const first = lastGeneration(connection) === 0;
      setJournal(connection, first ? 'DELETE' : 'WAL');
      database.exec('BEGIN IMMEDIATE');
      requireNumber(options, lastGeneration(connection) + 1, directory);
      writeFileSync(writerFile(directory), String(process.pid), { mode: 0o600 });
      // Another process may have been first between the look and the lock.
      return new EmbeddedIngest(connection, options, source, lastGeneration(connection) === 0);
    } catch (error) {
      rollBack(database);
      connection.writing = false;
      const fault = translate(error, directory);
      throw fault instanceof GrantgraphError && fault.code === 'store-busy' ? connection.busy(error) : fault;
    }
  }

  private get collectedAt(): string {
    return this.options.collectedAt;
  }

  unchanged(part: ReplacePart): boolean {
    return this.change(() => {
      const row = this.parts.current(part);
      if (row?.digest !== part.digest) return false;
      this.parts.put({ ...row, ...part, collectedAt: this.collectedAt, stale: null });
      return true;
    });
  }

  async replace(part: ReplacePart, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<Counts> {
    this.assertOpen();
    try {
      return await this.replaceFacts(part, facts);
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private async replaceFacts(part: ReplacePart, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<Counts> {
    const before = this.parts.current(part);
    const pid = before?.pid ?? this.parts.pidOf(part);
    const writer = new FactWriter(this.connection.database, pid, this.number, before?.facts ?? 0);
    // A plain loop where it can be: a promise for each of a million facts is most of the work.
    if (Symbol.iterator in facts) await this.writeAll(writer, facts);
    else
      for await (const fact of facts) {
        this.assertOpen();
        writer.add(fact);
      }
    this.assertOpen();
    const counts = writer.finish();
    const total = counts.added + counts.changed + counts.same;
    const kept = before !== null && total === counts.same && counts.removed === 0;
    const version = kept ? before.version : this.parts.nextVersion();
    this.parts.put({ ...part, pid, version, collectedAt: this.collectedAt, stale: null, facts: total, problems: 0 });
    if (before && before.problems > 0) this.parts.setProblems(pid, []);
    return counts;
  }

  async index(part: ReplacePart, records: Iterable<IndexRecord>): Promise<void> {
    this.change(() => {
      const { version } = this.required(part);
      const { database } = this.connection;
      // Facts that are as they were have the index they had.
      if (database.prepare('SELECT base FROM document_base WHERE version = ?').get(version)) return;
      writeIndex(database, version, records);
    });
  }

  problems(part: ReplacePart, problems: readonly JsonObject[]): void {
    this.change(() => this.parts.setProblems(this.required(part).pid, problems));
  }

  stale(scope: string, part: string, reason: string, provider?: string): void {
    this.change(() => {
      for (const row of this.parts.named(scope, part, provider)) this.parts.put({ ...row, stale: reason });
    });
  }

  drop(scope: string, part: string, provider?: string): void {
    this.change(() => {
      for (const { pid } of this.parts.named(scope, part, provider)) {
        this.parts.empty(pid);
        this.parts.end(pid);
      }
    });
  }

  private change<T>(work: () => T): T {
    this.assertOpen();
    try {
      return work();
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  async commit(): Promise<Generation> {
    this.assertOpen();
    const { database } = this.connection;
    const createdAt = this.options.copyOf?.createdAt ?? new Date().toISOString();
    try {
      const facts = this.parts.facts();
      if (this.first) createLateIndexes(database);
      database
        .prepare('INSERT INTO generation VALUES (?, ?, ?, ?)')
        .run(this.number, this.collectedAt, createdAt, facts);
      if (this.source.indexers) this.source.retention.prune(database, Date.now());
      database.exec('COMMIT');
      return { number: this.number, collectedAt: this.collectedAt, createdAt, facts };
    } catch (error) {
      rollBack(database);
      throw error;
    } finally {
      this.finish();
    }
  }

  async abort(): Promise<void> {
    if (!this.open) return;
    try {
      rollBack(this.connection.database);
    } finally {
      this.finish();
    }
  }

  private async writeAll(writer: FactWriter, facts: Iterable<Fact>): Promise<void> {
    let count = 0;
    for (const fact of facts) {
      writer.add(fact);
      if (++count % factsPerTurn !== 0) continue;
      await setImmediate();
      this.assertOpen();
    }
  }

  private required(part: ReplacePart): PartRow {
    const row = this.parts.current(part);
    if (row && this.parts.wrote(row.pid)) return row;
    throw new GrantgraphError('unknown-part', `no part \`${part.part}\` of \`${part.scope}\` in this ingest`, {
      exit: 4,
    });
  }

  private assertOpen(): void {
    if (!this.open) throw new GrantgraphError('ingest-closed', 'this ingest has ended', { exit: 4 });
    if (this.failed) throw new GrantgraphError('ingest-failed', 'this ingest failed and keeps nothing', { exit: 4 });
  }

  private finish(): void {
    this.open = false;
    if (this.first) setJournal(this.connection, 'WAL');
    else checkpoint(this.connection);
    this.connection.writing = false;
    rmSync(writerFile(this.connection.directory), { force: true });
  }
}

function lastGeneration({ database }: Connection): number {
  return Number(database.prepare('SELECT max(number) AS last FROM generation').get()?.['last'] ?? 0);
}

/**
 * A first load has nothing to keep from readers: with a rollback journal every page is written once instead of twice, and a load
 * that is killed is rolled back by whoever opens the file next. The switch needs the file for itself; else the mode stays.
 */
function setJournal({ database }: Connection, mode: 'DELETE' | 'WAL'): void {
  try {
    database.exec(`PRAGMA busy_timeout = 0; PRAGMA journal_mode = ${mode}`);
  } catch {
    // Somebody reads at this moment. Either mode is safe.
  }
  database.exec(`PRAGMA busy_timeout = 2000; PRAGMA cache_size = ${mode === 'DELETE' ? -262_144 : -65_536}`);
}

/** Brings the file up to date and the log to nothing, as far as readers let it: the file alone is then the whole store. */
function checkpoint({ database }: Connection): void {
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  } catch {
    // What is committed stands in the log.
  }
  database.exec('PRAGMA busy_timeout = 2000');
}

function notWritable(connection: Connection): GrantgraphError {
  return new GrantgraphError('store-not-writable', `cannot write to \`${connection.directory}\``, {
    place: { file: connection.directory },
    hint: 'check the owner and mode of the data directory',
  });
}
