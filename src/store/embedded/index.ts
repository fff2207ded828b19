import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import type { JsonObject } from '../../graph/fact.js';
import type { IndexerFactory } from '../../graph/generation-index.js';
import { type AsOf, chooseGeneration } from '../choose-generation.js';
import type {
  FactChange,
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
import { factChanges } from './fact-changes.js';
import { translate } from './faults.js';
import { IndexRetention, type IndexSource } from './index-retention.js';
import { EmbeddedIngest } from './ingest.js';
import { contentOfPart } from './part-content.js';
import { partsAt, problemsAt } from './part-table.js';
import { EmbeddedRecords } from './records.js';
import { EmbeddedWorkingSet } from './working-set.js';

export interface EmbeddedOptions {
  /** Begin a new data directory where there is none. */
  readonly create?: boolean;
  /** Refuse ingests. */
  readonly readOnly?: boolean;
  /** Make the index of an old generation again. Without them every index is kept for good. */
  readonly indexers?: IndexerFactory;
  /** Days that an index outlives its part's state before it is dropped. Default 7. */
  readonly keepIndexDays?: number;
  readonly driver?: 'node' | 'libsql';
}

export const databaseFile = 'grantgraph.db';

/**
 * Opens the store of a data directory (mode 0700, its file 0600); reads no facts. Errors: `no-store`, `not-a-store`,
 * `wrong-store-version`, `store-not-writable`, `store-not-readable`, `store-damaged`.
 */
export async function openEmbeddedStore(directory: string, options: EmbeddedOptions = {}): Promise<Store> {
  const file = join(directory, databaseFile);
  if (!begun(file)) {
    if (!options.create || options.readOnly)
      throw new GrantgraphError('no-store', `no store in \`${directory}\``, {
        place: { file },
        hint: 'ingest something first: grantgraph ingest aws --from DUMP',
      });
    makeFile(directory, file);
  }
  const source = { retention: new IndexRetention(options.keepIndexDays), indexers: options.indexers };
  return new EmbeddedStore(Connection.to(file, options.driver), source, options);
}

/** A file without content is one that was never begun, or whose first ingest was killed. */
function begun(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return false;
    throw translate(error, file);
  }
}

function makeFile(directory: string, file: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new GrantgraphError('store-not-writable', `cannot begin a store in \`${directory}\``, {
      place: { file: directory },
      hint: 'check the owner and mode of the data directory',
      cause,
    });
  }
}

class EmbeddedStore implements Store {
  readonly kind = 'embedded';
  private ingesting: EmbeddedIngest | null = null;
  private readonly kept: EmbeddedRecords;
  private readonly readOnly: boolean;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly source: IndexSource,
    { readOnly = false, driver }: EmbeddedOptions,
  ) {
    this.readOnly = readOnly;
    this.kept = new EmbeddedRecords(connection.directory, readOnly, driver);
  }

  async ingest(options: IngestOptions): Promise<Ingest> {
    this.assertOpen();
    if (this.readOnly)
      throw new GrantgraphError('store-not-writable', 'the store was opened for reading only', {
        place: { file: this.connection.directory },
      });
    this.ingesting = EmbeddedIngest.begin(this.connection, options, this.source);
    return this.ingesting;
  }

  async workingSet(_request: WorkingSetRequest, asOf: AsOf = {}): Promise<WorkingSet> {
    const generation = chooseGeneration(await this.generations(), asOf, this.connection.directory);
    return new EmbeddedWorkingSet(this.connection.database, generation, this.source);
  }

  async generations(): Promise<readonly Generation[]> {
    const rows = this.read((database) => database.prepare('SELECT * FROM generation ORDER BY number').all());
    return rows.map((row) => ({
      number: Number(row['number']),
      collectedAt: String(row['collected_at']),
      createdAt: String(row['created_at']),
      facts: Number(row['facts']),
    }));
  }

  async parts(generation?: number): Promise<readonly PartStatus[]> {
    const wanted = generation ?? (await this.lastGeneration());
    return this.read((database) => partsAt(database, wanted));
  }

  async content(part: PartName, generation: number): Promise<PartContent> {
    return this.read((database) => contentOfPart(database, part, generation));
  }

  async changes(from: number, to: number): Promise<Iterable<FactChange>> {
    return this.read((database) => factChanges(database, from, to));
  }

  async problems(scope?: string): Promise<readonly JsonObject[]> {
    const last = await this.lastGeneration();
    return this.read((database) => problemsAt(database, last, scope));
  }

  records(): Records {
    this.assertOpen();
    return this.kept;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      await this.ingesting?.abort();
    } finally {
      this.kept.close();
      this.connection.release();
    }
  }

  private async lastGeneration(): Promise<number> {
    return (await this.generations()).at(-1)?.number ?? 0;
  }

  private read<T>(work: (database: Connection['database']) => T): T {
    this.assertOpen();
    return work(this.connection.database);
  }

  private assertOpen(): void {
    if (this.closed) throw new GrantgraphError('store-closed', 'the store was closed', { exit: 4 });
  }
}
