import type { AwsPrincipal, AwsRequest, KeyValue } from './contract.js';

const absent: KeyValue = { state: 'absent' };
const unknown: KeyValue = { state: 'unknown' };
const is = (value: string): KeyValue => ({ state: 'present', values: [value] });

/**
 * What every request carries, from the principal and the resource
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). What they determine the given context
 * cannot contradict; where they say nothing, or only something, the context has the word; all other keys are unknown.
 */
export function requestLookup(request: AwsRequest): (key: string) => KeyValue {
  const cache = new Map<string, KeyValue>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const value = resolve(request, key);
    cache.set(key, value);
    return value;
  };
}

function resolve(request: AwsRequest, key: string): KeyValue {
  const own = derived[key]?.(request) ?? byPrefix(request, key);
  // That a kind of caller has no such key at all is no matter of the single member.
  if (request.open?.has(key) && own?.state !== 'absent') return unknown;
  if (own !== undefined && (own.state === 'present' || own.state === 'absent')) return own;
  return request.context(key) ?? own ?? unknown;
}

const derived: Readonly<Record<string, (request: AwsRequest) => KeyValue | undefined>> = {
  'aws:principalarn': ({ principal }) => principalArn(principal),
  'aws:principalaccount': ({ principal }) => callerAccount(principal),
  'kms:calleraccount': ({ principal }) => callerAccount(principal),
  'aws:principaltype': ({ principal }) => principalType(principal),
  'aws:username': ({ principal }) => userName(principal),
  'aws:userid': ({ principal }) => userId(principal),
  'aws:principalisawsservice': ({ principal }) => is(String(principal.kind === 'service')),
  'aws:principalservicename': ({ principal }) => (principal.kind === 'service' ? is(principal.arn) : absent),
  'aws:principalservicenameslist': ({ principal }) =>
    principal.kind === 'service' ? { state: 'present', values: [principal.arn], multi: true } : absent,
  'aws:principalorgid': ({ principal }) => (signed(principal) ? undefined : absent),
  'aws:principalorgpaths': ({ principal }) => (signed(principal) ? undefined : absent),
  'aws:resourceaccount': (request) => optional(request.resourceAccount),
  's3:resourceaccount': (request) => optional(request.resourceAccount),
};

function byPrefix({ principal }: AwsRequest, key: string): KeyValue | undefined {
  return key.startsWith('aws:principaltag/') && !signed(principal) ? absent : undefined;
}

/** Everybody but the public says who calls; what services and identity providers carry beside their name is not settled (aws.md 0). */
function signed({ kind }: AwsPrincipal): boolean {
  return kind !== 'anonymous';
}

/** A provider's ARN names the account it is registered in, not a caller's. */
function callerAccount(principal: AwsPrincipal): KeyValue | undefined {
  if (principal.kind === 'anonymous') return absent;
  return principal.kind === 'federated' ? undefined : optional(principal.account);
}

function optional(value: string | undefined): KeyValue | undefined {
  return value === undefined ? undefined : is(value);
}

function principalArn(principal: AwsPrincipal): KeyValue | undefined {
  switch (principal.kind) {
    case 'anonymous':
      return absent;
    case 'service':
    case 'federated':
    case 'authenticated':
      return unknown;
    case 'account':
      return { state: 'pattern', glob: `arn:*:*::${principal.account ?? '*'}:*` };
    case 'session':
      return principal.roleArn === undefined ? roleOfSession(principal.arn) : is(principal.roleArn);
    default:
      return is(principal.arn);
  }
}

/** Paths that roles of these names always have, though sessions do not show them; `*` stands for what differs. */
const paths: readonly (readonly [name: RegExp, path: string])[] = [
  [/^AWSReservedSSO_/, 'aws-reserved/sso.amazonaws.com/*'],
  [/^AWSServiceRoleFor/, 'aws-service-role/*/'],
];

/** The role ARN behind a session ARN: without path, unless the name tells of one. */
function roleOfSession(arn: string): KeyValue {
  const [, partition, account, name] = /^(arn:[^:]*):sts::(\d+):assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (name === undefined) return unknown;
  const path = paths.find(([prefix]) => prefix.test(name))?.[1];
  return path === undefined
    ? is(`${partition}:iam::${account}:role/${name}`)
    : { state: 'pattern', glob: `${partition}:iam::${account}:role/${path}${name}` };
}

const types: Readonly<Record<string, string>> = {
  user: 'User',
  role: 'AssumedRole',
  session: 'AssumedRole',
  'federated-user': 'FederatedUser',
  root: 'Account',
  anonymous: 'Anonymous',
};

function principalType({ kind }: AwsPrincipal): KeyValue | undefined {
  return optional(types[kind]);
}

function userName(principal: AwsPrincipal): KeyValue | undefined {
  if (principal.kind === 'user') return is(principal.arn.slice(principal.arn.lastIndexOf('/') + 1));
  return principal.kind === 'authenticated' || principal.kind === 'account' ? undefined : absent;
}

function userId(principal: AwsPrincipal): KeyValue | undefined {
  if (principal.kind === 'anonymous') return absent;
  if (principal.kind === 'root') return optional(principal.account);
  if (principal.kind === 'user') return optional(principal.uniqueId);
  // A session adds a name of its own to the role's id.
  if (principal.kind === 'role' && principal.uniqueId !== undefined)
    return { state: 'pattern', glob: `${principal.uniqueId}:*` };
  if (principal.kind === 'session' && principal.uniqueId !== undefined)
    return is(`${principal.uniqueId}:${principal.arn.slice(principal.arn.lastIndexOf('/') + 1)}`);
  if (principal.kind === 'federated-user')
    return is(`${principal.account}:${principal.arn.slice(principal.arn.indexOf('federated-user/') + 15)}`);
  return undefined;
}
