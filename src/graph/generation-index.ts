import type { Json, JsonObject } from './fact.js';

/**
 * The index that is written with each generation, part by part: documents, the pattern tree over their Allow statements,
 * identity classes, and who is named by resource-side policies. It is derived from the facts of one part alone, so that an
 * unchanged part keeps its index, and it can be rebuilt at any time. Documents are numbered locally (from 0) within a part.
 */
export type IndexRecord =
  /** A distinct policy document of the identity side. */
  | { readonly record: 'document'; readonly local: number; readonly json: Json }
  /** An Allow statement of that document: see `actionKey`; `prefix` = resource pattern up to its first wildcard or variable. */
  | { readonly record: 'pattern'; readonly local: number; readonly actionKey: string; readonly prefix: string }
  /** Members that share grants, boundary, kind, account and the tag values their own statements mention. */
  | { readonly record: 'class'; readonly body: IdentityClass; readonly members: readonly string[] }
  /** A resource-side policy (bucket, key, trust …) names a principal: ARN, account id, `*`, service host, provider ARN, unique id. */
  | {
      readonly record: 'grantee';
      readonly key: string;
      readonly node: string;
      readonly kind: string;
      readonly name: string;
    };

export interface IdentityClass {
  readonly kind: 'user' | 'role' | 'permission-set';
  readonly account: string;
  readonly grants: readonly ClassGrant[];
  readonly boundary?: { readonly policy: string; readonly local: number | null };
  readonly groups: readonly string[];
  /** Values of the principal tags that the class's own statements mention; null = the tag is known to be absent. */
  readonly tags?: { readonly [key: string]: string | null };
  /** Tags of the members are not known to be complete. */
  readonly serviceLinked?: boolean;
  readonly props?: JsonObject;
}

/** One policy in the identity layer of a class. */
export interface ClassGrant {
  /** Local document number. The document `null` stands for one that is not in this part: readers look for a node of the policy id, else it is missing. */
  readonly local: number;
  /** Policy ARN; `<entity>/inline/<name>` for inline ones (entity `self` = each member). */
  readonly policy: string;
  readonly name: string;
  readonly type: 'AWS Managed Policy' | 'Customer Managed Policy' | 'Inline Policy';
  /** Group that carries it; null = the member itself. */
  readonly group: string | null;
}

/**
 * Keys under which an Allow statement is filed: each exact action in lower case (`s3:getobject`), or `s3:*` for any pattern
 * within a service, or `*` for patterns over services and for NotAction. A question about `s3:GetObject` looks under all three.
 */
export function actionKeys(action: string): readonly string[] {
  const name = action.toLowerCase();
  return [name, `${name.slice(0, name.indexOf(':'))}:*`, '*'];
}

/** Builds the index records of one part while its facts stream by. */
export interface PartIndexer {
  add(fact: import('./fact.js').Fact): void;
  finish(): Iterable<IndexRecord>;
}

/** Chosen by provider and part; null = the part has nothing to index. Handed to `sync` by the roof, so that rooms never meet. */
export type IndexerFactory = (provider: string, scope: string, part: string) => PartIndexer | null;
