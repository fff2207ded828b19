import { type Neo4jSettings, neo4jSettings } from '../../src/store/neo4j/settings.js';
import type { ServerAddress } from './neo4j-wipe.js';

/** What a store on the server is opened with; another URL = another way to it. */
export function settingsOf({ url, user, password }: ServerAddress, way = url): Neo4jSettings {
  return neo4jSettings(way, credentialsOf({ user, password }));
}

/** As the environment of a process carries them. */
export function credentialsOf({ user, password }: Pick<ServerAddress, 'user' | 'password'>): Record<string, string> {
  return { GRANTGRAPH_NEO4J_USER: user, GRANTGRAPH_NEO4J_PASSWORD: password };
}
