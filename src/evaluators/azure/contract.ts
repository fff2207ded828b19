import type { AttributeLookup } from './attributes.js';
import type { Condition } from './conditions/index.js';
import type { ScopeChain } from './scope.js';
import type { Pattern } from './wildcard.js';

export type { AttributeLookup, AttributeValue } from './attributes.js';
export type { Condition } from './conditions/index.js';
export type { ParentOf, ScopeChain } from './scope.js';

/** Actions of the resource manager, or those on the data of a resource: a role gives them apart. */
export type Plane = 'control' | 'data';

/** One entry of `permissions[]` of a role or a deny assignment. */
export interface PermissionBlock {
  readonly control: ActionSet;
  readonly data: ActionSet;
  /** The entry's own condition; null = none. */
  readonly condition: Condition | null;
}
export interface ActionSet {
  readonly include: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  /** As written, for those who show or index them. */
  readonly written: readonly string[];
  readonly unless: readonly string[];
}

export interface Role {
  /** What assignments name it by: `roleKey` of its id. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  readonly permissions: readonly PermissionBlock[];
}

export interface RoleAssignment {
  readonly id: string;
  /** As written; compared by `scopeKey`. */
  readonly scope: string;
  /** Object id, lower case. */
  readonly principalId: string;
  readonly principalType?: string;
  readonly roleDefinitionId: string;
  /** null = the definition that the assignment names is not known. */
  readonly role: Role | null;
  readonly condition: Condition | null;
  /** Eligible through Privileged Identity Management: reported, gives nothing until activated. */
  readonly eligible?: boolean;
  /** Epoch milliseconds at which an active assignment ends. */
  readonly endsAt?: number;
}

export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly permissions: readonly PermissionBlock[];
  readonly condition: Condition | null;
  /** Object ids, lower case. */
  readonly principals: ReadonlySet<string>;
  readonly excludePrincipals: ReadonlySet<string>;
  /** Names all principals. */
  readonly everyone: boolean;
  readonly doNotApplyToChildScopes: boolean;
  /** False for an effect that only audits. */
  readonly enforced: boolean;
}

export interface AzureRequest {
  /** Object id, lower case. */
  readonly principalId: string;
  /** The whole transitive closure of group ids, lower case. */
  readonly memberOf: ReadonlySet<string>;
  /** Groups whose members were not read: belonging to one is a missing fact. */
  readonly unreadGroups?: ReadonlySet<string>;
  readonly action: string;
  readonly plane: Plane;
  /** From `chainOf`. */
  readonly scope: ScopeChain;
  /** Asked of a container with an action of its contents: the rest of the name is open. */
  readonly contents?: boolean;
  readonly attributes: AttributeLookup;
}

/** Everything that may apply; what does not cover the scope or name the principal is left out by the evaluator. */
export interface AzureAccess {
  readonly assignments: readonly RoleAssignment[];
  readonly denies: readonly DenyAssignment[];
}
