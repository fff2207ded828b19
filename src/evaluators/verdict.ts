/** Never a bare boolean. deny < conditional < allow; unknown is incomparable. */
export type Verdict = 'allow' | 'conditional' | 'deny' | 'unknown';

/** The condition that remains after everything known has been filled in. Leaves name what is still open. */
export type Residual =
  | { readonly all: readonly Residual[] }
  | { readonly any: readonly Residual[] }
  | { readonly not: Residual }
  /** A condition on a request key: `{key: "aws:SourceIp", operator: "IpAddress", values: ["10.0.0.0/8"]}`. */
  | { readonly key: string; readonly operator: string; readonly values: readonly string[] }
  /** The name is open (contents of a container, a wildcard destination): it must match one of the patterns. */
  | { readonly resource: readonly string[] }
  /** A fact that collected data points at is missing. */
  | { readonly missing: string };

/** One statement (or layer, for an implicit deny) that decided. */
export interface Reason {
  /** Machine key: `identity-allow`, `resource-allow`, `boundary-allow`, `scp-allow`, `rcp-allow`, `session-allow`, `endpoint-allow`,
   * `acl-allow`, `grant-allow`, `root-user`, `explicit-deny`, `no-allow`, `public-access-block`, `not-applicable`, `missing`, `assumed-granting`, `expired`. */
  readonly key: string;
  /** `identity`, `boundary`, `session`, `scp:<level>`, `rcp:<level>`, `resource`, `trust`, `endpoint`, `acl`, `kms-grant`. */
  readonly layer: string;
  /** Policy id (ARN) or name; absent where a layer failed to grant. */
  readonly policy?: string;
  /** Sid when there is one, else the index from 0. */
  readonly statement?: string | number;
  /** Who carries the policy: user, group, role, resource, organization target. */
  readonly entity?: string;
  readonly path?: readonly Hop[];
  /** One readable line. */
  readonly note?: string;
}

/** One step by which an identity gets another's rights. */
export interface Hop {
  readonly hop: 'member' | 'runs-as' | 'sso' | 'federate' | 'assume' | 'impersonate' | 'own' | 'pass' | 'execute';
  readonly from: string;
  readonly to: string;
  readonly residual?: Residual;
}

export interface Decision {
  readonly verdict: Verdict;
  /** True when a Deny statement (or a guardrail that denies by name) decided; false when nothing granted. */
  readonly explicit: boolean;
  /** Sufficient for allow, conditional and explicit deny; names the failing layer for an implicit deny. Never empty. */
  readonly because: readonly Reason[];
  readonly residual: Residual | null;
  /** ISO instant after which an allow ends. */
  readonly until?: string;
}
