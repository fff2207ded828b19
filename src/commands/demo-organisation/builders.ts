/**
 * The fixed points every module of the sample organisation shares, and the words its policies are written in. Records of
 * identities are made in `records.ts`, of the inventory in `inventory.ts`.
 */
export const accounts = {
  management: '999900001111',
  live: '111122223333',
  dev: '444455556666',
  lake: '777788889999',
  security: '123456789012',
  /** Bought in spring, joined to the organization last. */
  northquay: '222244446666',
  /** An outside vendor: named by policies, collected by nobody. */
  vendor: '555566667777',
  /** Owned Northquay before; still named by its policies. */
  holdings: '666655554444',
} as const;

export const accountNames: Readonly<Record<string, string>> = {
  [accounts.management]: 'management',
  [accounts.live]: 'ledger-live',
  [accounts.dev]: 'ledger-dev',
  [accounts.lake]: 'data-lake',
  [accounts.security]: 'security',
  [accounts.northquay]: 'northquay',
};

export const organizationId = 'o-larkfield01';

/**
 * The instant the sample was "collected", this morning; every other date counts back from it, so that what was used lately
 * stays so whenever the sample is made.
 */
export const today = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;

export function daysAgo(days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().replace('.000Z', 'Z');
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

type Texts = string | readonly string[];

/** Further elements of a statement, `Condition` above all. */
export type Elements = Readonly<Record<string, unknown>>;

export const document = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

export const allow = (sid: string, action: Texts, resource: Texts, more: Elements = {}): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

export const deny = (sid: string, action: Texts, resource: Texts, more: Elements = {}): Statement => ({
  ...allow(sid, action, resource, more),
  Effect: 'Deny',
});

/** Everything but these actions: `effect` says what happens to the rest. */
export const allExcept = (
  sid: string,
  effect: 'Allow' | 'Deny',
  actions: Texts,
  resources: { readonly Resource: Texts } | { readonly NotResource: Texts },
  more: Elements = {},
): Statement => ({ Sid: sid, Effect: effect, NotAction: actions, ...resources, ...more });

/** A statement of a resource policy. */
export const grant = (
  sid: string,
  principal: unknown,
  action: Texts,
  resource: Texts,
  more: Elements = {},
): Statement => ({ Sid: sid, Effect: 'Allow', Principal: principal, Action: action, Resource: resource, ...more });

/** A denying statement of a resource policy or a resource control policy; it names everybody and spares by condition. */
export const refuse = (sid: string, action: Texts, resource: Texts, condition: Elements): Statement => ({
  Sid: sid,
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: condition,
});

/** The trust policy of a role. */
export const trust = (principal: unknown, action: Texts = 'sts:AssumeRole', condition?: Elements): PolicyDocument =>
  document({
    Sid: 'Trust',
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    ...(condition ? { Condition: condition } : {}),
  });

export const roleArn = (account: string, name: string, path = '/'): string =>
  `arn:aws:iam::${account}:role${path}${name}`;
