import type { IndexerFactory } from '../../graph/generation-index.js';
import { openDatabase, type SqlDatabase, type SqlValue } from './driver.js';
import { writeIndex } from './index-writer.js';
import { factsOf } from './part-content.js';
import { createIndexSchema } from './schema.js';

/** The index of a generation made again from its facts, in a database in memory that has the store's own tables for it. */
export function rebuildIndex(store: SqlDatabase, generation: number, indexers: IndexerFactory): SqlDatabase {
  const memory = openDatabase(':memory:', store.driver === 'libsql' ? 'libsql' : 'node');
  createIndexSchema(memory);
  const parts = store
    .prepare('SELECT * FROM part WHERE since <= ? AND until > ? ORDER BY version')
    .all(generation, generation);
  for (const row of parts) {
    const values = Object.values(row) as SqlValue[];
    memory.prepare(`INSERT INTO part VALUES (${values.map(() => '?').join(', ')})`).run(...values);
    const indexer = indexers(String(row['provider']), String(row['scope']), String(row['part']));
    if (!indexer) continue;
    for (const fact of factsOf(store, Number(row['pid']), generation)) indexer.add(fact);
    writeIndex(memory, Number(row['version']), indexer.finish());
  }
  return memory;
}
