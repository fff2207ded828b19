import { GrantgraphError } from '../../base/errors.js';
import type { Generation } from '../contract.js';
import type { Connection } from './connection.js';
import { schemaVersion } from './cypher/names.js';
import { readLatest } from './cypher/read-parts.js';
import { awaitIndexes, beginStore, countNodes, migrations, readStore } from './cypher/schema.js';

/**
 * Looks what stands in the database; `create` begins a store in an empty one and brings an older schema up to date. The latest
 * generation, null before the first. Errors: `no-store`, `not-a-store`, `wrong-store-version`, those of the connection.
 */
export async function openSchema(connection: Connection, create: boolean): Promise<Generation | null> {
  await connection.verify();
  const [rows = [], latest = []] = await connection.read([readStore, readLatest]);
  const [store] = rows;
  if (store === undefined) {
    if (!create)
      throw new GrantgraphError('no-store', `no store in \`${connection.place}\``, {
        hint: 'ingest something first: grantgraph ingest aws --from DUMP',
      });
    await requireEmpty(connection);
    await migrate(connection, 0);
    return null;
  }
  const version = Number(store['schema']);
  if (version > schemaVersion || (version < schemaVersion && !create)) throw wrongVersion(connection.place, version);
  if (version < schemaVersion) await migrate(connection, version);
  return (latest[0] as Generation | undefined) ?? null;
}

async function requireEmpty(connection: Connection): Promise<void> {
  const counts = (await connection.read(countNodes)).map(([row]) => Number(row?.['nodes'] ?? 0));
  const [all = 0, ...beside] = counts;
  if (all > beside.reduce((sum, count) => sum + count, 0))
    throw new GrantgraphError(
      'not-a-store',
      `the database at \`${connection.place}\` holds the data of another program`,
      {
        hint: 'give grantgraph a database of its own: neo4j://host:7687/DATABASE',
      },
    );
}

/** Each statement can be repeated: a migration that was interrupted is simply run again. */
async function migrate(connection: Connection, from: number): Promise<void> {
  for (const { to, statements } of migrations) {
    if (to <= from) continue;
    for (const text of statements) await connection.alone({ text, parameters: {} });
  }
  await connection.alone(awaitIndexes);
  await connection.write([beginStore]);
}

function wrongVersion(place: string, version: number): GrantgraphError {
  const newer = version > schemaVersion;
  return new GrantgraphError(
    'wrong-store-version',
    `\`${place}\` was written by ${newer ? 'a newer' : 'an older'} version of grantgraph (schema ${version}, this one reads ${schemaVersion})`,
    { hint: newer ? 'update grantgraph, or use another database' : 'the next ingest brings it up to date' },
  );
}
