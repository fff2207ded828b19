import type { EdgeKind, NodeKind } from './kinds/index.js';

/** JSON as it stands in a dump. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** An outgoing edge; it lives and dies with the fact that holds it. `to` is an id (ARN, account id …). */
export interface Edge {
  readonly kind: EdgeKind;
  readonly to: string;
  readonly props?: JsonObject;
}

/**
 * One observed thing and its outgoing edges, as one connector part says it. The same id may be described by several parts
 * (an account by organization, identities and settings): readers see them merged, later part names win field by field.
 */
export interface Fact {
  /** The provider's own id (design: ids). */
  readonly id: string;
  readonly kind: NodeKind;
  /** What people call it: user name, role name, bucket name. Compared without case when somebody types it. */
  readonly name?: string;
  /** Further texts people may type for it: e-mail, UPN, alias. */
  readonly aliases?: readonly string[];
  /** Account, subscription, project … that owns it. */
  readonly account?: string;
  readonly region?: string;
  /** Resource type as the catalogue names it (`s3:bucket`); only on resources. */
  readonly type?: string;
  readonly props: JsonObject;
  readonly edges?: readonly Edge[];
}

/** A problem of one fact that does not stop the rest: a broken policy, an orphan, a suspicious statement. */
export interface Problem {
  readonly severity: 'error' | 'invalid' | 'lint';
  readonly code: string;
  readonly message: string;
  /** Fact id it belongs to, and a JSON pointer inside it. */
  readonly subject?: string;
  readonly path?: string;
  readonly file?: string;
  readonly line?: number;
}

/** Everything one input says about one (scope, part). The unit of replacement. */
export interface PartInput {
  readonly provider: string;
  /** Account, organization or identity-store id. */
  readonly scope: string;
  /** `identities`, `resources`, `organization`, `identity-center`, `settings`, `providers`, `credential-report`, `last-accessed`. */
  readonly part: string;
  /** File or endpoint it came from. */
  readonly source: string;
  /** Digest of the raw input and the mapper version; equal digest = unchanged, nothing is mapped or compared again. */
  readonly digest: string;
  /** Mapped lazily; read at most once. May throw a GrantgraphError that names file, line and path. */
  readonly facts: () => Iterable<Fact> | AsyncIterable<Fact>;
  /** Filled while `facts` is read. */
  readonly problems: Problem[];
  /** What the collector could not read, by name: `Policy`, `Tags`. */
  readonly notCollected?: readonly string[];
}
