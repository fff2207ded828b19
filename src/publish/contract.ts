/** Properties of `PublishedIdentity`: whoever can act. */
export interface PublishedIdentity {
  readonly id: string;
  readonly name: string;
  /** `user`, `role`, `instance`, `function`, `account`, `service`, `public` … */
  readonly type: string;
  readonly service: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly email: string | null;
  /** Stands for everybody. */
  readonly public: boolean;
  /** Named by a policy, and in no account that was collected. */
  readonly external: boolean;
  /** Counts as a user: people, user accounts, outsiders; not roles and workloads. */
  readonly user: boolean;
}

/** Properties of `PublishedDestination`: a granted text, wildcards and all, as far as one service reads it. */
export interface PublishedDestination {
  readonly pattern: string;
  readonly name: string;
  readonly service: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly wildcard: boolean;
  /** Matches (`=~`) every id that the pattern does. */
  readonly regex: string;
}

/** Properties of `CAN`, and where it leads. All actions of one access level with one verdict under the same conditions. */
export interface PublishedCan {
  readonly destination: PublishedDestination;
  /** `Data Read`, `Data Write`, `Metadata Read`, `Metadata Write`. */
  readonly level: string;
  readonly verdict: 'allow' | 'conditional' | 'unknown';
  readonly actions: readonly string[];
  /** Resource types that the actions are about. */
  readonly types: readonly string[];
  /** Those of the actions that change who may do what. */
  readonly administrative: readonly string[];
  /** What remains open where the verdict is conditional: all of them must hold. */
  readonly conditions: readonly string[];
  /** ISO instant after which the allow ends. */
  readonly until: string | null;
  /** `LIMITED_BY_DENY_STATEMENT` … */
  readonly exceptions: readonly string[];
  /** Names of the policies that grant it. */
  readonly policies: readonly string[];
}

/** Rights that one or many hold alike: `PublishedRights`. */
export interface PublishedRights {
  /** Equal for equal rights. */
  readonly digest: string;
  /** The policies that grant them, for display. */
  readonly name: string;
  readonly can: readonly PublishedCan[];
}

/** `(identity)-[:HAS]->(rights)`. */
export interface PublishedHolding {
  readonly identity: PublishedIdentity;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly rights: PublishedRights;
  /** By which hops the rights are held, in words and ids: empty = its own. */
  readonly hops: readonly string[];
  readonly through: readonly string[];
}

/** Properties of `PublishedAccess`, the one node that says what is published. */
export interface Publication {
  readonly generation: number;
  /** ISO instants of the data and of the publication. */
  readonly collectedAt: string;
  readonly publishedAt: string;
  readonly identities: number;
  readonly groups: number;
  readonly accounts: number;
  readonly rights: number;
  readonly destinations: number;
  /** `CAN` edges. */
  readonly edges: number;
}
