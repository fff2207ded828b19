import { lastSegment, parseArn } from '../caller.js';
import { type ContextValue, listOf, statementsOf } from '../input.js';
import { type Carried, carriedByRole, carriedBySet, carriedByUser } from './carried.js';
import {
  type AccountDump,
  type AwsTag,
  type Estate,
  type IdentityCenterDump,
  type PermissionSet,
  parseDocument,
  type RoleDetail,
} from './dump.js';

/** One way in which an identity makes requests. */
export interface Actor {
  /** As `request.principal` of a simulate input. */
  readonly principal: string;
  readonly carried: Carried;
  /** Facts about the principal, by request key. */
  readonly context: Readonly<Record<string, ContextValue>>;
  /** Keys known only to be one of these. */
  readonly oneOf: Readonly<Record<string, readonly ContextValue[]>>;
  /** Tags, or null: session tags may be passed, or nobody knows. */
  readonly tags: readonly AwsTag[] | null;
  /** Its own account is not collected and taken as granting. */
  readonly external: boolean;
  /** Derived keys that this actor leaves open after all (its ARN or account is not one certain value). */
  readonly undetermined: readonly string[];
}

const nothing: Carried = { identity: [], boundaries: [] };
const plain = { context: {}, oneOf: {}, external: false, undetermined: [] };

/** Every session of its own that the identity has: itself, the role a workload runs as, the roles assigned to a person. */
export function actorsOf(estate: Estate, identity: string): readonly Actor[] {
  if (identity === 'public') return [{ ...plain, principal: '*', carried: nothing, tags: [] }];
  if (identity === 'authenticated') return [anybody()];
  const person = personWith(estate.identityCenter, identity);
  if (person !== undefined) return assignedRoles(estate, estate.identityCenter!, person);
  const workload = estate.accounts.flatMap((account) => account.resources).find((one) => one.Arn === identity);
  if (workload?.RunsAs !== undefined) return actorsOf(estate, workload.RunsAs);
  return arnActors(estate, identity);
}

function arnActors(estate: Estate, identity: string): readonly Actor[] {
  if (/^\d{12}$/.test(identity)) return [outsider(`arn:aws:iam::${identity}:role/unknown`, ARN_KEYS)];
  const arn = parseArn(identity);
  if (arn === undefined) return [{ ...plain, principal: identity, carried: nothing, tags: null }];
  const account = estate.accounts.find((one) => one.id === arn.account);
  if (account === undefined) return [outsider(identity, [])];
  if (arn.rest === 'root') {
    return [{ ...plain, principal: identity, carried: nothing, context: { 'aws:userid': account.id }, tags: [] }];
  }
  const user = account.authorizationDetails.UserDetailList.find((one) => one.Arn === identity);
  if (user !== undefined) {
    const context = { 'aws:userid': user.UserId };
    return [{ ...plain, principal: identity, carried: carriedByUser(account, user), context, tags: user.Tags ?? [] }];
  }
  const role = account.authorizationDetails.RoleDetailList.find((one) => one.Arn === identity);
  return role === undefined ? [] : [roleActor(account, role)];
}

const ARN_KEYS = ['aws:principalarn', 'aws:principaltype', 'aws:username'];

function outsider(principal: string, undetermined: readonly string[]): Actor {
  return { ...plain, principal, carried: nothing, tags: null, external: true, undetermined };
}

/** Anyone with an account somewhere. */
function anybody(): Actor {
  return outsider('arn:aws:iam::000000000000:role/unknown', [...ARN_KEYS, 'aws:principalaccount', 'kms:calleraccount']);
}

/** Some session of the role. Session tags override the role's, so tags are certain only where none can be passed. */
function roleActor(account: AccountDump, role: RoleDetail): Actor {
  const oneOf = { 'aws:userid': ['a-session', 'z'].map((name) => `${role.RoleId}:${name}`) };
  return { ...plain, principal: role.Arn, carried: carriedByRole(account, role), oneOf, tags: certainTags(role) };
}

function certainTags(role: RoleDetail): readonly AwsTag[] | null {
  return takesSessionTags(role) ? null : (role.Tags ?? []);
}

/** Does the trust policy let anybody pass session tags? IAM/id_session-tags. */
function takesSessionTags(role: RoleDetail): boolean {
  return statementsOf(parseDocument(role.AssumeRolePolicyDocument)).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      listOf(statement.Action).some((action) => ['*', 'sts:*', 'sts:tagsession'].includes(action.toLowerCase())),
  );
}

// ---- Identity Center --------------------------------------------------------------------------------------------------------

type Person = IdentityCenterDump['Users'][number];

export function personId(center: IdentityCenterDump, person: Person): string {
  return `${center.IdentityStoreId}/user/${person.UserId}`;
}

function personWith(center: IdentityCenterDump | undefined, identity: string): Person | undefined {
  return center?.Users.find((one) => personId(center, one) === identity);
}

/** Assignments to the person or to one of its groups. */
function assignedRoles(estate: Estate, center: IdentityCenterDump, person: Person): readonly Actor[] {
  const groups = center.GroupMemberships.filter((one) => one.MemberId.UserId === person.UserId).map(
    (one) => one.GroupId,
  );
  const own = center.AccountAssignments.filter((one) =>
    one.PrincipalType === 'USER' ? one.PrincipalId === person.UserId : groups.includes(one.PrincipalId),
  );
  return own.flatMap((one) => {
    const account = estate.accounts.find((candidate) => candidate.id === one.AccountId);
    const set = center.PermissionSets.find((candidate) => candidate.PermissionSetArn === one.PermissionSetArn);
    return account === undefined || set === undefined ? [] : [assignedRole(account, set, person)];
  });
}

/** The reserved role in the account, else one made from the set. The session carries the user's name. singlesignon/referencingpermissionsets. */
function assignedRole(account: AccountDump, set: PermissionSet, person: Person): Actor {
  const role = account.authorizationDetails.RoleDetailList.find((one) => isReservedRole(one, set.Name));
  const name = role?.RoleName ?? `AWSReservedSSO_${set.Name}_0123456789abcdef`;
  const principal = `arn:aws:sts::${account.id}:assumed-role/${name}/${person.UserName}`;
  if (role === undefined) return virtualRole(account, set, principal);
  const context = { 'aws:PrincipalArn': role.Arn, 'aws:userid': `${role.RoleId}:${person.UserName}` };
  return { ...plain, principal, carried: carriedByRole(account, role), context, tags: certainTags(role) };
}

function isReservedRole(role: RoleDetail, set: string): boolean {
  const found = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role.RoleName);
  return found?.[1] === set && role.Arn.includes(':role/aws-reserved/sso.amazonaws.com/');
}

function virtualRole(account: AccountDump, set: PermissionSet, principal: string): Actor {
  const name = lastSegment(principal.slice(0, principal.lastIndexOf('/')));
  const arns = ['', 'eu-west-1/'].map(
    (region) => `arn:aws:iam::${account.id}:role/aws-reserved/sso.amazonaws.com/${region}${name}`,
  );
  return { ...plain, principal, carried: carriedBySet(account, set), oneOf: { 'aws:PrincipalArn': arns }, tags: null };
}
