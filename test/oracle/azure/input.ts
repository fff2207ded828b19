/** One Azure question with its conditions as trees, so that no parser stands between the vendor's words and the oracle. */
export interface AzureCase {
  readonly principalId: string;
  readonly memberOf: readonly string[];
  readonly action: string;
  readonly data: boolean;
  readonly scope: string;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly roles: readonly CaseRole[];
  readonly assignments: readonly CaseAssignment[];
  readonly denies: readonly CaseDeny[];
  /** Child scope to parent scope. */
  readonly hierarchy: Readonly<Record<string, string>>;
}
/** null = known to be absent; not there = unknown. */
export type ContextValue = null | string | number | boolean | readonly (string | number)[];

export interface CaseBlock {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition: Term | null;
}
export interface CaseRole {
  readonly guid: string;
  readonly permissions: readonly CaseBlock[];
}
export interface CaseAssignment {
  readonly id: string;
  readonly scope: string;
  readonly principalId: string;
  readonly roleGuid: string;
  readonly condition: Term | null;
  readonly eligible: boolean;
}
export interface CaseDeny {
  readonly id: string;
  readonly scope: string;
  readonly permissions: readonly CaseBlock[];
  readonly principals: readonly string[];
  readonly excludePrincipals: readonly string[];
  readonly doNotApplyToChildScopes: boolean;
  readonly enforced: boolean;
}

export type Term =
  | { readonly is: 'and' | 'or'; readonly terms: readonly Term[] }
  | { readonly is: 'not'; readonly term: Term }
  | { readonly is: 'action'; readonly pattern: string }
  | { readonly is: 'suboperation'; readonly name: string }
  | { readonly is: 'exists'; readonly attribute: string }
  | { readonly is: 'compare'; readonly left: Side; readonly operator: string; readonly right: Side };
export type Side =
  | { readonly attribute: string }
  | { readonly values: readonly (string | number | boolean)[]; readonly set: boolean };
