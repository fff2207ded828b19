import type { AwsPrincipal, KeyValue } from './contract.js';

/** Identity providers that every account can trust by host name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const federatedHosts: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'www.amazon.com',
  'graph.facebook.com',
  'cognito-identity.amazonaws.com',
]);

const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/;
const serviceHost = /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)$/;
const principalArn = /^(arn:[^:]+):(iam|sts)::(\d{12}):(root|[a-z-]+\/)(.*)$/s;

/**
 * Who asks, from the text of a request; null when it is no principal. `given` is what the context says of `aws:PrincipalArn`:
 * for a session it may tell the path of the role, which a session ARN does not carry.
 */
export function parseCaller(text: string, action: string, given?: KeyValue): AwsPrincipal | null {
  if (text === '*') return { kind: 'anonymous', arn: text };
  const exchange = /^sts:(assumerolewith|tagsession|setsourceidentity)/i.test(action);
  if (exchange && (federatedHosts.has(text) || (host.test(text) && !serviceHost.test(text))))
    return { kind: 'federated', arn: text };
  if (serviceHost.test(text)) return { kind: 'service', arn: text };
  const match = principalArn.exec(text);
  if (match === null) return null;
  const [, partition, service, account, type, name] = match as unknown as readonly string[];
  const found = { arn: text, account: account! };
  if (service === 'iam') return ofAccount(found, type!, name!);
  if (type === 'federated-user/') return name === '' ? null : { ...found, kind: 'federated-user' };
  const role = /^([^/]+)\/[^/]+$/.exec(name!)?.[1];
  if (type !== 'assumed-role/' || role === undefined) return null;
  const roleArn = roleTold(given, `${partition}:iam::${account}:role/`, role);
  return { ...found, kind: 'session', ...(roleArn === undefined ? {} : { roleArn }) };
}

function ofAccount(found: { arn: string; account: string }, type: string, name: string): AwsPrincipal | null {
  if (type === 'root') return name === '' ? { ...found, kind: 'root' } : null;
  if (name === '') return null;
  if (type === 'user/') return { ...found, kind: 'user' };
  if (type === 'role/') return { ...found, kind: 'role', roleArn: found.arn };
  return type === 'oidc-provider/' || type === 'saml-provider/' ? { ...found, kind: 'federated' } : null;
}

/** Names are unique within an account, so that only an ARN of this role can be told. */
function roleTold(given: KeyValue | undefined, prefix: string, role: string): string | undefined {
  if (given?.state !== 'present' || given.values.length !== 1) return undefined;
  const arn = given.values[0]!;
  return arn.startsWith(prefix) && `/${arn.slice(prefix.length)}`.endsWith(`/${role}`) ? arn : undefined;
}

/** A role trusts the providers of its own account: a host is the one registered there. Built-in hosts stand for themselves. */
export function registered(principal: AwsPrincipal, role: string): AwsPrincipal {
  if (principal.kind !== 'federated' || federatedHosts.has(principal.arn)) return principal;
  const account = /^(arn:[^:]+:iam::\d{12}):role\//.exec(role)?.[1];
  return account === undefined || principal.arn.startsWith('arn:')
    ? principal
    : { ...principal, providerArn: `${account}:oidc-provider/${principal.arn}` };
}

/** `AIDA…` of a user, `AROA…:<session name>` of a role's session (IAM/reference_policies_variables): what policies store behind an ARN. */
export function withUniqueId(principal: AwsPrincipal, given: KeyValue | undefined): AwsPrincipal {
  if (given?.state !== 'present' || given.values.length !== 1) return principal;
  const [id, session] = given.values[0]!.split(':');
  const isOwn =
    principal.kind === 'user'
      ? /^AIDA[A-Z0-9]+$/.test(id!) && session === undefined
      : (principal.kind === 'session' || principal.kind === 'role') && /^AROA[A-Z0-9]+$/.test(id!);
  return isOwn ? { ...principal, uniqueId: id } : principal;
}
