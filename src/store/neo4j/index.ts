import { GrantgraphError } from '../../base/errors.js';
import type { JsonObject } from '../../graph/fact.js';
import type { IndexerFactory } from '../../graph/generation-index.js';
import type { AsOf } from '../choose-generation.js';
import type {
  FactChange,
  FetchLimits,
  Generation,
  Ingest,
  IngestOptions,
  PartContent,
  PartName,
  PartStatus,
  Store,
  WorkingSet,
  WorkingSetRequest,
} from '../contract.js';
import type { Records } from '../records.js';
import { Connection } from './connection.js';
import { Neo4jIngest } from './ingest.js';
import { contentOfPart } from './part-content.js';
import { generationsOf, partsAt, problemsAt } from './part-reading.js';
import { Pruning } from './pruning.js';
import { Reading } from './reading.js';
import { Neo4jRecords } from './records.js';
import { openSchema } from './schema.js';
import type { Neo4jSettings } from './settings.js';

export interface Neo4jOptions {
  /** Begin a store in an empty database, and bring an older schema up to date. */
  readonly create?: boolean;
  /** Refuse ingests. */
  readonly readOnly?: boolean;
  /** Make the index of an old generation again. Without them every index is kept for good. */
  readonly indexers?: IndexerFactory;
  /** Days that an index outlives its part's state before it is dropped. Default 7. */
  readonly keepIndexDays?: number;
}

/**
 * Opens the store of a database; reads no facts. Errors: `no-store`, `not-a-store`, `wrong-store-version`, `unsupported-server`,
 * `store-unreachable`, `store-refused`, `store-tls`.
 */
export async function openNeo4jStore(settings: Neo4jSettings, options: Neo4jOptions = {}): Promise<Store> {
  const connection = new Connection(settings);
  try {
    const latest = await openSchema(connection, options.create === true && !options.readOnly);
    return new Neo4jStore(connection, options, latest);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

class Neo4jStore implements Store {
  readonly kind = 'neo4j';
  private readonly reading: Reading;
  private readonly pruning: Pruning | null;
  private ingesting: Neo4jIngest | null = null;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly options: Neo4jOptions,
    latest: Generation | null,
  ) {
    this.reading = new Reading(connection, latest, options.readOnly ? undefined : options.indexers);
    this.pruning = options.indexers ? new Pruning(connection, options.keepIndexDays ?? 7) : null;
  }

  async ingest(options: IngestOptions): Promise<Ingest> {
    this.assertOpen();
    if (this.options.readOnly)
      throw new GrantgraphError('store-not-writable', 'the store was opened for reading only', {
        place: { file: this.connection.place },
      });
    this.ingesting = await Neo4jIngest.begin(this.connection, options, (generation) => {
      this.reading.ended(generation);
      this.pruning?.start();
    });
    return this.ingesting;
  }

  async workingSet(request: WorkingSetRequest, asOf: AsOf = {}, limits: FetchLimits = {}): Promise<WorkingSet> {
    this.assertOpen();
    return this.reading.workingSet(request, asOf, limits);
  }

  async generations(): Promise<readonly Generation[]> {
    this.assertOpen();
    return generationsOf(this.connection);
  }

  async parts(generation?: number): Promise<readonly PartStatus[]> {
    this.assertOpen();
    const wanted = generation ?? (await this.generations()).at(-1)?.number;
    return wanted === undefined ? [] : partsAt(this.connection, wanted);
  }

  async content(part: PartName, generation: number): Promise<PartContent> {
    this.assertOpen();
    return contentOfPart(this.connection, part, generation);
  }

  async changes(from: number, to: number): Promise<Iterable<FactChange>> {
    this.assertOpen();
    return this.reading.changes(from, to);
  }

  async problems(scope?: string): Promise<readonly JsonObject[]> {
    const last = (await this.generations()).at(-1);
    return last === undefined ? [] : problemsAt(this.connection, last.number, scope);
  }

  records(): Records {
    this.assertOpen();
    return new Neo4jRecords(this.connection, this.options.readOnly ?? false, () => this.assertOpen());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      await this.ingesting?.abort();
      await this.pruning?.stop();
    } finally {
      await this.reading.close();
      await this.connection.close();
    }
  }

  private assertOpen(): void {
    if (this.closed) throw new GrantgraphError('store-closed', 'the store was closed', { exit: 4 });
  }
}
