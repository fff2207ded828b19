import { connectors } from '../connectors/registry.js';
import { awsIndexers } from './access/aws/index/factory.js';
import { awsAccess } from './access/aws/index.js';
import type { Access } from './access/contract.js';
import { GrantgraphError } from './base/errors.js';
import { loadAwsCatalogue } from './catalogue/aws.js';
import type { Environment, Settings } from './commands/environment.js';
import type { PublishedGraph } from './publish/published-graph.js';
import type { Store, WorkingSet } from './store/contract.js';

/** Connects the rooms. Nothing is opened or loaded before it is used. */
export function wire(settings: Settings): Environment {
  let store: Promise<Store> | null = null;
  let warm: { generation: number; access: Access; set: WorkingSet } | null = null;
  const open = (options: { readonly create?: boolean } = {}): Promise<Store> => {
    store ??= openStore(settings, settings.store, options);
    store.catch(() => {
      store = null;
    });
    return store;
  };
  return {
    catalogue: loadAwsCatalogue,
    providers: Object.keys(connectors),
    connector: async (provider) => {
      const load = connectors[provider];
      if (!load) {
        const known = Object.keys(connectors).join(', ');
        throw new GrantgraphError('unknown-provider', `no connector for \`${provider}\``, {
          exit: 2,
          hint: `providers: ${known}`,
        });
      }
      return load();
    },
    indexers: awsIndexers,
    store: open,
    storeAt: (url, options = {}) => openStore(settings, url, options),
    publishedGraph: (url) => openPublishedGraph(url ?? settings.store),
    access: async (request, asOf, limits) => {
      const set = await (await open()).workingSet(request, asOf, limits);
      if (asOf === undefined && warm?.generation === set.generation) return warm;
      const built = { generation: set.generation, access: awsAccess(set, loadAwsCatalogue()), set };
      if (asOf === undefined) warm = built;
      return built;
    },
    now: () => Date.now(),
    close: async () => {
      if (store) await (await store.catch(() => null))?.close();
    },
  };
}

async function openStore(
  { data }: Settings,
  url: string,
  options: { readonly create?: boolean; readonly readOnly?: boolean },
): Promise<Store> {
  const neo4j = await import('./store/neo4j/settings.js');
  if (neo4j.isNeo4jUrl(url)) {
    const { openNeo4jStore } = await import('./store/neo4j/index.js');
    return openNeo4jStore(neo4j.neo4jSettings(url, process.env), { ...options, indexers: awsIndexers });
  }
  if (url !== '' && !url.startsWith('embedded:')) {
    throw new GrantgraphError('unknown-store', `no store for \`${url}\``, {
      exit: 2,
      hint: 'stores: `embedded:`, `embedded:DIRECTORY`, `neo4j://[user@]host[:7687][/database]`',
    });
  }
  const { openEmbeddedStore } = await import('./store/embedded/index.js');
  return openEmbeddedStore(url.replace(/^embedded:/, '') || data, { ...options, indexers: awsIndexers });
}

async function openPublishedGraph(url: string): Promise<PublishedGraph> {
  const neo4j = await import('./store/neo4j/settings.js');
  if (!neo4j.isNeo4jUrl(url))
    throw new GrantgraphError('no-graph', 'access is published to a Neo4j database, and this store is none', {
      exit: 2,
      hint: 'give one with --to neo4j://[user@]host[:7687][/database]',
    });
  const { PublishedGraph } = await import('./publish/published-graph.js');
  return new PublishedGraph(neo4j.neo4jSettings(url, process.env));
}

/** Access over a data directory, for programs that embed grantgraph. */
export async function openAccess(data: string): Promise<{ access: Access; set: WorkingSet; close(): Promise<void> }> {
  const environment = wire({ data, store: 'embedded:' });
  const { access, set } = await environment.access({ ask: 'estate' });
  return { access, set, close: environment.close };
}
