import { pointerToken } from '../../base/json-pointer.js';
import type { Decision } from '../verdict.js';
import { type AttributeLookup, attributeKey, attributeValueOf, type GivenAttribute } from './attributes.js';
import type { AzureAccess, AzureRequest, Plane, Role } from './contract.js';
import { decide } from './decide.js';
import { readAssignment } from './native/assignment.js';
import { readDeny } from './native/deny.js';
import { bad, isObject, type Json, records, requiredText, texts } from './native/fields.js';
import { readRole } from './native/role.js';
import { chainOf, type ParentOf, scopeKey } from './scope.js';

/** One request over inline role definitions and assignments (design: simulate). Errors name the place by JSON pointer. */
export function simulateAzure(input: unknown): Decision {
  if (!isObject(input)) throw bad('invalid-input', 'an object is expected', '');
  const request = input['request'];
  if (!isObject(request)) throw bad('missing-field', '`request` is missing', '/request');
  return decide(requestOf(request, hierarchyOf(input['hierarchy'])), accessOf(input));
}

function requestOf(json: Json, parentOf: ParentOf): AzureRequest {
  const path = '/request';
  const principalId = requiredText(json, path, 'principalId').trim().toLowerCase();
  const { action, plane } = actionOf(json, path);
  const scope = scopeText(requiredText(json, path, 'scope'), `${path}/scope`);
  return {
    principalId,
    memberOf: new Set(texts(json, path, 'memberOf').map((id) => id.trim().toLowerCase())),
    action,
    plane,
    scope: chainOf(scope, parentOf),
    attributes: contextOf(json['context']),
  };
}

function actionOf(json: Json, path: string): { readonly action: string; readonly plane: Plane } {
  const given = (name: string) => json[name] !== undefined && json[name] !== null;
  if (given('action') && given('dataAction'))
    throw bad('invalid-field', 'either `action` or `dataAction` is expected, not both', `${path}/dataAction`);
  if (given('dataAction')) return { action: requiredText(json, path, 'dataAction'), plane: 'data' };
  return { action: requiredText(json, path, 'action'), plane: 'control' };
}

function scopeText(text: string, path: string): string {
  if (!text.startsWith('/')) throw bad('invalid-scope', `\`${text}\` is no scope: it begins with \`/\``, path);
  return text;
}

function accessOf(input: Json): AzureAccess {
  if (input['roleAssignments'] === undefined)
    throw bad('missing-field', '`roleAssignments` is missing', '/roleAssignments');
  if (input['roleDefinitions'] === undefined)
    throw bad('missing-field', '`roleDefinitions` is missing', '/roleDefinitions');
  const roles = new Map<string, Role>();
  for (const { json, path } of records(input['roleDefinitions'], '/roleDefinitions')) {
    const role = readRole(json, path);
    roles.set(role.key, role);
  }
  const assignments = records(input['roleAssignments'], '/roleAssignments').map(({ json, path }) => {
    const one = readAssignment(json, (key) => roles.get(key), path);
    scopeText(one.scope, `${path}/scope`);
    return one;
  });
  const denies = records(input['denyAssignments'], '/denyAssignments').map(({ json, path }) => {
    const one = readDeny(json, path);
    scopeText(one.scope, `${path}/scope`);
    return one;
  });
  return { assignments, denies };
}

function hierarchyOf(value: unknown): ParentOf {
  if (value === undefined || value === null) return () => undefined;
  if (!isObject(value)) throw bad('invalid-field', '`hierarchy` must be an object', '/hierarchy');
  const parents = new Map<string, string>();
  for (const [child, parent] of Object.entries(value)) {
    const path = `/hierarchy/${pointerToken(child)}`;
    scopeText(child, path);
    if (parent === null) continue;
    if (typeof parent !== 'string') throw bad('invalid-field', 'a scope is expected', path);
    parents.set(scopeKey(child), scopeKey(scopeText(parent, path)));
  }
  return (scope) => parents.get(scope);
}

function contextOf(value: unknown): AttributeLookup {
  if (value === undefined || value === null) return () => undefined;
  if (!isObject(value)) throw bad('invalid-context', '`context` must be an object', '/request/context');
  const known = new Map<string, GivenAttribute>();
  for (const [key, one] of Object.entries(value)) {
    if (one !== null && !isScalar(one) && !(Array.isArray(one) && one.every(isScalar)))
      throw bad(
        'invalid-context',
        `the value of \`${key}\` must be a string, number, boolean, null or a list`,
        `/request/context/${pointerToken(key)}`,
      );
    known.set(attributeKey(key), one as GivenAttribute);
  }
  return (key) => (known.has(key) ? attributeValueOf(known.get(key) ?? null) : undefined);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
