import type { IndexerFactory } from '../../graph/generation-index.js';
import { type AsOf, chooseGeneration } from '../choose-generation.js';
import type { FactChange, FetchLimits, Generation, WorkingSet, WorkingSetRequest } from '../contract.js';
import type { Connection, Row, Statement } from './connection.js';
import { changedIndexes } from './cypher/prune.js';
import { readGenerations, readLatest, readParts } from './cypher/read-parts.js';
import { factChanges } from './fact-changes.js';
import { type Fetch, fetching, takeAll } from './fetch.js';
import { GenerationParts } from './generation-parts.js';
import { prunedMeanwhile, rebuildIndexes } from './index-rebuild.js';
import { LookupThread } from './lookup/thread.js';
import { organization } from './organization.js';
import { missing, rounds } from './prefetch.js';
import { Neo4jWorkingSet } from './working-set.js';

/** Working sets that are kept, so that further questions find them warm. */
const setsKept = 3;
/** Whoever opens a store and asks at once need not look again which generation is the latest. */
const justMs = 1000;
/** Nothing is dropped sooner than this after a generation was the latest. */
const safeMs = 3_600_000;

/** Working sets over one database: one for each generation that is asked about, the latest few kept. */
export class Reading {
  private readonly thread: LookupThread;
  private readonly sets = new Map<number, Neo4jWorkingSet>();
  /** As they were when last looked at. */
  private generations: readonly Generation[] = [];
  private latest: Generation | null;
  private justLooked = true;
  private lookedAt = performance.now();

  /** `latest` as it was found when the store was opened; without `indexers` an index that was dropped is not made again. */
  constructor(
    private readonly connection: Connection,
    latest: Generation | null,
    private readonly indexers: IndexerFactory | undefined,
  ) {
    this.latest = latest;
    this.thread = new LookupThread(connection.settings, () => connection.seen);
  }

  /** Look-ups of all working sets that were not fetched beforehand. */
  get lookups(): number {
    return this.thread.trips;
  }

  /** An ingest of this process made it. */
  ended(generation: Generation): void {
    this.latest = generation;
    this.justLooked = false;
  }

  /**
   * At most three round trips; one more where an ingest ended meanwhile, and before the first question of a date. Errors: `empty-store`,
   * `no-generation`, `index-pruned`.
   */
  async workingSet(request: WorkingSetRequest, asOf: AsOf, limits: FetchLimits = {}): Promise<WorkingSet> {
    for (let again = 0; ; again++) {
      try {
        return await this.prefetched(request, asOf, limits);
      } catch (error) {
        if (!(error instanceof IndexChanged)) throw error;
        if (again === 2 || (error.gone && this.indexers === undefined)) throw prunedMeanwhile(error.generation);
        if (error.gone) await rebuildIndexes(this.connection, this.indexers!, error.generation);
      }
    }
  }

  private async prefetched(request: WorkingSetRequest, asOf: AsOf, limits: FetchLimits): Promise<WorkingSet> {
    const dated = asOf.date !== undefined || asOf.generation !== undefined;
    if (dated || this.latest === null) await this.fetch([this.look(dated)], null, limits);
    const expected = this.chosen(asOf);
    // What was the latest when it was last looked at may not be any more: the first round looks again.
    const looked = this.justLooked && performance.now() - this.lookedAt < justMs;
    const again = dated || looked ? [] : [this.look(false)];
    this.justLooked = false;
    let set = await this.round(expected, request, again, limits);
    const generation = this.chosen(asOf);
    if (generation.number !== expected.number) set = await this.round(generation, request, [], limits);
    for (let round = 1; round < rounds; round++) {
      const further = missing(set, request);
      if (further.length === 0) break;
      await this.fetch(further, set, limits);
    }
    return set;
  }

  private async round(
    generation: Generation,
    request: WorkingSetRequest,
    more: readonly Fetch[],
    limits: FetchLimits,
  ): Promise<Neo4jWorkingSet> {
    const [set, opening] = this.opened(generation);
    await this.fetch([...more, ...opening, ...missing(set, request)], set, limits);
    return set;
  }

  private chosen(asOf: AsOf): Generation {
    const dated = asOf.date !== undefined || asOf.generation !== undefined;
    return chooseGeneration(dated ? this.generations : this.latest ? [this.latest] : [], asOf, this.connection.place);
  }

  /** Looks which generations there are: all of them, or the latest. */
  private look(all: boolean): Fetch {
    if (all)
      return fetching(readGenerations, (rows) => {
        this.generations = rows as unknown as Generation[];
      });
    return fetching(readLatest, ([row]) => {
      this.latest = row === undefined ? null : (row as unknown as Generation);
      this.lookedAt = performance.now();
    });
  }

  async changes(from: number, to: number): Promise<Iterable<FactChange>> {
    const [before = [], after = []] = await this.connection.read([readParts(from), readParts(to)]);
    return factChanges({ from, to, before, after }, (statements) => this.thread.read(statements));
  }

  async close(): Promise<void> {
    await this.thread.close();
  }

  /** The set of a generation, and what must be read first where it is new. */
  private opened(generation: Generation): [Neo4jWorkingSet, Fetch[]] {
    const known = this.sets.get(generation.number);
    this.sets.delete(generation.number);
    const contents = known?.contents ?? new GenerationParts(generation);
    const set: Neo4jWorkingSet = known ?? new Neo4jWorkingSet(contents, (fetches) => this.lookUp(fetches, set));
    this.sets.set(generation.number, set);
    if (this.sets.size > setsKept) this.sets.delete(this.sets.keys().next().value as number);
    if (contents.read) return [set, []];
    const parts = fetching(readParts(generation.number), (rows) => contents.take(rows));
    return [set, [parts, ...organization(set.facts)]];
  }

  /** For a set, where one takes the rows. */
  private async fetch(fetches: readonly Fetch[], set: Neo4jWorkingSet | null, limits: FetchLimits): Promise<void> {
    if (fetches.length === 0) return;
    const watch = set === null ? [] : this.watch(set);
    const rows = await this.connection.read([...fetches.map(({ statement }) => statement), ...watch], limits);
    if (set !== null) this.assertSame(set, rows[fetches.length]);
    takeAll(fetches, rows);
  }

  private lookUp(fetches: readonly Fetch[], set: Neo4jWorkingSet): void {
    const rows = this.thread.read([...fetches.map(({ statement }) => statement), ...this.watch(set)]);
    try {
      this.assertSame(set, rows[fetches.length]);
    } catch (error) {
      throw error instanceof IndexChanged ? prunedMeanwhile(error.generation) : error;
    }
    takeAll(fetches, rows);
  }

  /**
   * Index rows of earlier generations may be dropped while they are read. It is marked before the first row goes: where no mark is seen
   * after the rows, they were all there.
   */
  private watch({ contents, generation }: Neo4jWorkingSet): Statement[] {
    const safe = generation === this.latest?.number && performance.now() - this.lookedAt < safeMs;
    return safe ? [] : [changedIndexes(generation, contents.rebuiltAt)];
  }

  private assertSame({ generation }: Neo4jWorkingSet, changed: readonly Row[] = []): void {
    if (changed.length === 0) return;
    this.sets.delete(generation);
    throw new IndexChanged(
      generation,
      changed.some((row) => row['gone'] === true),
    );
  }
}

/** The index of a generation is not what a set took it for: it was dropped, or made again since. */
class IndexChanged extends Error {
  constructor(
    readonly generation: number,
    readonly gone: boolean,
  ) {
    super('the index changed');
  }
}
