import { actionMatches, type Truth, truth } from './condition.js';
import type { AzureCase, CaseAssignment, CaseBlock, CaseDeny, Term } from './input.js';

export interface Outcome {
  readonly verdict: 'allow' | 'conditional' | 'deny';
  readonly explicit: boolean;
}

const everyone = '00000000-0000-0000-0000-000000000000';

/** https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource */
export function oracleDecide(asked: AzureCase): Outcome {
  const denied = any(asked.denies.map((deny) => denies(deny, asked)));
  if (denied === 'yes') return { verdict: 'deny', explicit: true };
  const granted = any(asked.assignments.map((one) => grants(one, asked)));
  if (granted === 'no') return { verdict: 'deny', explicit: false };
  return { verdict: granted === 'yes' && denied === 'no' ? 'allow' : 'conditional', explicit: false };
}

function grants(assignment: CaseAssignment, asked: AzureCase): Truth {
  if (assignment.eligible || !isCaller(assignment.principalId, asked)) return 'no';
  if (!isAtOrAbove(assignment.scope, asked)) return 'no';
  const role = asked.roles.find((one) => one.guid.toLowerCase() === assignment.roleGuid.toLowerCase());
  const blocks = role!.permissions.filter((block) => gives(block, asked));
  return both(holds(assignment.condition, asked), any(blocks.map((block) => holds(block.condition, asked))));
}

/** https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
function denies(deny: CaseDeny, asked: AzureCase): Truth {
  if (!deny.enforced) return 'no';
  const here = same(deny.scope, asked.scope);
  if (deny.doNotApplyToChildScopes ? !here : !isAtOrAbove(deny.scope, asked)) return 'no';
  if (!deny.principals.some((id) => id === everyone || isCaller(id, asked))) return 'no';
  if (deny.excludePrincipals.some((id) => isCaller(id, asked))) return 'no';
  return any(deny.permissions.filter((block) => gives(block, asked)).map((block) => holds(block.condition, asked)));
}

function gives(block: CaseBlock, { action, data }: AzureCase): boolean {
  const [include, exclude] = data ? [block.dataActions, block.notDataActions] : [block.actions, block.notActions];
  return include.some((one) => actionMatches(one, action)) && !exclude.some((one) => actionMatches(one, action));
}

function holds(condition: Term | null, asked: AzureCase): Truth {
  return condition === null ? 'yes' : truth(condition, asked);
}

function isCaller(id: string, { principalId, memberOf }: AzureCase): boolean {
  return [principalId, ...memberOf].some((one) => one.toLowerCase() === id.toLowerCase());
}

/** https://learn.microsoft.com/azure/role-based-access-control/scope-overview: one step up at a time. */
function isAtOrAbove(scope: string, asked: AzureCase): boolean {
  for (let at: string | null = asked.scope; at !== null; at = up(at, asked)) if (same(at, scope)) return true;
  return false;
}

function up(scope: string, { hierarchy }: AzureCase): string | null {
  if (scope === '/') return null;
  const parent = Object.keys(hierarchy).find((child) => same(child, scope));
  if (parent !== undefined) return hierarchy[parent]!;
  const segments = scope.split('/').slice(0, -1);
  return segments.length <= 1 ? '/' : segments.join('/');
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function any(parts: readonly Truth[]): Truth {
  return parts.includes('yes') ? 'yes' : parts.includes('open') ? 'open' : 'no';
}

function both(left: Truth, right: Truth): Truth {
  if (left === 'no' || right === 'no') return 'no';
  return left === 'open' || right === 'open' ? 'open' : 'yes';
}
