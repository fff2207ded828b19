import type { Fact, JsonObject } from '../../graph/fact.js';
import type { PartContent, PartName } from '../contract.js';
import { unknownPart } from '../copied-generation.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { factOf } from '../stored-fact.js';
import type { Connection } from './connection.js';
import { factsOfPart, partAt, problemsOfPart } from './cypher/read-part-content.js';

const pageSize = 5000;

/** What a part says in a generation; facts are read page by page. Errors: `unknown-part`. */
export async function contentOfPart(connection: Connection, name: PartName, generation: number): Promise<PartContent> {
  const [found = []] = await connection.read([partAt(name.provider, name.scope, name.part, generation)]);
  const [row] = found;
  if (!row) throw unknownPart(name, generation);
  const pid = Number(row['pid']);
  const [problems = []] = await connection.read([problemsOfPart(pid, generation)]);
  return {
    facts: factsOf(connection, pid, generation),
    problems: problems.map(({ body }) => JSON.parse(String(body)) as JsonObject),
  };
}

/** The next page travels while this one is worked on. */
async function* factsOf(connection: Connection, pid: number, generation: number): AsyncIterable<Fact> {
  const page = (after: number) => {
    const rows = connection.read([factsOfPart(after, endKeyOf(pid), generation, pageSize)]);
    // Told to whoever waits for it, if anybody does.
    rows.catch(() => {});
    return rows;
  };
  for (let coming = page(firstKeyOf(pid)); ; ) {
    const [rows = []] = await coming;
    if (rows.length === pageSize) coming = page(Number(rows.at(-1)!['key']));
    for (const row of rows) yield factOf(row);
    if (rows.length < pageSize) return;
  }
}
