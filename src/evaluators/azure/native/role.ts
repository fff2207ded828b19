import type { Role } from '../contract.js';
import { type Json, requiredText, text } from './fields.js';
import { readPermissions } from './permissions.js';

/** Roles are joined by the GUID their id ends in: it may stand below a subscription or not. */
export function roleKey(roleDefinitionId: string): string {
  return roleDefinitionId.replace(/\/+$/, '').split('/').at(-1)!.trim().toLowerCase();
}

/** A role definition as the command line, the API or PowerShell prints it. Errors name the place below `path`. */
export function readRole(json: Json, path = ''): Role {
  const id = requiredText(json, path, 'id', 'roleDefinitionId', 'name');
  const name = text(json, path, 'roleName') ?? text(json, path, 'name') ?? id;
  const kind = text(json, path, 'roleType') ?? '';
  return { key: roleKey(id), id, name, custom: /custom/i.test(kind), permissions: readPermissions(json, path) };
}
