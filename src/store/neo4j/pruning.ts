import type { Connection } from './connection.js';
import { deletePruned, endedVersions, markPruned, prunedVersions } from './cypher/prune.js';

const dayMs = 86_400_000;
const rowsPerBatch = 5000;

/**
 * Drops the index of versions that ended long ago, in small transactions while others read and write. Facts are kept: an index can be
 * made again from them. What is interrupted goes on the next time.
 */
export class Pruning {
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly connection: Connection,
    private readonly keepDays: number,
  ) {}

  /** Goes on in the background; a database that fails meanwhile is no fault of whoever began it. */
  start(): void {
    this.running = this.running.then(() => this.prune()).catch(() => {});
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async prune(): Promise<void> {
    const before = new Date(Date.now() - this.keepDays * dayMs).toISOString();
    const [ended = [], begun = []] = await this.connection.write([endedVersions(before), prunedVersions]);
    for (const row of ended) await this.connection.write([markPruned(Number(row['version']))]);
    const versions = new Set([...begun, ...ended].map((row) => Number(row['version'])));
    for (const version of versions) await this.repeat(() => deletePruned(version, rowsPerBatch));
  }

  private async repeat(statement: () => Parameters<Connection['write']>[0][number]): Promise<void> {
    while (!this.stopped) {
      const [rows = []] = await this.connection.write([statement()]);
      if (Number(rows[0]?.['count'] ?? 0) < rowsPerBatch) return;
    }
  }
}
