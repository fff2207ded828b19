import { inject, it } from 'vitest';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { neo4jSettings } from '../../src/store/neo4j/settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { storeConformance } from './store.js';

const server = inject('neo4j');
let data: string | null = null;

// Where there is none the set-up has said so.
if (server === null) it('needs a server', (context) => context.skip());
else
  storeConformance('Neo4j', async (options) => {
    // The server has one database: other data means an empty one.
    if (data !== options.data) await wipe(server);
    data = options.data;
    const settings = neo4jSettings(server.url, {
      GRANTGRAPH_NEO4J_USER: server.user,
      GRANTGRAPH_NEO4J_PASSWORD: server.password,
    });
    return { store: await openNeo4jStore(settings, { create: true, readOnly: options.readOnly ?? false }) };
  });
