import type { ActionSet, PermissionBlock, Plane } from './contract.js';
import { matchesPattern } from './wildcard.js';

/**
 * Does the block give (or deny) the action? What it leaves out it leaves out of itself alone: another block or another role may
 * give it. `action` in lower case.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
 */
export function coversAction(block: PermissionBlock, action: string, plane: Plane): boolean {
  const set = plane === 'control' ? block.control : block.data;
  return lists(set.include, action) && !lists(set.exclude, action);
}

function lists(patterns: ActionSet['include'], action: string): boolean {
  for (const pattern of patterns) if (matchesPattern(pattern, action)) return true;
  return false;
}
