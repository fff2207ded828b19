/**
 * Who asks. IAM/reference_policies_elements_principal, IAM/reference_policies_variables (principal table).
 */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'service'; readonly host: string }
  | { readonly kind: 'identity-provider'; readonly id: string }
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  | {
      readonly kind: 'user';
      readonly arn: string;
      readonly account: string;
      readonly name: string;
      readonly id?: string;
    }
  /** Some session of the role; its name is not known. */
  | {
      readonly kind: 'role';
      readonly arn: string;
      readonly account: string;
      readonly name: string;
      readonly id?: string;
    }
  | {
      readonly kind: 'session';
      readonly arn: string;
      readonly account: string;
      readonly roleName: string;
      readonly sessionName: string;
      /** The role's ARN where the request tells it (a path is not part of a session ARN). */
      readonly roleArn: string;
      readonly id?: string;
    }
  | { readonly kind: 'federated-user'; readonly arn: string; readonly account: string; readonly name: string };

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly rest: string;
}

export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...rest] = text.split(':');
  if (arn !== 'arn' || rest.length === 0) return undefined;
  return { partition: partition!, service: service!, region: region!, account: account!, rest: rest.join(':') };
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * @param principalArnGiven `aws:PrincipalArn` of the request context, believed only where it completes a session ARN.
 */
export function parseCaller(principal: string, action: string, principalArnGiven: string | undefined): Caller {
  if (principal === '*') return { kind: 'anonymous' };
  const arn = parseArn(principal);
  if (/^sts:AssumeRoleWith/i.test(action) && isIdentityProvider(principal, arn)) {
    return { kind: 'identity-provider', id: principal };
  }
  if (arn === undefined) return { kind: 'service', host: principal };
  const { account, rest } = arn;
  if (rest === 'root') return { kind: 'root', arn: principal, account };
  if (rest.startsWith('user/')) return { kind: 'user', arn: principal, account, name: lastSegment(rest) };
  if (rest.startsWith('role/')) return { kind: 'role', arn: principal, account, name: lastSegment(rest) };
  if (rest.startsWith('federated-user/')) {
    return { kind: 'federated-user', arn: principal, account, name: lastSegment(rest) };
  }
  if (rest.startsWith('assumed-role/')) return parseSession(principal, account, rest, principalArnGiven);
  throw new Error(`no caller the oracle knows: ${principal}`);
}

function isIdentityProvider(principal: string, arn: Arn | undefined): boolean {
  return arn === undefined ? principal.includes('.') : /^(oidc|saml)-provider\//.test(arn.rest);
}

function parseSession(principal: string, account: string, rest: string, given: string | undefined): Caller {
  const [, roleName, sessionName] = rest.split('/');
  const plain = `arn:aws:iam::${account}:role/${roleName}`;
  const roleArn = given !== undefined && isRoleArn(given, account, roleName!) ? given : plain;
  return { kind: 'session', arn: principal, account, roleName: roleName!, sessionName: sessionName!, roleArn };
}

/** Role names are unique within an account whatever their path (IAM/reference_iam-quotas). */
export function isRoleArn(text: string, account: string, roleName: string): boolean {
  const arn = parseArn(text);
  return arn?.account === account && arn.rest.startsWith('role/') && lastSegment(arn.rest) === roleName;
}

export function accountOf(caller: Caller): string | undefined {
  return 'account' in caller ? caller.account : undefined;
}

/** Calls of service-linked roles escape service and resource control policies (ORG/orgs_manage_policies_scps, …_rcps). */
export function isServiceLinkedRole(caller: Caller): boolean {
  if (caller.kind === 'role') return caller.arn.includes(':role/aws-service-role/');
  return caller.kind === 'session' && caller.roleArn.includes(':role/aws-service-role/');
}

/** `aws:userid` begins with the unique id of the user or role (IAM/reference_policies_variables, principal table). */
export function identified(caller: Caller, userId: string | undefined): Caller {
  const [id] = (userId ?? '').split(':');
  if (caller.kind === 'user' && id!.startsWith('AIDA')) return { ...caller, id: id! };
  const isRole = caller.kind === 'role' || caller.kind === 'session';
  return isRole && id!.startsWith('AROA') ? { ...caller, id: id! } : caller;
}
