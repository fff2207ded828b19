import type { Role, RoleAssignment } from '../contract.js';
import { type Json, requiredText, text } from './fields.js';
import { readCondition } from './permissions.js';
import { roleKey } from './role.js';

/**
 * A role assignment, or an instance of an eligibility schedule, as the command line, the API or PowerShell prints it. `roleOf` finds
 * the definition by its key. Errors name the place below `path`.
 */
export function readAssignment(json: Json, roleOf: (key: string) => Role | undefined, path = ''): RoleAssignment {
  const scope = requiredText(json, path, 'scope');
  const roleDefinitionId = requiredText(json, path, 'roleDefinitionId');
  const principalId = requiredText(json, path, 'principalId', 'objectId').trim().toLowerCase();
  const id = text(json, path, 'id', 'roleAssignmentId', 'name') ?? `${scope} ${principalId} ${roleDefinitionId}`;
  const principalType = text(json, path, 'principalType', 'objectType');
  const kind = `${text(json, path, 'type') ?? ''} ${id}`;
  return {
    id,
    scope,
    principalId,
    ...(principalType === null ? {} : { principalType }),
    roleDefinitionId,
    role: roleOf(roleKey(roleDefinitionId)) ?? null,
    condition: readCondition(json, path),
    ...(/roleEligibilitySchedule/i.test(kind) ? { eligible: true } : {}),
  };
}
