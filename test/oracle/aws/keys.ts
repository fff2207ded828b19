import type { Caller } from './caller.js';
import { accountOf } from './caller.js';
import type { ContextValue, Scalar } from './input.js';

/** What is known of one request key. `present` with no values is an empty set. */
export type Known =
  | { readonly state: 'absent' }
  | { readonly state: 'present'; readonly values: readonly string[] }
  | { readonly state: 'unknown' };

export type Lookup = (key: string) => Known;

export function known(value: ContextValue | undefined): Known {
  if (value === undefined) return { state: 'unknown' };
  if (value === null) return { state: 'absent' };
  const values = Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
  return { state: 'present', values: values.map(String) };
}

const text = (value: string): Known => ({ state: 'present', values: [value] });
const absent: Known = { state: 'absent' };

/**
 * Keys the rest of the request determines; no context entry can change them. Key names compare without case.
 * IAM/reference_policies_condition-keys, KMS/conditions-kms (kms:CallerAccount).
 */
export function derivedKeys(caller: Caller, resourceAccount: string | undefined): ReadonlyMap<string, Known> {
  const keys = new Map<string, Known>();
  const set = (key: string, value: Known | undefined) => {
    if (value !== undefined) keys.set(key.toLowerCase(), value);
  };
  set('aws:PrincipalArn', principalArn(caller));
  set('aws:PrincipalAccount', principalAccount(caller));
  set('kms:CallerAccount', accountOf(caller) === undefined ? undefined : text(accountOf(caller)!));
  set('aws:PrincipalType', principalType(caller));
  set('aws:username', userName(caller));
  set('aws:userid', caller.kind === 'anonymous' ? absent : undefined);
  set('aws:PrincipalIsAWSService', text(caller.kind === 'service' ? 'true' : 'false'));
  set('aws:PrincipalServiceName', caller.kind === 'service' ? text(caller.host) : absent);
  set('aws:ResourceAccount', resourceAccount === undefined ? undefined : text(resourceAccount));
  return keys;
}

function principalArn(caller: Caller): Known | undefined {
  if (caller.kind === 'anonymous') return absent;
  if (caller.kind === 'service' || caller.kind === 'identity-provider') return undefined;
  return text(caller.kind === 'session' ? caller.roleArn : caller.arn);
}

function principalAccount(caller: Caller): Known | undefined {
  if (caller.kind === 'anonymous') return absent;
  const account = accountOf(caller);
  return account === undefined ? undefined : text(account);
}

function principalType(caller: Caller): Known | undefined {
  switch (caller.kind) {
    case 'anonymous':
      return text('Anonymous');
    case 'root':
      return text('Account');
    case 'user':
      return text('User');
    case 'role':
    case 'session':
      return text('AssumedRole');
    case 'federated-user':
      return text('FederatedUser');
    default:
      return undefined;
  }
}

function userName(caller: Caller): Known {
  return caller.kind === 'user' ? text(caller.name) : absent;
}

export function lookupIn(derived: ReadonlyMap<string, Known>, context: Readonly<Record<string, ContextValue>>): Lookup {
  return (key) => {
    const fixed = derived.get(key.toLowerCase());
    if (fixed !== undefined) return fixed;
    const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
    return name === undefined ? { state: 'unknown' } : known(context[name]);
  };
}
