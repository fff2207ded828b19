import { GrantgraphError } from '../../base/errors.js';
import type { Fact, JsonObject } from '../../graph/fact.js';
import type { IndexRecord } from '../../graph/generation-index.js';
import type { Generation, Ingest, IngestOptions, ReplacePart } from '../contract.js';
import { requireNumber } from '../copied-generation.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import type { Connection } from './connection.js';
import { closeFacts, standingKeys } from './cypher/write-facts.js';
import { announce, createGeneration, generationBy, moveHead, type PartState } from './cypher/write-parts.js';
import { type Counts, FactWriter } from './fact-writer.js';
import { indexStatements } from './index-writer.js';
import { Lease } from './lease.js';
import { PartBook } from './part-book.js';
import { clearUnfinished } from './unfinished.js';
import { Writes } from './writes.js';

const keysPerPage = 5000;

/**
 * One ingest: many transactions that carry the coming generation, which no reader sees, and a last one that lets it be seen. Whatever
 * is left of one that did not end is cleared away by `abort`, or by the next.
 */
export class Neo4jIngest implements Ingest {
  private open = true;
  /** A call failed: half a part may stand. Only the end is left. */
  private failed = false;
  /** The database was waited for in vain: doing so again helps nobody. */
  private gone = false;
  private readonly writes: Writes;
  /** Parts that are dropped: one after the other, behind what was asked before. */
  private dropping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly connection: Connection,
    private readonly options: IngestOptions,
    private readonly lease: Lease,
    private readonly parts: PartBook,
    private readonly onCommit: (generation: Generation) => void,
  ) {
    this.writes = new Writes(lease);
  }

  /** Errors: `store-busy`, `generation-taken`, those of the connection. */
  static async begin(
    connection: Connection,
    options: IngestOptions,
    onCommit: (generation: Generation) => void,
  ): Promise<Neo4jIngest> {
    const lease = await Lease.take(connection);
    try {
      requireNumber(options, lease.standing.head + 1, connection.place);
      await clearUnfinished(connection, lease, lease.standing.head + 1);
      const parts = await PartBook.read(connection, lease.standing);
      return new Neo4jIngest(connection, options, lease, parts, onCommit);
    } catch (error) {
      await lease.release().catch(() => {});
      throw error;
    }
  }

  private get collectedAt(): string {
    return this.options.collectedAt;
  }

  private get number(): number {
    return this.lease.standing.head + 1;
  }

  unchanged(part: ReplacePart): boolean {
    this.assertOpen();
    const state = this.parts.current(part);
    if (state?.digest !== part.digest) return false;
    this.parts.put({ ...state, ...columnsOf(part), collectedAt: this.collectedAt, stale: null });
    return true;
  }

  replace(part: ReplacePart, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<Counts> {
    return this.change(() => this.replaceFacts(part, facts));
  }

  private async replaceFacts(part: ReplacePart, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<Counts> {
    const before = this.parts.current(part);
    const name = this.parts.nameOf(part);
    await this.writes.send([announce(name.pid, Math.max(name.lastKey, firstKeyOf(name.pid)) + 1)], 0);
    const writer = new FactWriter(this.connection, this.writes, {
      pid: name.pid,
      generation: this.number,
      standing: before?.facts ?? 0,
      lastKey: name.lastKey,
    });
    await this.writeAll(writer, facts);
    this.assertOpen();
    const counts = await writer.finish();
    name.lastKey = writer.lastKey;
    const total = counts.added + counts.changed + counts.same;
    const kept = before !== null && total === counts.same && counts.removed === 0;
    this.parts.put({
      ...columnsOf(part),
      pid: name.pid,
      version: kept ? before.version : this.parts.nextVersion(),
      indexed: kept && before.indexed,
      collectedAt: this.collectedAt,
      stale: null,
      facts: total,
      problems: 0,
      resources: writer.resources,
      classes: kept ? before.classes : 0,
      identities: kept ? before.identities : 0,
    });
    if (before && before.problems > 0) this.parts.setProblems(name.pid, []);
    return counts;
  }

  private async writeAll(writer: FactWriter, facts: Iterable<Fact> | AsyncIterable<Fact>): Promise<void> {
    // A plain loop where it can be: a promise for each of a million facts is much of the work.
    if (Symbol.iterator in facts) {
      for (const fact of facts) if (writer.add(fact)) await this.flush(writer);
    } else for await (const fact of facts) if (writer.add(fact)) await this.flush(writer);
  }

  private async flush(writer: FactWriter): Promise<void> {
    await writer.flush();
    this.assertOpen();
  }

  index(part: ReplacePart, records: Iterable<IndexRecord>): Promise<void> {
    return this.change(async () => {
      const state = this.required(part);
      // Facts that are as they were have the index they had.
      if (state.indexed) return;
      const { pid, version, scope } = state;
      await this.writes.send([announce(pid, endKeyOf(pid), [version])], 0);
      let [classes, identities] = [0, 0];
      for (const portion of indexStatements(version, scope, records)) {
        await this.writes.send(portion.statements, portion.rows);
        classes += portion.classes;
        identities += portion.identities;
      }
      this.parts.put({ ...state, indexed: true, classes, identities });
    });
  }

  problems(part: ReplacePart, problems: readonly JsonObject[]): void {
    this.assertOpen();
    this.parts.setProblems(this.required(part).pid, problems);
  }

  stale(scope: string, part: string, reason: string, provider?: string): void {
    this.assertOpen();
    for (const state of this.parts.named(scope, part, provider)) this.parts.put({ ...state, stale: reason });
  }

  drop(scope: string, part: string, provider?: string): void {
    this.assertOpen();
    for (const { pid } of this.parts.named(scope, part, provider)) {
      this.parts.end(pid);
      this.dropping = this.dropping.then(() => this.closeAll(pid));
      this.dropping.catch(() => {
        this.failed = true;
      });
    }
  }

  async commit(): Promise<Generation> {
    this.assertOpen();
    try {
      await this.dropping;
      await this.writes.settled();
      const generation: Generation = {
        number: this.number,
        collectedAt: this.collectedAt,
        createdAt: this.options.copyOf?.createdAt ?? new Date().toISOString(),
        facts: this.parts.facts(),
      };
      const { lastPid, lastVersion } = this.parts.numbers();
      await this.lease.writeLast(
        [
          ...this.parts.statements(generation.number),
          createGeneration({ ...generation, lease: this.lease.token }),
          moveHead(generation.number, lastPid, lastVersion),
        ],
        generationBy(generation.number, this.lease.token),
      );
      this.open = false;
      this.onCommit(generation);
      return generation;
    } catch (error) {
      this.note(error);
      await this.abort().catch(() => {});
      throw error;
    }
  }

  /** What cannot be cleared now, as the database is gone, the next ingest clears. */
  async abort(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    try {
      await this.dropping.catch(() => {});
      await this.writes.settled().catch((error) => this.note(error));
      if (this.gone) {
        this.lease.end();
        return;
      }
      await clearUnfinished(this.connection, this.lease, this.number);
      await this.lease.release();
    } catch {
      this.lease.end();
    }
  }

  private async closeAll(pid: number): Promise<void> {
    await this.writes.settled();
    for (let last = firstKeyOf(pid); ; ) {
      const [rows = []] = await this.connection.write([standingKeys(last, endKeyOf(pid), keysPerPage)]);
      const keys = rows.map((row) => Number(row['key']));
      if (keys.length === 0) return;
      last = keys.at(-1)!;
      await this.writes.send([announce(pid, endKeyOf(pid)), closeFacts(keys, this.number)], keys.length);
    }
  }

  private async change<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    try {
      await this.dropping;
      return await work();
    } catch (error) {
      this.note(error);
      throw error;
    }
  }

  private note(error: unknown): void {
    this.failed = true;
    this.gone = (error as { code?: unknown }).code === 'store-unreachable';
  }

  private required(part: ReplacePart): PartState {
    const state = this.parts.current(part);
    if (state && this.parts.wrote(state.pid)) return state;
    throw new GrantgraphError('unknown-part', `no part \`${part.part}\` of \`${part.scope}\` in this ingest`, {
      exit: 4,
    });
  }

  private assertOpen(): void {
    if (!this.open) throw new GrantgraphError('ingest-closed', 'this ingest has ended', { exit: 4 });
    if (this.failed) throw new GrantgraphError('ingest-failed', 'this ingest failed and keeps nothing', { exit: 4 });
  }
}

function columnsOf({ provider, scope, part, source, digest, notCollected }: ReplacePart) {
  return { provider, scope, part, source, digest, notCollected: JSON.stringify(notCollected) };
}
