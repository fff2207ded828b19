import type { DenyAssignment } from '../contract.js';
import { bad, field, flag, type Json, records, requiredText, text } from './fields.js';
import { readCondition, readPermissions } from './permissions.js';

/** https://learn.microsoft.com/azure/role-based-access-control/deny-assignments#system-defined-principal */
const allPrincipals = '00000000-0000-0000-0000-000000000000';

/** A deny assignment as the command line or the API prints it. Errors name the place below `path`. */
export function readDeny(json: Json, path = ''): DenyAssignment {
  const scope = requiredText(json, path, 'scope');
  const principals = ids(json, path, 'principals');
  if (principals.size === 0) throw bad('missing-field', '`principals` is missing', `${path}/principals`);
  const name = text(json, path, 'denyAssignmentName') ?? text(json, path, 'name') ?? '';
  return {
    id: text(json, path, 'id') ?? name,
    name,
    scope,
    permissions: readPermissions(json, path),
    condition: readCondition(json, path),
    principals,
    excludePrincipals: ids(json, path, 'excludePrincipals'),
    everyone: principals.has(allPrincipals),
    doNotApplyToChildScopes: flag(json, path, 'doNotApplyToChildScopes'),
    enforced: /^enforced$/i.test(text(json, path, 'denyAssignmentEffect') ?? 'Enforced'),
  };
}

function ids(json: Json, path: string, name: string): ReadonlySet<string> {
  const list = field(json, path, name);
  if (list === null) return new Set();
  return new Set(
    records(list.value, list.path).map((one) => requiredText(one.json, one.path, 'id').trim().toLowerCase()),
  );
}
