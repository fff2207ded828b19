import { spawnSync } from 'node:child_process';
import neo4j, { type Driver } from 'neo4j-driver';
import type { Environment } from '../src/commands/environment.js';
import { wire } from '../src/wiring.js';
import { startOwnNeo4j } from '../test/servers/neo4j.js';
import { type CommandRun, type Lab, note, type Size } from './lab.js';

/** An estate in a Neo4j database of its own, beside the same in a data directory. */
export interface Database {
  readonly url: string;
  readonly load: CommandRun;
  /** The house over it. */
  readonly environment: Environment;
  /** For bare Cypher. */
  readonly driver: Driver;
  close(): Promise<void>;
}

/** Starts a server with two gigabytes of heap and loads the estate. Null where no server can be had. */
export async function databaseOf(lab: Lab, size: Size): Promise<Database | null> {
  const server = await startOwnNeo4j({
    heapMib: 2048,
    settings: ['server.memory.pagecache.size=1g', 'db.tx_log.preallocate=true'],
  });
  if (server === null) return null;
  process.env['GRANTGRAPH_NEO4J_USER'] = server.user;
  process.env['GRANTGRAPH_NEO4J_PASSWORD'] = server.password;
  note(`${size.label}: loading into Neo4j`);
  const load = lab.command('--store', server.url, 'ingest', 'aws', '--from', await lab.dump(size), '-q');
  const environment = wire({ data: '', store: server.url });
  const driver = neo4j.driver(server.url, neo4j.auth.basic(server.user, server.password), {
    disableLosslessIntegers: true,
    telemetryDisabled: true,
  });
  return {
    url: server.url,
    load,
    environment,
    driver,
    close: async () => {
      await driver.close();
      await environment.close();
      await server.stop();
    },
  };
}

/** Is there a Java to run a server with? Said once, before anything is generated. */
export function noServer(): boolean {
  return spawnSync('java', ['-version']).status !== 0;
}
