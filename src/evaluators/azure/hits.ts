import { and, type Formula, unread } from '../formula.js';
import type { Reason } from '../verdict.js';
import { deniedFormula, principalFormula, scopeFormula, truthOf } from './applies.js';
import type { DenyAssignment, PermissionBlock, RoleAssignment } from './contract.js';
import { coversAction } from './permissions.js';
import type { Prepared } from './prepare.js';

/** One block of one assignment that is not certainly without effect, and what it hangs on. */
export interface Hit {
  readonly formula: Formula;
  readonly reason: Reason;
  /** Epoch milliseconds at which it ends, where it holds now; null = never. */
  readonly until: number | null;
}

export const roleLayer = 'role-assignment';
export const denyLayer = 'deny-assignment';

/** What one role assignment gives. An eligible one, and one whose time has passed, give nothing: `withheld` says so. */
export function grantsOf(
  assignment: RoleAssignment,
  prepared: Prepared,
): { readonly hits: readonly Hit[]; readonly withheld: readonly Reason[] } {
  const named = principalFormula(assignment.principalId, prepared);
  const placed = named === false ? false : scopeFormula(assignment.scope, prepared);
  if (named === false || placed === false) return nothing;
  if (assignment.role === null) return unknownRole(assignment, and([named, placed]));
  const hits: Hit[] = [];
  const withheld: Reason[] = [];
  assignment.role.permissions.forEach((block, at) => {
    if (!coversAction(block, prepared.action, prepared.plane)) return;
    const { hit, expired } = grant(assignment, block, at, and([named, placed]), prepared);
    if (expired) withheld.push({ ...reasonOf(assignment, at), key: 'expired' });
    if (hit === null) return;
    if (assignment.eligible) withheld.push({ ...hit.reason, key: 'eligible' });
    else hits.push(hit);
  });
  return { hits, withheld };
}

const nothing = { hits: [], withheld: [] } as const;

function grant(assignment: RoleAssignment, block: PermissionBlock, at: number, reach: Formula, prepared: Prepared) {
  const own = truthOf(assignment.condition, prepared, assignment.id, 'allow');
  const inner = truthOf(block.condition, prepared, assignment.role!.id, 'allow');
  const formula = and([reach, own.formula, inner.formula]);
  if (formula === false) return { hit: null, expired: own.expired || inner.expired };
  const until = earliest([own.until, inner.until, assignment.endsAt ?? null]);
  return { hit: { formula, reason: reasonOf(assignment, at), until }, expired: false };
}

/** A role that nobody knows may give anything. */
function unknownRole(assignment: RoleAssignment, reach: Formula) {
  if (assignment.eligible) return nothing;
  const what = `role definition ${assignment.roleDefinitionId}`;
  const reason: Reason = {
    key: 'missing',
    layer: roleLayer,
    policy: assignment.id,
    entity: assignment.principalId,
    note: 'role definition not collected',
  };
  return { hits: [{ formula: and([reach, unread(what, 'allow')]), reason, until: null }], withheld: [] };
}

function reasonOf({ id, principalId, role, scope }: RoleAssignment, statement: number): Reason {
  return {
    key: 'role-allow',
    layer: roleLayer,
    policy: id,
    statement,
    entity: principalId,
    note: `${role!.name} at ${scope}`,
  };
}

/** What one deny assignment takes away. */
export function denialsOf(deny: DenyAssignment, prepared: Prepared): readonly Hit[] {
  if (!deny.enforced) return [];
  const at = scopeFormula(deny.scope, prepared, deny.doNotApplyToChildScopes);
  if (at === false) return [];
  const { named, spared } = deniedFormula(deny, prepared);
  const reach = and([at, named, spared]);
  if (reach === false) return [];
  const hits: Hit[] = [];
  deny.permissions.forEach((block, index) => {
    if (!coversAction(block, prepared.action, prepared.plane)) return;
    const own = truthOf(deny.condition, prepared, deny.id, 'deny');
    const inner = truthOf(block.condition, prepared, deny.id, 'deny');
    const formula = and([reach, own.formula, inner.formula]);
    if (formula !== false) hits.push({ formula, reason: denyReason(deny, index), until: null });
  });
  return hits;
}

function denyReason({ id, scope, name }: DenyAssignment, statement: number): Reason {
  return { key: 'explicit-deny', layer: denyLayer, policy: id, statement, entity: scope, note: name };
}

function earliest(ends: readonly (number | null)[]): number | null {
  const known = ends.filter((end): end is number => end !== null);
  return known.length === 0 ? null : Math.min(...known);
}
