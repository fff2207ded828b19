import { type Formula, leaf, not, or, unread } from '../formula.js';
import { type ConditionTruth, conditionFormula, placeOf } from './conditions/index.js';
import type { Condition, DenyAssignment } from './contract.js';
import type { Prepared } from './prepare.js';
import { isBelow, scopeKey } from './scope.js';

/** Does something at `scope` reach what is asked about? Open where only some contents, or an unknown parent, decide. */
export function scopeFormula(scope: string, { request }: Prepared, exactly = false): Formula {
  const key = scopeKey(scope);
  const chain = request.scope;
  if (exactly && !request.contents) return key === chain.key;
  if (exactly) return isBelow(key, chain.key) ? leaf({ resource: [scope] }) : false;
  if (chain.above.has(key)) return true;
  if (request.contents && isBelow(key, chain.key)) return leaf({ resource: [scope, `${scope}/*`] });
  return chain.mayBeUnder(key) ? leaf({ missing: `the parent of ${chain.top}` }) : false;
}

/** Is the caller, or a group it belongs to, the one named? */
export function principalFormula(id: string, { request }: Prepared): Formula {
  if (id === request.principalId || request.memberOf.has(id)) return true;
  return request.unreadGroups?.has(id) ? leaf({ missing: `members of ${id}` }) : false;
}

/** Among the principals and not among those excluded; the excluded win. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
export function deniedFormula(deny: DenyAssignment, prepared: Prepared): { named: Formula; spared: Formula } {
  const any = (ids: ReadonlySet<string>) => or(among(ids, prepared));
  return { named: deny.everyone || any(deny.principals), spared: not(any(deny.excludePrincipals)) };
}

/** From the shorter side: a caller may be in thousands of groups. */
function among(ids: ReadonlySet<string>, prepared: Prepared): readonly Formula[] {
  return [...ids].map((id) => principalFormula(id, prepared));
}

const always: ConditionTruth = { formula: true, until: null, expired: false };

/** `whose` names the condition where it cannot be read; then it may do what its effect can. */
export function truthOf(
  condition: Condition | null,
  prepared: Prepared,
  whose: string,
  effect: 'allow' | 'deny',
): ConditionTruth {
  if (condition === null) return always;
  if (condition.tree !== null) return conditionFormula(condition.tree, prepared);
  return {
    ...always,
    formula: unread(`condition of ${whose} at ${placeOf(condition)}: ${condition.fault!.message}`, effect),
  };
}
