import { accountOf, type Caller, isRoleArn, lastSegment, parseArn } from './caller.js';
import { listOf, type PrincipalElement, type Statement } from './input.js';

/**
 * How an entry of Principal names the caller; it decides which missing Allows matter (IAM/reference_policies_evaluation-logic_policy-eval-denyallow):
 * - `direct`: the caller itself, or everyone;
 * - `role`: the role of a session, or the user of a federated session: boundary and session policy still limit;
 * - `account`: the account, which hands the decision on to IAM.
 */
export type Entry = 'direct' | 'role' | 'account';

/** Every way in which the statement's principal names the caller; empty: it does not. */
export function entriesNaming(statement: Statement, caller: Caller, bounded: boolean): readonly Entry[] {
  if (statement.Principal !== undefined) return entriesOf(statement.Principal, caller);
  if (statement.NotPrincipal !== undefined) {
    return notPrincipalHits(statement, caller, bounded) ? ['direct'] : [];
  }
  return [];
}

function pairsOf(element: PrincipalElement): readonly (readonly [string, string])[] {
  if (element === '*') return [['AWS', '*']];
  if (typeof element === 'string') return [];
  return Object.entries(element).flatMap(([type, values]) => listOf(values).map((value) => [type, value] as const));
}

function entriesOf(element: PrincipalElement, caller: Caller): readonly Entry[] {
  const entries = pairsOf(element).map(([type, value]) => entryFor(type, value, caller));
  return [...new Set(entries.filter((entry) => entry !== undefined))];
}

function entryFor(type: string, value: string, caller: Caller): Entry | undefined {
  if (type === 'AWS') return value === '*' ? 'direct' : awsEntryFor(value, caller);
  if (type === 'Service') return caller.kind === 'service' && caller.host === value ? 'direct' : undefined;
  if (type === 'Federated') return caller.kind === 'identity-provider' && caller.id === value ? 'direct' : undefined;
  return undefined;
}

/** IAM/reference_policies_elements_principal: names compare with case, an account is its id or its root ARN. */
function awsEntryFor(value: string, caller: Caller): Entry | undefined {
  if (isAccountEntry(value, accountOf(caller))) return caller.kind === 'root' ? 'direct' : 'account';
  switch (caller.kind) {
    case 'user':
      return value === caller.arn || value === caller.id ? 'direct' : undefined;
    case 'role':
      return value === caller.arn || value === caller.id ? 'role' : undefined;
    case 'session':
      if (value === caller.arn) return 'direct';
      if (value === caller.id) return 'role';
      return namesRoleOf(value, caller) ? 'role' : undefined;
    case 'federated-user':
      if (value === caller.arn) return 'direct';
      return namesUserOf(value, caller) ? 'role' : undefined;
    default:
      return undefined;
  }
}

function isAccountEntry(value: string, account: string | undefined): boolean {
  return account !== undefined && (value === account || value === `arn:aws:iam::${account}:root`);
}

function namesRoleOf(value: string, caller: Extract<Caller, { kind: 'session' }>): boolean {
  // A session ARN carries no path: when the request tells the role's full ARN compare that, else join by account and name.
  if (lastSegment(parseArn(caller.roleArn)!.rest) !== parseArn(caller.roleArn)!.rest.slice('role/'.length)) {
    return value === caller.roleArn;
  }
  return isRoleArn(value, caller.account, caller.roleName);
}

function namesUserOf(value: string, caller: Extract<Caller, { kind: 'federated-user' }>): boolean {
  const arn = parseArn(value);
  return arn?.account === caller.account && arn.rest.startsWith('user/') && lastSegment(arn.rest) === caller.name;
}

/**
 * Everyone but the listed. A user is spared only with its account beside it, a session with its role and account; a principal with a
 * permissions boundary is never spared by a Deny. IAM/reference_policies_elements_notprincipal, IAM/access_policies_boundaries.
 */
function notPrincipalHits(statement: Statement, caller: Caller, bounded: boolean): boolean {
  if (statement.Effect === 'Deny' && bounded) return true;
  const listed = pairsOf(statement.NotPrincipal!);
  if (listed.some(([type, value]) => type === 'AWS' && value === '*')) return false;
  if (caller.kind === 'service') return !listed.some(([type, value]) => type === 'Service' && value === caller.host);
  if (caller.kind === 'identity-provider') {
    return !listed.some(([type, value]) => type === 'Federated' && value === caller.id);
  }
  if (caller.kind === 'anonymous') return true;
  return !fullyListed(
    listed.flatMap(([type, value]) => (type === 'AWS' ? [value] : [])),
    caller,
  );
}

function fullyListed(values: readonly string[], caller: Caller): boolean {
  const account = values.some((value) => isAccountEntry(value, accountOf(caller)));
  switch (caller.kind) {
    case 'root':
      return account;
    case 'user':
    case 'federated-user':
      return account && values.includes(caller.arn);
    case 'session':
      return account && values.includes(caller.arn) && values.some((value) => namesRoleOf(value, caller));
    default:
      // The session's name is not known, so its ARN cannot be shown to be listed.
      return false;
  }
}
