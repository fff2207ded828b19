import type { AwsPrincipal } from '../contract.js';
import type { Statement } from '../policy/compile.js';

/**
 * How an entry of a `Principal` element meets the caller, which decides what else must allow (aws.md 1.2):
 * `direct` nothing else; `role` boundary and session policy; `account` the caller's identity policies as well.
 */
export type Entry = 'direct' | 'role' | 'account' | null;

const order: Readonly<Record<string, number>> = { account: 1, role: 2, direct: 3 };

/** The strongest entry of an Allow statement that names the caller. */
export function allowEntry(statement: Statement, principal: AwsPrincipal, trust: boolean): Entry {
  if (statement.notPrincipals)
    return statement.notPrincipals.some((text) => entry(text, principal, trust) !== null) ? null : 'direct';
  if (!statement.principals) return 'direct';
  let best: Entry = null;
  for (const text of statement.principals) {
    const found = entry(text, principal, trust);
    if (found !== null && (best === null || order[found]! > order[best]!)) best = found;
  }
  return best;
}

/** Does a Deny statement hit the caller? One with NotPrincipal spares only those listed with all their pieces, and nobody who has a boundary (1.11). */
export function deniesCaller(statement: Statement, principal: AwsPrincipal, bounded: boolean): boolean {
  if (statement.notPrincipals) return bounded || !spared(statement.notPrincipals, principal);
  return statement.principals?.some((text) => entry(text, principal, false) !== null) ?? true;
}

function spared(listed: readonly string[], principal: AwsPrincipal): boolean {
  const has = (...texts: (string | undefined)[]) => texts.some((text) => text !== undefined && listed.includes(text));
  if (has('*')) return true;
  const { account } = principal;
  const wholeAccount = () => listed.some((text) => accountOf(text) === account && account !== undefined);
  switch (principal.kind) {
    case 'root':
    case 'account':
      return wholeAccount();
    case 'user':
    case 'federated-user':
      return has(principal.arn, principal.uniqueId) && wholeAccount();
    case 'session':
      return has(principal.arn) && listed.some((text) => isRoleOf(text, principal)) && wholeAccount();
    // Some session of the role, of an unknown name: nobody can have listed its session ARN.
    case 'role':
      return false;
    default:
      return has(principal.arn, principal.providerArn);
  }
}

export function entry(text: string, principal: AwsPrincipal, trust: boolean): Entry {
  if (text === '*') {
    if (!trust) return 'direct';
    return ['anonymous', 'service', 'federated'].includes(principal.kind) ? null : 'account';
  }
  switch (principal.kind) {
    case 'anonymous':
    case 'authenticated':
      return null;
    case 'service':
    case 'federated':
      return text === principal.arn || text === principal.providerArn || text === `${principal.kind}:*`
        ? 'direct'
        : null;
    case 'root':
      return accountOf(text) === principal.account ? 'direct' : null;
    default:
      return accountOf(text) === principal.account && principal.account !== undefined
        ? 'account'
        : named(text, principal);
  }
}

function named(text: string, principal: AwsPrincipal): Entry {
  if (text === principal.arn) return principal.kind === 'role' ? 'role' : 'direct';
  if (principal.uniqueId !== undefined && text === principal.uniqueId)
    return principal.kind === 'user' ? 'direct' : 'role';
  if ((principal.kind === 'session' || principal.kind === 'role') && isRoleOf(text, principal)) return 'role';
  if (principal.kind === 'federated-user' && isUserOf(text, principal)) return 'role';
  return null;
}

/** The account an entry names as a whole: `111122223333` or its root ARN. */
export function accountOf(text: string): string | null {
  if (/^\d{12}$/.test(text)) return text;
  return /^arn:[^:]*:iam::(\d{12}):root$/.exec(text)?.[1] ?? null;
}

/** A session ARN carries no path: without the role's own ARN the names decide, which are unique in an account. */
function isRoleOf(text: string, principal: AwsPrincipal): boolean {
  if (principal.roleArn !== undefined) return text === principal.roleArn;
  const role = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(text);
  const session = /^arn:[^:]*:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal.arn);
  return role !== null && session !== null && role[1] === session[1] && role[2] === session[2];
}

function isUserOf(text: string, principal: AwsPrincipal): boolean {
  const user = /^arn:[^:]*:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/.exec(text);
  const federated = /^arn:[^:]*:sts::(\d{12}):federated-user\/(.+)$/.exec(principal.arn);
  return user !== null && federated !== null && user[1] === federated[1] && user[2] === federated[2];
}
