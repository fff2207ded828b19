import { endKeyOf } from '../fact-key.js';
import type { Connection, Statement } from './connection.js';
import { deleteFacts, reopenFacts } from './cypher/write-facts.js';
import { deleteIndexed } from './cypher/write-index.js';
import { pendingParts, withdraw } from './cypher/write-parts.js';
import type { Lease } from './lease.js';

const rowsPerBatch = 5000;

interface Pending {
  readonly pid: number;
  readonly fromKey: number;
  readonly versions: readonly number[];
}

/**
 * Takes away what an ingest of this generation wrote that did not end: it was aborted, or its process died. Nobody ever saw it.
 * What is announced goes last, so that this can be interrupted as well.
 */
export async function clearUnfinished(connection: Connection, lease: Lease, generation: number): Promise<void> {
  const [rows = []] = await connection.write([pendingParts]);
  if (rows.length === 0) return;
  await repeat(connection, lease, reopenFacts(generation, rowsPerBatch));
  for (const row of rows) {
    const { pid, fromKey, versions } = row['pending'] as Pending;
    await repeat(connection, lease, deleteFacts(fromKey, endKeyOf(pid), rowsPerBatch));
    for (const version of versions) await repeat(connection, lease, deleteIndexed(version, rowsPerBatch));
    await lease.write([withdraw(pid)]);
  }
}

/** Until the statement finds nothing more. Each time is a transaction of its own, so that none grows large. */
export async function repeat(connection: Connection, lease: Lease, statement: Statement): Promise<void> {
  for (;;) {
    await lease.renew();
    const [rows = []] = await connection.write([statement]);
    if (Number(rows[0]?.['count'] ?? 0) < rowsPerBatch) return;
  }
}
