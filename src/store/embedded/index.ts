import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import type { JsonObject } from '../../graph/fact.js';
import type { IndexerFactory } from '../../graph/generation-index.js';
import type { Generation, Ingest, PartStatus, Store, WorkingSet, WorkingSetRequest } from '../contract.js';
import { openDatabase, type SqlDatabase } from './driver.js';
import { translate } from './faults.js';
import { EmbeddedIngest, lockFile } from './ingest.js';
import { configure, createSchema, verifySchema } from './schema.js';
import { EmbeddedWorkingSet, partsAt } from './working-set.js';

export interface EmbeddedOptions {
  /** Begin a new data directory where there is none. */
  readonly create?: boolean;
  readonly indexers?: IndexerFactory;
  readonly driver?: 'node' | 'libsql';
}

export const databaseFile = 'grantgraph.db';

/**
 * Opens the store of a data directory; reads no facts. Errors: `no-store`, `not-a-store`, `wrong-store-version`,
 * `store-not-writable`, `store-not-readable`, `store-damaged`.
 */
export async function openEmbeddedStore(directory: string, options: EmbeddedOptions = {}): Promise<Store> {
  const file = join(directory, databaseFile);
  if (!existsSync(file)) {
    if (!options.create)
      throw new GrantgraphError('no-store', `no store in \`${directory}\``, {
        place: { file },
        hint: 'ingest something first: grantgraph ingest aws --from DUMP',
      });
    makeDirectory(directory);
  }
  try {
    const database = openDatabase(file, options.driver);
    try {
      if (verifySchema(database, file)) createSchema(database);
      configure(database);
      chmodSync(file, 0o600);
    } catch (error) {
      database.close();
      throw error;
    }
    return new EmbeddedStore(database, directory);
  } catch (error) {
    throw translate(error, file);
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new GrantgraphError('store-not-writable', `cannot make the data directory \`${directory}\``, {
      place: { file: directory },
      cause,
    });
  }
}

class EmbeddedStore implements Store {
  readonly kind = 'embedded';
  private writing = false;

  constructor(
    private readonly database: SqlDatabase,
    private readonly directory: string,
  ) {}

  async ingest({ collectedAt }: { readonly collectedAt: string }): Promise<Ingest> {
    if (this.writing)
      throw new GrantgraphError('store-busy', 'an ingest is already running in this process', {
        place: { file: this.directory },
      });
    this.writing = true;
    try {
      return new EmbeddedIngest(this.database, this.directory, collectedAt, () => {
        this.writing = false;
      });
    } catch (error) {
      this.writing = false;
      throw named(error, this.directory);
    }
  }

  async workingSet(
    _request: WorkingSetRequest,
    asOf: { generation?: number; date?: string } = {},
  ): Promise<WorkingSet> {
    const generations = await this.generations();
    const found = choose(generations, asOf);
    if (found) return new EmbeddedWorkingSet(this.database, found);
    if (generations.length === 0)
      throw new GrantgraphError('empty-store', `nothing was ingested into \`${this.directory}\` yet`, {
        hint: 'grantgraph ingest aws --from DUMP',
      });
    throw new GrantgraphError('no-generation', `no data from ${asOf.date ?? `generation ${asOf.generation}`}`, {
      exit: 2,
      hint: 'see grantgraph snapshots',
    });
  }

  async generations(): Promise<readonly Generation[]> {
    return this.database
      .prepare('SELECT * FROM generation ORDER BY number')
      .all()
      .map((row) => ({
        number: Number(row['number']),
        collectedAt: String(row['collected_at']),
        createdAt: String(row['created_at']),
        facts: Number(row['facts']),
      }));
  }

  async parts(): Promise<readonly PartStatus[]> {
    const last = (await this.generations()).at(-1);
    return last ? partsAt(this.database, last.number) : [];
  }

  async problems(scope?: string): Promise<readonly JsonObject[]> {
    const last = (await this.generations()).at(-1)?.number ?? 0;
    const rows = this.database
      .prepare('SELECT scope, part, problems FROM part WHERE since <= ? AND until > ? ORDER BY scope, part')
      .all(last, last);
    return rows
      .filter((row) => scope === undefined || row['scope'] === scope)
      .flatMap((row) =>
        (JSON.parse(String(row['problems'])) as JsonObject[]).map((problem) => ({
          scope: String(row['scope']),
          part: String(row['part']),
          ...problem,
        })),
      );
  }

  async close(): Promise<void> {
    this.database.close();
  }
}

/** The latest generation, a numbered one, or the last whose data is not younger than the date. */
function choose(
  generations: readonly Generation[],
  { generation, date }: { generation?: number; date?: string },
): Generation | undefined {
  if (generation !== undefined) return generations.find((one) => one.number === generation);
  if (date === undefined) return generations.at(-1);
  const limit = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T23:59:59.999Z`) : Date.parse(date);
  return generations.filter((one) => Date.parse(one.collectedAt) <= limit).at(-1);
}

function named(error: unknown, directory: string): unknown {
  if (!(error instanceof GrantgraphError) || error.code !== 'store-busy') return error;
  let who = '';
  try {
    who = ` (process ${readFileSync(lockFile(directory), 'utf8').trim()})`;
  } catch {
    // The other writer may just have ended.
  }
  return new GrantgraphError('store-busy', `another process${who} is writing to the store`, {
    place: { file: directory },
    hint: 'wait for it to end and try again',
    cause: error,
  });
}
