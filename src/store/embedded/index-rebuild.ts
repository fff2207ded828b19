import type { Fact } from '../../graph/fact.js';
import type { IndexerFactory } from '../../graph/generation-index.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { factOf } from '../stored-fact.js';
import { openDatabase, type SqlDatabase, type SqlValue } from './driver.js';
import { writeIndex } from './index-writer.js';
import { createIndexSchema } from './schema.js';

const pageSize = 1000;

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

function* factsOf(store: SqlDatabase, pid: number, generation: number): Iterable<Fact> {
  const page = store.prepare(
    `SELECT * FROM fact WHERE key > ? AND key < ? AND since <= ? AND until > ? ORDER BY key LIMIT ${pageSize}`,
  );
  for (let last = firstKeyOf(pid); ; ) {
    const rows = page.all(last, endKeyOf(pid), generation, generation);
    for (const row of rows) {
      last = Number(row['key']);
      yield factOf(row);
    }
    if (rows.length < pageSize) return;
  }
}
