import { inject } from 'vitest';
import type { Environment } from '../src/commands/environment.js';
import { wire } from '../src/wiring.js';
import { wipe } from './servers/neo4j-wipe.js';

/** Which store the tests of this run stand on; `vitest.config.ts` runs those that ask for an environment here over each of them. */
export const storeUnderTest: 'embedded' | 'neo4j' =
  process.env['GRANTGRAPH_TEST_STORE'] === 'neo4j' ? 'neo4j' : 'embedded';

/**
 * The house over an empty store. The embedded one is made in the directory; the server has one database, so that what an earlier test
 * left there is gone: one environment at a time.
 */
export async function freshEnvironment(data: string): Promise<Environment> {
  return wire({ data, store: await freshStore() });
}

/** The URL of an empty store, as `--store` takes it. */
export async function freshStore(): Promise<string> {
  if (storeUnderTest === 'embedded') return 'embedded:';
  const server = inject('neo4j');
  if (server === null) throw new Error('there is no server');
  process.env['GRANTGRAPH_NEO4J_USER'] = server.user;
  process.env['GRANTGRAPH_NEO4J_PASSWORD'] = server.password;
  await wipe(server);
  return server.url;
}
