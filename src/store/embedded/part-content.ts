import type { Fact, JsonObject } from '../../graph/fact.js';
import type { PartContent, PartName } from '../contract.js';
import { unknownPart } from '../copied-generation.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { factOf } from '../stored-fact.js';
import type { SqlDatabase } from './driver.js';

const pageSize = 1000;

/** What a part says in a generation; facts are read page by page. Errors: `unknown-part`. */
export function contentOfPart(database: SqlDatabase, name: PartName, generation: number): PartContent {
  const row = database
    .prepare('SELECT pid FROM part WHERE scope = ? AND part = ? AND provider = ? AND since <= ? AND until > ?')
    .get(name.scope, name.part, name.provider, generation, generation);
  if (!row) throw unknownPart(name, generation);
  const pid = Number(row['pid']);
  const problems = database
    .prepare('SELECT body FROM problem WHERE pid = ? AND since <= ? AND until > ? ORDER BY rowid')
    .all(pid, generation, generation);
  return {
    facts: factsOf(database, pid, generation),
    problems: problems.map(({ body }) => JSON.parse(String(body)) as JsonObject),
  };
}

/** Facts of a part as they stood in a generation, in the order of their keys. */
export function* factsOf(database: SqlDatabase, pid: number, generation: number): Iterable<Fact> {
  const page = database.prepare(
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
