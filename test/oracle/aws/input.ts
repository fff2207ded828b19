/** Shapes the oracle reads: one `simulate` input of provider `aws`, policy documents as the vendor writes them. */

export type Scalar = string | number | boolean;
export type ContextValue = null | Scalar | readonly Scalar[];
export type OneOrMany<T> = T | readonly T[];

export type PrincipalElement = '*' | Readonly<Record<string, OneOrMany<string>>>;
export type ConditionElement = Readonly<Record<string, Readonly<Record<string, OneOrMany<Scalar>>>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Condition?: ConditionElement;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMany<Statement>;
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

export interface PolicyLevel {
  readonly level: string;
  readonly policies: readonly NamedPolicy[];
}

export interface SimulateRequest {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly managementAccount?: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

export interface SimulateInput {
  readonly provider: 'aws';
  readonly request: SimulateRequest;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly permissionBoundaries?: readonly NamedPolicy[];
  readonly sessionPolicies?: readonly NamedPolicy[];
  readonly serviceControlPolicies?: readonly PolicyLevel[];
  readonly resourceControlPolicies?: readonly PolicyLevel[];
  readonly resourcePolicy?: PolicyDocument;
  readonly vpcEndpointPolicies?: readonly NamedPolicy[];
}

export function listOf<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

export function statementsOf(document: PolicyDocument): readonly Statement[] {
  return listOf(document.Statement);
}
