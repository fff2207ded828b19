import type { Connector } from '../../connectors/contract.js';
import type { Access } from '../access/contract.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { IndexerFactory } from '../graph/generation-index.js';
import type { PublishedGraph } from '../publish/published-graph.js';
import type { FetchLimits, Store, WorkingSet, WorkingSetRequest } from '../store/contract.js';

export interface Settings {
  /** Data directory of the embedded store. */
  readonly data: string;
  /** `embedded:` or the URL of another store. */
  readonly store: string;
}

/** What the roof hands to the commands: concrete stores, connectors and rooms, opened on use. */
export interface Environment {
  readonly catalogue: () => AwsCatalogue;
  readonly connector: (provider: string) => Promise<Connector>;
  readonly providers: readonly string[];
  readonly indexers: IndexerFactory;
  /** Opened once and kept until `close`. `create` lets an ingest begin a new data directory. */
  readonly store: (options?: { readonly create?: boolean }) => Promise<Store>;
  /** Another store, by its URL; whoever opens it closes it. `create` begins one where there is none. */
  readonly storeAt: (
    url: string,
    options?: { readonly create?: boolean; readonly readOnly?: boolean },
  ) => Promise<Store>;
  /** Where access is published: a Neo4j database by its URL, or that of the store. Whoever opens it closes it. Errors: `no-graph`. */
  readonly publishedGraph: (url?: string) => Promise<PublishedGraph>;
  /** Effective access over one generation; the latest one is kept, so that further questions find it warm. */
  readonly access: (
    request: WorkingSetRequest,
    asOf?: { readonly date?: string; readonly generation?: number },
    limits?: FetchLimits,
  ) => Promise<{ access: Access; set: WorkingSet }>;
  readonly now: () => number;
  readonly close: () => Promise<void>;
}
