import { Connection } from '../store/neo4j/connection.js';
import type { Neo4jSettings } from '../store/neo4j/settings.js';
import type { Publication, PublishedHolding } from './contract.js';
import { deleteSome } from './cypher/drafts.js';
import { awaitIndexes, schema } from './cypher/schema.js';
import { announce, announced, bringOut, readPublication, withdraw } from './cypher/swap.js';
import { Draft } from './draft.js';
import { PublishLock } from './lock.js';

const nodesPerBatch = 2000;

export interface PublishedData {
  readonly generation: number;
  readonly collectedAt: string;
  readonly publishedAt: string;
  readonly holdings: AsyncIterable<PublishedHolding>;
  readonly accountName: (account: string) => string | undefined;
}

/** Published access in one Neo4j database, be it the store's or any other. */
export class PublishedGraph {
  private readonly connection: Connection;

  constructor(settings: Neo4jSettings) {
    this.connection = new Connection(settings);
  }

  get place(): string {
    return this.connection.place;
  }

  /** What stands published; null = nothing. Errors: those of the connection. */
  async current(): Promise<Publication | null> {
    await this.connection.verify();
    const [rows = []] = await this.connection.read([readPublication]);
    if (rows.length === 0) return null;
    const { token: _token, ...publication } = rows[0]!['access'] as Publication & { token: string };
    return publication;
  }

  /**
   * Puts a publication in the place of the one that stands, in one transaction: whoever looks finds the old one or the new one. Whatever
   * ends it before leaves the old one. Errors: `publish-busy`, those of the connection.
   */
  async publish({ holdings, accountName, ...version }: PublishedData): Promise<Publication> {
    return this.locked(async (lock) => {
      const draft = new Draft(lock, accountName);
      for await (const holding of holdings) await draft.add(holding);
      await draft.finish();
      const publication = { ...version, ...draft.counts };
      await this.swap(lock, publication);
      return publication;
    });
  }

  /** Takes away what is published. False = there was nothing. Errors as of `publish`. */
  async clear(): Promise<boolean> {
    const standing = await this.current();
    await this.locked((lock) => lock.write([withdraw]));
    return standing !== null;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async locked<T>(work: (lock: PublishLock) => Promise<T>): Promise<T> {
    await this.connection.verify();
    for (const text of schema) await this.connection.alone({ text, parameters: {} });
    await this.connection.alone(awaitIndexes);
    const lock = await PublishLock.take(this.connection);
    try {
      // Of one that was interrupted.
      await this.deleteAll('Publishing', lock);
      return await work(lock);
    } finally {
      await this.tidy(lock);
    }
  }

  private async swap(lock: PublishLock, publication: Publication): Promise<void> {
    try {
      await lock.write([withdraw, ...bringOut, announce(publication, lock.token)]);
    } catch (error) {
      const [rows = []] = await this.connection.write([announced(lock.token)]);
      if (rows.length === 0) throw error;
    }
  }

  /** What cannot be tidied up now, as the database is gone, the next publisher does. */
  private async tidy(lock: PublishLock): Promise<void> {
    try {
      await this.deleteAll('Publishing', lock);
      await this.deleteAll('Unpublished', lock);
      await lock.release();
    } catch {
      // Whatever ended the work says more.
    }
  }

  private async deleteAll(label: 'Publishing' | 'Unpublished', { token }: PublishLock): Promise<void> {
    for (;;) {
      const [rows = []] = await this.connection.write([deleteSome(label, token, nodesPerBatch)]);
      if (Number(rows[0]?.['count'] ?? 0) < nodesPerBatch) return;
    }
  }
}
