import { type AsOf, chooseGeneration } from '../choose-generation.js';
import type { FactChange, Generation, WorkingSet, WorkingSetRequest } from '../contract.js';
import type { Connection } from './connection.js';
import { readGenerations, readLatest, readParts } from './cypher/read-parts.js';
import { factChanges } from './fact-changes.js';
import { type Fetch, fetching, takeAll } from './fetch.js';
import { GenerationParts } from './generation-parts.js';
import { LookupThread } from './lookup/thread.js';
import { organization } from './organization.js';
import { missing, rounds } from './prefetch.js';
import { Neo4jWorkingSet } from './working-set.js';

/** Working sets that are kept, so that further questions find them warm. */
const setsKept = 3;

/** Working sets over one database: one for each generation that is asked about, the latest few kept. */
export class Reading {
  private readonly thread: LookupThread;
  private readonly sets = new Map<number, Neo4jWorkingSet>();
  /** As they were when last looked at. */
  private generations: readonly Generation[] = [];
  private latest: Generation | null;
  private justLooked = true;

  /** `latest` as it was found when the store was opened. */
  constructor(
    private readonly connection: Connection,
    latest: Generation | null,
  ) {
    this.latest = latest;
    this.thread = new LookupThread(connection.settings);
  }

  /** Look-ups of all working sets that were not fetched beforehand. */
  get lookups(): number {
    return this.thread.trips;
  }

  /** At most three round trips; one more where an ingest ended meanwhile, and before the first question of a date. */
  async workingSet(request: WorkingSetRequest, asOf: AsOf): Promise<WorkingSet> {
    const dated = asOf.date !== undefined || asOf.generation !== undefined;
    if (dated || this.latest === null) await this.fetch([this.look(dated)]);
    const expected = this.chosen(asOf);
    // What was the latest when it was last looked at may not be any more: the first round looks again.
    const again = dated || this.justLooked ? [] : [this.look(false)];
    this.justLooked = false;
    let set = await this.round(expected, request, again);
    const generation = this.chosen(asOf);
    if (generation.number !== expected.number) set = await this.round(generation, request, []);
    for (let round = 1; round < rounds; round++) {
      const further = missing(set, request);
      if (further.length === 0) break;
      await this.fetch(further);
    }
    return set;
  }

  private async round(
    generation: Generation,
    request: WorkingSetRequest,
    more: readonly Fetch[],
  ): Promise<Neo4jWorkingSet> {
    const [set, opening] = this.opened(generation);
    await this.fetch([...more, ...opening, ...missing(set, request)]);
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
    const set = known ?? new Neo4jWorkingSet(contents, (fetches) => this.lookUp(fetches));
    this.sets.set(generation.number, set);
    if (this.sets.size > setsKept) this.sets.delete(this.sets.keys().next().value as number);
    if (contents.read) return [set, []];
    const parts = fetching(readParts(generation.number), (rows) => contents.take(rows));
    return [set, [parts, ...organization(set.facts)]];
  }

  private async fetch(fetches: readonly Fetch[]): Promise<void> {
    if (fetches.length === 0) return;
    takeAll(fetches, await this.connection.read(fetches.map(({ statement }) => statement)));
  }

  private lookUp(fetches: readonly Fetch[]): void {
    takeAll(fetches, this.thread.read(fetches.map(({ statement }) => statement)));
  }
}
