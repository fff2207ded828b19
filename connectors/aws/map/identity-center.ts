import type { Edge, Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { requireArnText } from './arn.js';
import { policyDocument } from './policy-document.js';
import { compact, listOf, objectOf, records, requireText, type Spot, textOf, withEdges } from './record.js';

/** Users, groups, permission sets and account assignments of one IAM Identity Center instance (sso-admin and identitystore lists). */
export function* mapIdentityCenter(
  json: JsonObject,
  file: string,
  store: string,
  problems: Problem[],
): Generator<Fact> {
  const spot: Spot = { file, path: '' };
  const edges = new Map<string, Edge[]>();
  addMemberships(edges, json, spot, store);
  addAssignments(edges, json, spot, store);
  const seen = new Set<string>();
  for (const { record, spot: at } of records(json, 'Users', spot)) {
    const id = userId(store, requireText(record, 'UserId', at));
    seen.add(id);
    yield userFact(id, record, store, edges.get(id));
  }
  for (const { record, spot: at } of records(json, 'Groups', spot)) {
    const id = groupId(store, requireText(record, 'GroupId', at));
    seen.add(id);
    const name = textOf(record, 'DisplayName') ?? id;
    const props = compact({ displayName: name, identityStoreId: store, externalIds: externalIds(record) });
    yield { id, kind: 'sso-group', name, props, ...withEdges(edges.get(id)) };
  }
  for (const [id, list] of edges) if (!seen.has(id)) yield orphan(id, list, store, file, problems);
  for (const { record, spot: at } of records(json, 'PermissionSets', spot))
    yield permissionSetFact(record, at, problems);
}

function userFact(id: string, record: JsonObject, store: string, edges: readonly Edge[] | undefined): Fact {
  const userName = textOf(record, 'UserName') ?? id;
  const emails = listOf(record['Emails']).map((entry) => objectOf(entry));
  const email = textOf(emails.find((entry) => entry?.['Primary'] === true) ?? emails[0], 'Value');
  const aliases = [...new Set(emails.flatMap((entry) => textOf(entry, 'Value') ?? []))].filter(
    (alias) => alias !== userName,
  );
  return {
    id,
    kind: 'sso-user',
    name: userName,
    ...(aliases.length > 0 ? { aliases } : {}),
    props: compact({
      userName,
      email,
      displayName: textOf(record, 'DisplayName'),
      identityStoreId: store,
      externalIds: externalIds(record),
    }),
    ...withEdges(edges),
  };
}

/** A member or holder that no list describes still acts: it keeps its edges under a name of its own. */
function orphan(id: string, edges: readonly Edge[], store: string, file: string, problems: Problem[]): Fact {
  const user = id.startsWith(`${store}/user/`);
  const name = id.slice(id.lastIndexOf('/') + 1);
  const message = `the ${user ? 'user' : 'group'} is a member or holds an assignment but is not in the dump`;
  problems.push({ severity: 'lint', code: 'orphan-principal', message, subject: id, file });
  const props = user ? { userName: name, identityStoreId: store } : { displayName: name, identityStoreId: store };
  return { id, kind: user ? 'sso-user' : 'sso-group', name, props, ...withEdges(edges) };
}

function permissionSetFact(record: JsonObject, spot: Spot, problems: Problem[]): Fact {
  const field = record['PermissionSetArn'] === undefined ? 'Arn' : 'PermissionSetArn';
  const arn = requireArnText(record[field], spot, field);
  const managed = listOf(record['ManagedPolicies']).map((policy, index) => {
    const value = typeof policy === 'string' ? policy : objectOf(policy)?.['Arn'];
    return requireArnText(value, spot, 'ManagedPolicies', index);
  });
  const references = record['CustomerManagedPolicyReferences'] ?? record['CustomerManagedPolicies'];
  return {
    id: arn,
    kind: 'permission-set',
    name: textOf(record, 'Name') ?? arn.slice(arn.lastIndexOf('/') + 1),
    props: compact({
      arn,
      managedPolicies: managed,
      customerManaged: listOf(references)
        .map((entry) => reference(objectOf(entry)))
        .filter((entry) => entry !== undefined),
      inline: policyDocument(record['InlinePolicy'], { subject: arn, path: '/inline', file: spot.file }, problems),
      boundary: boundary(record['PermissionsBoundary'], spot),
      sessionDuration: textOf(record, 'SessionDuration'),
    }),
  };
}

function boundary(value: Json | undefined, spot: Spot): Json | undefined {
  if (typeof value === 'string' && value !== '') return requireArnText(value, spot, 'PermissionsBoundary');
  const record = objectOf(value);
  const arn = record?.['ManagedPolicyArn'];
  if (arn !== undefined) return requireArnText(arn, spot, 'PermissionsBoundary', 'ManagedPolicyArn');
  return reference(objectOf(record?.['CustomerManagedPolicyReference']) ?? record);
}

function reference(record: JsonObject | undefined): JsonObject | undefined {
  const name = textOf(record, 'Name');
  return name === undefined ? undefined : { Name: name, Path: textOf(record, 'Path') ?? '/' };
}

/** `{GroupId, MemberId: {UserId}}` as the API lists them, or `{groupId, id}`. */
function addMemberships(edges: Map<string, Edge[]>, json: JsonObject, spot: Spot, store: string): void {
  for (const { record, spot: at } of records(json, 'GroupMemberships', spot)) {
    const group = textOf(record, 'GroupId', 'groupId') ?? requireText(record, 'GroupId', at);
    const member =
      textOf(objectOf(record['MemberId']), 'UserId') ??
      textOf(record, 'MemberId', 'UserId', 'id') ??
      requireText(record, 'MemberId', at);
    push(edges, userId(store, member), { kind: 'member-of', to: groupId(store, group) });
  }
}

function addAssignments(edges: Map<string, Edge[]>, json: JsonObject, spot: Spot, store: string): void {
  for (const { record, spot: at } of records(json, 'AccountAssignments', spot)) {
    const principal = requireText(record, 'PrincipalId', at);
    const account = textOf(record, 'AccountId', 'TargetId') ?? requireText(record, 'AccountId', at);
    const to = requireArnText(record['PermissionSetArn'], at, 'PermissionSetArn');
    const holder = textOf(record, 'PrincipalType') === 'GROUP' ? groupId(store, principal) : userId(store, principal);
    push(edges, holder, { kind: 'assigned', to, props: { account } });
  }
}

function externalIds(record: JsonObject): Json | undefined {
  const ids = listOf(record['ExternalIds']).flatMap((entry) => {
    const id = textOf(objectOf(entry), 'Id');
    return id === undefined ? [] : [{ issuer: textOf(objectOf(entry), 'Issuer') ?? '', id }];
  });
  return ids.length > 0 ? ids : undefined;
}

function userId(store: string, id: string): string {
  return `${store}/user/${id}`;
}

function groupId(store: string, id: string): string {
  return `${store}/group/${id}`;
}

function push(edges: Map<string, Edge[]>, key: string, edge: Edge): void {
  const list = edges.get(key);
  if (list) list.push(edge);
  else edges.set(key, [edge]);
}
