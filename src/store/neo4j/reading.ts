import { type AsOf, chooseGeneration } from '../choose-generation.js';
import type { FactChange, Generation, WorkingSet, WorkingSetRequest } from '../contract.js';
import type { Connection } from './connection.js';
import { readGenerations, readParts } from './cypher/read-parts.js';
import { factChanges } from './fact-changes.js';
import { type Fetch, takeAll } from './fetch.js';
import { GenerationParts } from './generation-parts.js';
import { LookupThread } from './lookup/thread.js';
import { prefetch } from './prefetch.js';
import { Neo4jWorkingSet } from './working-set.js';

/** Working sets that are kept, so that further questions find them warm. */
const setsKept = 3;

/** Working sets over one database: one for each generation that is asked about, the latest few kept. */
export class Reading {
  private readonly thread: LookupThread;
  private readonly sets = new Map<number, Neo4jWorkingSet>();

  constructor(private readonly connection: Connection) {
    this.thread = new LookupThread(connection.settings);
  }

  /** Look-ups of all working sets that were not fetched beforehand. */
  get lookups(): number {
    return this.thread.trips;
  }

  async workingSet(request: WorkingSetRequest, asOf: AsOf): Promise<WorkingSet> {
    const generation = await this.generation(asOf);
    const set = this.sets.get(generation.number) ?? (await this.open(generation));
    this.sets.delete(generation.number);
    this.sets.set(generation.number, set);
    if (this.sets.size > setsKept) this.sets.delete(this.sets.keys().next().value as number);
    await prefetch(set, request, (fetches) => this.fetch(fetches));
    return set;
  }

  async changes(from: number, to: number): Promise<Iterable<FactChange>> {
    const [before = [], after = []] = await this.connection.read([readParts(from), readParts(to)]);
    return factChanges({ from, to, before, after }, (statements) => this.thread.read(statements));
  }

  async close(): Promise<void> {
    await this.thread.close();
  }

  private async generation(asOf: AsOf): Promise<Generation> {
    const [rows = []] = await this.connection.read([readGenerations]);
    return chooseGeneration(rows as unknown as Generation[], asOf, this.connection.place);
  }

  private async open(generation: Generation): Promise<Neo4jWorkingSet> {
    const [rows = []] = await this.connection.read([readParts(generation.number)]);
    return new Neo4jWorkingSet(new GenerationParts(generation, rows), (fetches) => this.lookUp(fetches));
  }

  private async fetch(fetches: readonly Fetch[]): Promise<void> {
    if (fetches.length === 0) return;
    takeAll(fetches, await this.connection.read(fetches.map(({ statement }) => statement)));
  }

  private lookUp(fetches: readonly Fetch[]): void {
    takeAll(fetches, this.thread.read(fetches.map(({ statement }) => statement)));
  }
}
