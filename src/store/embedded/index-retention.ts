import { GrantgraphError } from '../../base/errors.js';
import type { IndexerFactory } from '../../graph/generation-index.js';
import type { SqlDatabase } from './driver.js';
import { forever, indexTableNames } from './schema.js';

const dayMs = 86_400_000;

/**
 * How long the index of a version outlives it. Index rows can be made again from the facts, which are kept: only questions as of a
 * date further back wait for that. Readers look back that far; what is dropped ended some time before, so that nobody reads it.
 */
export class IndexRetention {
  constructor(private readonly keepDays = 7) {}

  /** How long a look at `mayGo` holds good. */
  get slackMs(): number {
    return (this.keepDays * dayMs) / 7;
  }

  /** Does the generation rest on a version whose index is dropped, or may be within the slack? */
  mayGo(database: SqlDatabase, generation: number, now: number): boolean {
    const row = database
      .prepare(
        `SELECT 1 AS found FROM part AS held JOIN generation ON generation.number =
           (SELECT max(until) FROM part WHERE part.version = held.version)
         WHERE held.since <= ? AND held.until > ? AND held.until < ? AND generation.created_at <= ? LIMIT 1`,
      )
      .get(generation, generation, forever, this.before(now, 0));
    return row !== undefined;
  }

  /** Drops what is old enough, once it is a fifth of all: dropping reads every row of the index. */
  prune(database: SqlDatabase, now: number): void {
    const ended = database
      .prepare(
        `SELECT document_base.version FROM document_base JOIN generation ON generation.number =
           (SELECT max(until) FROM part WHERE part.version = document_base.version)
         WHERE generation.created_at <= ?`,
      )
      .all(this.before(now, this.slackMs))
      .map((row) => Number(row['version']));
    const all = Number(database.prepare('SELECT count(*) AS n FROM document_base').get()?.['n'] ?? 0);
    if (ended.length === 0 || ended.length * 5 < all) return;
    const versions = JSON.stringify(ended);
    for (const table of indexTableNames)
      database.prepare(`DELETE FROM ${table} WHERE version IN (SELECT value FROM json_each(?))`).run(versions);
    database.prepare('INSERT OR IGNORE INTO pruned SELECT value FROM json_each(?)').run(versions);
  }

  private before(now: number, slack: number): string {
    return new Date(now - this.keepDays * dayMs - slack).toISOString();
  }
}

/** How an index that is no longer kept is made again. Without indexers nothing is dropped, and nothing made again. */
export interface IndexSource {
  readonly retention: IndexRetention;
  readonly indexers: IndexerFactory | undefined;
}

/** Errors: `index-pruned` where a generation's index is gone and cannot be made again. */
export function requireIndex(database: SqlDatabase, generation: number): void {
  const row = database
    .prepare('SELECT 1 AS found FROM part JOIN pruned USING (version) WHERE since <= ? AND until > ? LIMIT 1')
    .get(generation, generation);
  if (row) throw prunedMeanwhile(generation);
}

export function prunedMeanwhile(generation: number): GrantgraphError {
  return new GrantgraphError('index-pruned', `the index of generation ${generation} is no longer kept`, {
    hint: 'ask again, or as of a later date',
  });
}
