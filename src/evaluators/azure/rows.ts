import type { AzureRequest, PermissionBlock, RoleAssignment } from './contract.js';
import { grantsOf } from './hits.js';
import { prepare } from './prepare.js';

/** Blocks of an active assignment that are not certainly without effect for the request, by their index. */
export function grantingBlocks(
  assignment: RoleAssignment,
  request: AzureRequest,
): readonly { readonly index: number; readonly block: PermissionBlock }[] {
  if (assignment.role === null) return [];
  const { permissions } = assignment.role;
  return grantsOf(assignment, prepare(request)).hits.map((hit) => {
    const index = hit.reason.statement as number;
    return { index, block: permissions[index]! };
  });
}
