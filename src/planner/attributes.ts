/** Which column of a row an attribute constrains. */
export type Side = 'source' | 'granter' | 'destination' | 'action' | 'verdict';
export type ValueType = 'string' | 'number' | 'boolean';

export interface Attribute {
  /** Canonical name, lower case. */
  readonly name: string;
  readonly side: Side;
  readonly type: ValueType;
  /** Arguments in parentheses: tags take one, conditions none to two. */
  readonly keys: readonly [least: number, most: number];
  /** May hold several values at once: `!=` and NOT IN mean none of them. */
  readonly multi: boolean;
  /** Closed lists of values; open ones have none. */
  readonly values?: readonly string[];
  /** Nothing that is collected can fill it: it is null, and coverage says so. */
  readonly unfilled?: true;
  readonly description: string;
}

interface Options {
  readonly type?: ValueType;
  readonly keys?: readonly [number, number];
  readonly multi?: boolean;
  readonly values?: readonly string[];
  readonly unfilled?: true;
}

function row(name: string, side: Side, description: string, options: Options = {}): Attribute {
  return {
    name,
    side,
    description,
    type: options.type ?? 'string',
    keys: options.keys ?? [0, 0],
    multi: options.multi ?? false,
    ...(options.values ? { values: options.values } : {}),
    ...(options.unfilled ? { unfilled: true } : {}),
  };
}

const clouds = ['AWS', 'AZURE', 'GCP', 'KUBERNETES'] as const;
const number = { type: 'number' } as const;
const truth = { type: 'boolean' } as const;
const unfilled = { unfilled: true } as const;
const tag = { keys: [1, 1] } as const;

