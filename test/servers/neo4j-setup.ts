import type { TestProject } from 'vitest/node';
import { startNeo4j } from './neo4j.js';
import type { ServerAddress } from './neo4j-wipe.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where there is no server. */
    neo4j: ServerAddress | null;
  }
}

/** One server for all files of the project. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startNeo4j();
  project.provide('neo4j', server && { url: server.url, user: server.user, password: server.password });
  return async () => {
    await server?.stop();
  };
}
