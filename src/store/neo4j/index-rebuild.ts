import { GrantgraphError } from '../../base/errors.js';
import type { IndexerFactory, IndexRecord, PartIndexer } from '../../graph/generation-index.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { factOf } from '../stored-fact.js';
import type { Connection } from './connection.js';
import { beginRebuilding, changedIndexes, endRebuilding } from './cypher/prune.js';
import { factsOfPart } from './cypher/read-part-content.js';
import { deleteIndexed } from './cypher/write-index.js';
import { announce, type PartState, withdraw } from './cypher/write-parts.js';
import { indexStatements } from './index-writer.js';
import { Lease } from './lease.js';
import { clearUnfinished, repeat } from './unfinished.js';
import { Writes } from './writes.js';

const factsPerPage = 2000;
const rowsPerBatch = 5000;

export function prunedMeanwhile(generation: number, hint = 'ask again, or as of a later date'): GrantgraphError {
  return new GrantgraphError('index-pruned', `the index of generation ${generation} is no longer kept`, { hint });
}

/**
 * Makes the indexes that a generation rests on and that were dropped again from its facts, and writes them back. Their keys may mean
 * something else than before: readers notice by the instant that is noted. They are kept as long as one that ended now. Errors:
 * `index-pruned` where this cannot be written now.
 */
export async function rebuildIndexes(
  connection: Connection,
  indexers: IndexerFactory,
  generation: number,
): Promise<void> {
  const lease = await takeLease(connection, generation);
  try {
    await clearUnfinished(connection, lease, lease.standing.head + 1);
    // Another process may have been first.
    const [rows = []] = await connection.write([changedIndexes(generation, null)]);
    for (const row of rows) await rebuild(connection, lease, indexers, generation, row['part'] as PartState);
  } finally {
    await lease.release().catch(() => lease.end());
  }
}

async function takeLease(connection: Connection, generation: number): Promise<Lease> {
  try {
    return await Lease.take(connection);
  } catch (error) {
    if (!(error instanceof GrantgraphError)) throw error;
    if (error.code === 'store-busy')
      throw prunedMeanwhile(
        generation,
        'it can be made again when the ingest that is under way has ended: ask again then',
      );
    if (error.code === 'store-not-writable')
      throw prunedMeanwhile(generation, 'ask as a database user who may write: the index is then made again');
    throw error;
  }
}

async function rebuild(
  connection: Connection,
  lease: Lease,
  indexers: IndexerFactory,
  generation: number,
  { pid, version, provider, scope, part }: PartState,
): Promise<void> {
  await lease.write([beginRebuilding(version), announce(pid, endKeyOf(pid), [version])]);
  // Some of it may be left.
  await repeat(connection, lease, deleteIndexed(version, rowsPerBatch));
  const writes = new Writes(lease);
  const records = await recordsOf(connection, indexers(provider, scope, part), generation, pid);
  for (const portion of indexStatements(version, scope, records)) await writes.send(portion.statements, portion.rows);
  await writes.settled();
  await lease.write([endRebuilding(version, new Date().toISOString()), withdraw(pid)]);
}

/** What the indexer makes of the facts that the part had. */
async function recordsOf(
  connection: Connection,
  indexer: PartIndexer | null,
  generation: number,
  pid: number,
): Promise<Iterable<IndexRecord>> {
  if (indexer === null) return [];
  for (let after = firstKeyOf(pid); ; ) {
    const [rows = []] = await connection.read([factsOfPart(after, endKeyOf(pid), generation, factsPerPage)]);
    for (const row of rows) indexer.add(factOf(row));
    if (rows.length < factsPerPage) return indexer.finish();
    after = rows.at(-1)!['key'] as number;
  }
}