/** Every attribute of the language, with what it means. Values a provider cannot fill are null. */
export const attributes: readonly Attribute[] = [
  row('source.cloud.account', 'source', 'account that owns the source, by name or id', { multi: true }),
  row('source.cloud.account.isvendor', 'source', 'the account is one of a known vendor', { ...truth, ...unfilled }),
  row('source.cloud.accountgroup', 'source', 'account group the source account is in', { multi: true, ...unfilled }),
  row('source.cloud.type', 'source', 'cloud of the source', { values: clouds }),
  row('source.cloud.region', 'source', 'region of the source, by code or display name', { multi: true }),
  row('source.cloud.service.name', 'source', 'service of the source'),
  row('source.cloud.resource.id', 'source', 'id of the source'),
  row('source.cloud.resource.name', 'source', 'name of the source'),
  row('source.cloud.resource.type', 'source', 'type of the source: user, role, instance, function …'),
  row('source.cloud.resource.tag', 'source', 'tag on the source', tag),
  row('source.cloud.resource.uai', 'source', 'asset id of another product', unfilled),
  row('source.cloud.accesskey.lastused.days', 'source', 'days since an access key of the user was last used', number),
  row('source.cloud.accesskey.activekeys', 'source', 'active access keys of the user', number),
  row(
    'source.cloud.accesskey.age.days',
    'source',
    'days since the oldest active access key of the user was made',
    number,
  ),
  row('source.console.enabled', 'source', 'the user has a console password', truth),
  row('source.console.lastused.days', 'source', 'days since the user last signed in with the password', number),
  row('source.external', 'source', 'a policy names the source, and no collected account contains it', truth),
  row('source.mfaenabled', 'source', 'the user has a second factor', truth),
  row('source.public', 'source', 'the source is everyone', truth),
  row('source.email', 'source', 'e-mail of the person', { multi: true }),
  row('source.idp.service', 'source', 'identity provider of the person'),
  row('source.idp.email', 'source', 'e-mail at the identity provider'),
  row('source.idp.username', 'source', 'user name at the identity provider'),
  row('source.idp.group', 'source', 'groups at the identity provider', { multi: true }),
  row('source.idp.domain', 'source', 'host of the identity provider'),
  row('source.in.group', 'source', 'the source is a member of the group, by name or id', {
    type: 'boolean',
    keys: [1, 1],
  }),
  row('grantedby.cloud.type', 'granter', 'cloud of the granting entity', { values: clouds }),
  row('grantedby.cloud.entity.id', 'granter', 'group, role, user or resource that carries the policy'),
  row('grantedby.cloud.entity.name', 'granter', 'its name'),
  row('grantedby.cloud.entity.type', 'granter', 'user (direct), group, role, resource'),
  row('grantedby.cloud.entity.tag', 'granter', 'tag on it', tag),
  row('grantedby.cloud.entity.lastlogin.days', 'granter', 'days since the entity was last used', number),
  row('grantedby.cloud.policy.id', 'granter', 'policy ARN, or entity and name of an inline policy'),
  row('grantedby.cloud.policy.name', 'granter', 'name of the policy'),
  row(
    'grantedby.cloud.policy.type',
    'granter',
    'AWS Managed Policy, Customer Managed Policy, Inline Policy, Resource-based Policy',
  ),
  row('grantedby.cloud.policy.tag', 'granter', 'tag on the policy', tag),
  row(
    'grantedby.cloud.policy.condition',
    'granter',
    'values of a condition of the statement: by key, or key and operator',
    { keys: [0, 2], multi: true },
  ),
  row('grantedby.cloud.policy.isexcessive', 'granter', '`*` in Action or Resource of the policy', truth),
  row('grantedby.cloud.policy.isadministrator', 'granter', 'the policy allows every action on every resource', truth),
  row('grantedby.level.id', 'granter', 'hierarchy node of the binding'),
  row('grantedby.level.name', 'granter', 'its name'),
  row('grantedby.level.type', 'granter', 'its type'),
  row('dest.cloud.account', 'destination', 'account that owns the destination, by name or id; `*` when tied to none', {
    multi: true,
  }),
  row('dest.cloud.accountgroup', 'destination', 'account group of the destination', { multi: true, ...unfilled }),
  row('dest.cloud.type', 'destination', 'cloud of the destination', { values: clouds }),
  row('dest.cloud.region', 'destination', 'region of the destination, by code or display name', { multi: true }),
  row('dest.cloud.service.name', 'destination', 'service of the destination'),
  row('dest.cloud.resource.id', 'destination', 'id of the destination'),
  row('dest.cloud.resource.name', 'destination', 'name of the destination'),
  row('dest.cloud.resource.type', 'destination', 'type of the destination: bucket, key, queue …'),
  row('dest.cloud.resource.tag', 'destination', 'tag on the destination', tag),
  row('dest.cloud.wildcardscope', 'destination', 'the granted text is or contains `*`', truth),
  row('action.name', 'action', 'action as the platform spells it'),
  row('action.access.level', 'action', 'Data Read, Data Write, Metadata Read, Metadata Write', {
    multi: true,
    values: ['Data Read', 'Data Write', 'Metadata Read', 'Metadata Write'],
  }),
  row('action.access.isadministrative', 'action', 'the action can change who may do what', truth),
  row('action.lastaccess.days', 'action', 'days since the source last used it', number),
  row('verdict', 'verdict', 'allow, conditional, unknown', { values: ['allow', 'conditional', 'deny', 'unknown'] }),
  row('path.hops', 'verdict', 'hops between the source and the grant, memberships not counted', number),
  row('path.kind', 'verdict', 'kinds of the hops', {
    multi: true,
    values: ['runs-as', 'sso', 'federate', 'assume', 'impersonate', 'own', 'pass', 'execute'],
  }),
];

/** Slips of vendor pages and older spellings. */
const aliases: Readonly<Record<string, string>> = {
  'dest.cloud.resource.access.isadministrative': 'action.access.isadministrative',
  'grantedby.cloud.condition': 'grantedby.cloud.policy.condition',
  'grantedby.cloud.entity.lastlogin': 'grantedby.cloud.entity.lastlogin.days',
};

const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));

/** Without case, vendor slips included. */
export function findAttribute(name: string): Attribute | undefined {
  const lower = name.toLowerCase();
  return byName.get(aliases[lower] ?? lower);
}

export const attributeNames: readonly string[] = attributes.map((attribute) => attribute.name);
