import { describe, inject } from 'vitest';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { settingsOf } from '../servers/neo4j-settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { storeConformance } from './store.js';

const server = inject('neo4j');
let data: string | null = null;

describe.skipIf(server === null)('on a server', () => {
  storeConformance('Neo4j', async (options) => {
    // The server has one database: other data means an empty one.
    if (data !== options.data) await wipe(server!);
    data = options.data;
    return { store: await openNeo4jStore(settingsOf(server!), { create: true, readOnly: options.readOnly ?? false }) };
  });
});
