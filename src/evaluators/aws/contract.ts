import type { Residual } from '../verdict.js';
import type { ContextLookup } from './key-value.js';
import type { CompiledPolicy } from './policy/compile.js';

export type { ContextLookup, KeyValue } from './key-value.js';

export type PrincipalKind =
  | 'user'
  | 'role'
  | 'session'
  | 'federated-user'
  | 'root'
  | 'service'
  | 'federated'
  | 'anonymous'
  /** Somebody with an AWS account, nothing else known. */
  | 'authenticated'
  /** An account as a whole that no collected scope contains: matches entries naming the account. */
  | 'account';

export interface AwsPrincipal {
  readonly kind: PrincipalKind;
  /** ARN as written in the request; service host; `*`; account id. */
  readonly arn: string;
  readonly account?: string;
  /** Role ARN of a role or session when it is known (with path); for a session without it the evaluator derives the pathless form. */
  readonly roleArn?: string | undefined;
  /** `AIDA…` / `AROA…` of the user or role: matches unique-id principals. */
  readonly uniqueId?: string | undefined;
  /** An identity provider given by its host: what it is called where it is registered, in the account of the role. */
  readonly providerArn?: string;
}

/** A policy document and where it came from. `policy` is null when the document a fact points at is missing. */
export interface AttachedPolicy {
  readonly id: string;
  readonly name: string;
  readonly entity?: string;
  readonly policy: CompiledPolicy | null;
}

export interface PolicyLevel {
  readonly level: string;
  readonly policies: readonly AttachedPolicy[];
}

/** A resource-side grant that is no policy: S3 ACL entry, KMS grant, RAM share, snapshot attribute. */
export interface ResourceGrant {
  readonly key: 'acl-allow' | 'grant-allow' | 'share-allow';
  readonly layer: 'acl' | 'kms-grant' | 'share';
  readonly id: string;
  readonly entity: string;
  /** Exact lower-case action names it gives. */
  readonly actions: ReadonlySet<string>;
  /** `*` = everyone, `authenticated` = any AWS principal, an account id, or a principal ARN / service host. */
  readonly grantee: string;
  /** Open condition of the grant (KMS constraints), already in residual form. */
  readonly residual?: Residual;
  /** Does the caller's own side still have to allow in the same account? (ACL and KMS grants: no.) */
  readonly direct: boolean;
}

export interface AwsRequest {
  readonly principal: AwsPrincipal;
  /** As the platform spells it; compared without case. */
  readonly action: string;
  /** ARN or `*`; with `resourceIsPattern` a glob that stands for every name it matches (contents of a container, a granted destination). */
  readonly resource: string;
  readonly resourceIsPattern?: boolean;
  readonly resourceAccount?: string;
  readonly managementAccount?: string;
  readonly context: ContextLookup;
  /** Lower-case keys to leave open although the principal determines them (class evaluation over unique-valued attributes). */
  readonly open?: ReadonlySet<string>;
}

export interface AwsPolicies {
  readonly identity: readonly AttachedPolicy[];
  /** Several intersect. Absent or empty = none. */
  readonly boundaries?: readonly AttachedPolicy[];
  /** Absent or empty = no session policy passed; several are a union. */
  readonly sessions?: readonly AttachedPolicy[];
  /** Levels from the root to the account of the *principal*; absent = not in an organization, or unknown. */
  readonly serviceControl?: readonly PolicyLevel[];
  /** Levels of the *resource's* account. */
  readonly resourceControl?: readonly PolicyLevel[];
  /** Resource, key or trust policy; absent = has none. */
  readonly resource?: AttachedPolicy;
  readonly endpoint?: readonly AttachedPolicy[];
  readonly grants?: readonly ResourceGrant[];
  /** RestrictPublicBuckets in effect / IgnorePublicAcls in effect. */
  readonly restrictPublicBuckets?: boolean;
  readonly ignorePublicAcls?: boolean;
  /** The principal's own side was never collected and is taken as granting (external identities). */
  readonly identityAssumed?: boolean;
}

export type { StatementText } from './policy/compile.js';
