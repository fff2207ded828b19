import { describe, expect, it } from 'vitest';
import type { Hop } from '../../../src/evaluators/verdict.js';
import { attributes } from '../../../src/planner/index.js';
import { kept, node, now, type RowParts, row } from './memory.js';

const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
const user = (props: Record<string, string | number | boolean | object>) =>
  node({ id: 'arn:aws:iam::111122223333:user/ana', kind: 'user', props: props as never });
const idp = (one: object) => ({
  service: 'AWS Identity Center',
  email: null,
  username: null,
  groups: [],
  domain: null,
  ...one,
});
const condition = (key: string, operator: string, ...values: string[]) => ({ key, operator, values });
const hops = (...kinds: Hop['hop'][]): Hop[] => kinds.map((hop) => ({ hop, from: 'a', to: 'b' }));

interface Sample {
  /** As a query writes it, its keys included. */
  readonly attribute: string;
  /** Rows that hold `value`, something else, and (where there can be) nothing. */
  readonly value: string | number | boolean;
  readonly rows: readonly [RowParts, RowParts, RowParts?];
}

const text = (attribute: string, value: string, ...rows: Sample['rows']): Sample => ({ attribute, value, rows });
const accounts = [node({ id: '444455556666', kind: 'account', name: 'Ledger-Live' })];

const samples: readonly Sample[] = [
  text(
    'source.cloud.account',
    'ledger-live',
    { source: { account: '444455556666' } },
    { source: { account: '111122223333' } },
    { source: { account: null } },
  ),
  text(
    'source.cloud.region',
    'AWS London',
    { source: { region: 'eu-west-2' } },
    { source: { region: 'us-east-1' } },
    { source: { region: null } },
  ),
  text('source.cloud.service.name', 'EC2', { source: { service: 'ec2' } }, { source: { service: 'ecs' } }),
  text(
    'source.cloud.resource.id',
    'ARN:aws:iam::1:user/x',
    { source: { id: 'arn:aws:iam::1:user/x' } },
    { source: { id: 'arn:aws:iam::1:user/y' } },
  ),
  text('source.cloud.resource.name', 'Deploy', { source: { name: 'deploy' } }, { source: { name: 'build' } }),
  text('source.cloud.resource.type', 'Instance', { source: { type: 'instance' } }, { source: { type: 'user' } }),
  text(
    "source.cloud.resource.tag ('Team')",
    'Blue',
    { source: { tags: { team: 'blue' } } },
    { source: { tags: { team: 'red' } } },
    { source: { tags: {} } },
  ),
  text(
    'source.email',
    'Ana@x.example',
    { source: { idp: idp({ email: 'ana@x.example' }) } },
    { source: { idp: idp({ email: 'bo@x.example' }) } },
    {},
  ),
  text(
    'source.idp.service',
    'aws identity center',
    { source: { idp: idp({}) } },
    { source: { idp: idp({ service: 'Okta' }) } },
    {},
  ),
  text(
    'source.idp.email',
    'ana@x.example',
    { source: { idp: idp({ email: 'ana@x.example' }) } },
    { source: { idp: idp({ email: 'bo@x.example' }) } },
    {},
  ),
  text(
    'source.idp.username',
    'ana',
    { source: { idp: idp({ username: 'Ana' }) } },
    { source: { idp: idp({ username: 'bo' }) } },
    {},
  ),
  text(
    'source.idp.group',
    'ops',
    { source: { idp: idp({ groups: ['finance', 'Ops'] }) } },
    { source: { idp: idp({ groups: ['finance'] }) } },
    {},
  ),
  text(
    'source.idp.domain',
    'x.okta.com',
    { source: { idp: idp({ domain: 'X.okta.com' }) } },
    { source: { idp: idp({ domain: 'y.okta.com' }) } },
    {},
  ),
  text(
    'grantedby.cloud.entity.id',
    'arn:aws:iam::1:role/r',
    { granter: { entityId: 'arn:aws:iam::1:role/r' } },
    { granter: { entityId: 'arn:aws:iam::1:role/q' } },
  ),
  text(
    'grantedby.cloud.entity.name',
    'readers',
    { granter: { entityName: 'Readers' } },
    { granter: { entityName: 'writers' } },
  ),
  text(
    'grantedby.cloud.entity.type',
    'Group',
    { granter: { entityType: 'group' } },
    { granter: { entityType: 'role' } },
  ),
  text(
    "grantedby.cloud.entity.tag ('owner')",
    'payments',
    { granter: { entityTags: { Owner: 'Payments' } } },
    { granter: { entityTags: { owner: 'x' } } },
    {},
  ),
  text(
    'grantedby.cloud.policy.id',
    'arn:aws:iam::aws:policy/P',
    { granter: { policyId: 'arn:aws:iam::aws:policy/P' } },
    { granter: { policyId: 'arn:aws:iam::aws:policy/Q' } },
  ),
  text(
    'grantedby.cloud.policy.name',
    'poweruseraccess',
    { granter: { policyName: 'PowerUserAccess' } },
    { granter: { policyName: 'other' } },
  ),
  text(
    'grantedby.cloud.policy.type',
    'Inline Policy',
    { granter: { policyType: 'Inline Policy' } },
    { granter: { policyType: 'AWS Managed Policy' } },
  ),
  text(
    "grantedby.cloud.policy.tag ('reviewed')",
    'yes',
    { granter: { policyTags: { reviewed: 'Yes' } } },
    { granter: { policyTags: { reviewed: 'no' } } },
    {},
  ),
  text(
    'dest.cloud.account',
    '444455556666',
    { destination: { account: '444455556666' } },
    { destination: { account: '111122223333' } },
    { destination: { account: null } },
  ),
  text('dest.cloud.service.name', 'S3', { destination: { service: 's3' } }, { destination: { service: 'kms' } }),
  text('dest.cloud.resource.type', 'Bucket', { destination: { type: 'bucket' } }, { destination: { type: 'key' } }),
  text(
    "dest.cloud.resource.tag ('env')",
    'prod',
    { destination: { tags: { Env: 'PROD' } } },
    { destination: { tags: { env: 'dev' } } },
    { destination: { tags: null } },
  ),
  text('action.name', 'S3:getobject', { action: 's3:GetObject' }, { action: 's3:PutObject' }),
  {
    attribute: 'source.cloud.accesskey.lastused.days',
    value: 45,
    rows: [
      { source: { node: user({ accessKeyLastUsed: ago(45) }) } },
      { source: { node: user({ accessKeyLastUsed: ago(90) }) } },
      {},
    ],
  },
  {
    attribute: 'source.cloud.accesskey.activekeys',
    value: 1,
    rows: [
      { source: { node: user({ accessKeysActive: 1 }) } },
      { source: { node: user({ accessKeysActive: 2 }) } },
      {},
    ],
  },
  {
    attribute: 'source.cloud.accesskey.age.days',
    value: 45,
    rows: [
      { source: { node: user({ accessKeyRotated: ago(45) }) } },
      { source: { node: user({ accessKeyRotated: ago(90) }) } },
      {},
    ],
  },
  {
    attribute: 'source.console.lastused.days',
    value: 45,
    rows: [
      { source: { node: user({ passwordLastUsed: ago(45) }) } },
      { source: { node: user({ passwordLastUsed: ago(90) }) } },
      {},
    ],
  },
  {
    attribute: 'grantedby.cloud.entity.lastlogin.days',
    value: 45,
    rows: [{ granter: { entityLastUsed: ago(45) } }, { granter: { entityLastUsed: ago(90) } }, {}],
  },
  {
    attribute: 'action.lastaccess.days',
    value: 45,
    rows: [
      { source: { node: user({ lastAccessed: { s3: ago(45) } }) } },
      { source: { node: user({ lastAccessed: { s3: ago(90) } }) } },
      {},
    ],
  },
  {
    attribute: 'path.hops',
    value: 1,
    rows: [{ row: { path: hops('member', 'sso') } }, { row: { path: hops('runs-as', 'assume') } }],
  },
  {
    attribute: 'source.mfaenabled',
    value: true,
    rows: [{ source: { node: user({ mfaEnabled: true }) } }, { source: { node: user({ mfaEnabled: false }) } }, {}],
  },
  {
    attribute: 'source.console.enabled',
    value: true,
    rows: [
      { source: { node: user({ passwordEnabled: true }) } },
      { source: { node: user({ passwordEnabled: false }) } },
      {},
    ],
  },
  { attribute: 'source.public', value: true, rows: [{ source: { public: true } }, { source: { public: false } }] },
  {
    attribute: 'source.external',
    value: true,
    rows: [{ source: { external: true } }, { source: { external: false } }],
  },
  {
    attribute: "source.in.group ('ops')",
    value: true,
    rows: [{ source: { groups: [{ id: 'g', name: 'Ops' }] } }, { source: { groups: [] } }],
  },
  {
    attribute: 'grantedby.cloud.policy.isexcessive',
    value: true,
    rows: [{ granter: { excessive: true } }, { granter: { excessive: false } }],
  },
  {
    attribute: 'grantedby.cloud.policy.isadministrator',
    value: true,
    rows: [{ granter: { administrator: true } }, { granter: { administrator: false } }],
  },
  {
    attribute: 'dest.cloud.wildcardscope',
    value: true,
    rows: [{ destination: { wildcard: true } }, { destination: { wildcard: false } }],
  },
  {
    attribute: 'action.access.isadministrative',
    value: true,
    rows: [{ action: 'iam:AttachUserPolicy' }, { action: 's3:GetObject' }],
  },
  text('action.access.level', 'data read', { action: 's3:GetObject' }, { action: 's3:PutObject' }),
  text('verdict', 'Conditional', { row: { verdict: 'conditional' } }, { row: { verdict: 'allow' } }),
  text(
    'path.kind',
    'sso',
    { row: { path: hops('member', 'sso') } },
    { row: { path: hops('runs-as') } },
    { row: { path: [] } },
  ),
];

const literal = (value: Sample['value']) => (typeof value === 'string' ? `'${value}'` : String(value));
/** A look-up of destinations would hide what the comparison says of a row. */
const anywhere = 'OR path.hops = 9';

describe.each(samples)('$attribute', ({ attribute, value, rows }) => {
  const made = rows.filter((one) => one !== undefined).map((one) => row(one));
  const all = made.map((_, at) => at);
  const others = all.slice(1);
  const written = literal(value);
  const keeps = (test: string) => kept(`${attribute} ${test} ${anywhere}`, made, { nodes: accounts });

  it('= and IN keep the row that holds it, null equals nothing', async () => {
    expect(await keeps(`= ${written}`)).toEqual([0]);
    if (typeof value === 'string') expect(await keeps(`IN (${written}, ${written})`)).toEqual([0]);
  });

  it('!= and NOT IN keep every other row, null too', async () => {
    expect(await keeps(`!= ${written}`)).toEqual(others);
    if (typeof value === 'string') expect(await keeps(`NOT IN (${written}, ${written})`)).toEqual(others);
  });

  it('NOT turns the test round', async () => {
    expect(await kept(`NOT (${attribute} = ${written}) ${anywhere}`, made, { nodes: accounts })).toEqual(others);
    expect(await kept(`NOT (${attribute} != ${written}) ${anywhere}`, made, { nodes: accounts })).toEqual([0]);
  });
});

describe('numbers', () => {
  it.each(samples.filter(({ value }) => typeof value === 'number'))(
    '$attribute has an order, null has none',
    async ({ attribute, value, rows }) => {
      const made = rows.filter((one) => one !== undefined).map((one) => row(one));
      expect(await kept(`${attribute} <= ${value}`, made)).toEqual([0]);
      expect(await kept(`${attribute} < ${Number(value) + 1}`, made)).toEqual([0]);
      expect(await kept(`${attribute} > ${value}`, made)).toEqual([1]);
      expect(await kept(`${attribute} >= ${value}`, made)).toEqual([0, 1]);
      expect(await kept(`NOT ${attribute} >= 0`, made)).toEqual(made.map((_, at) => at).slice(2));
    },
  );
});

describe('affixes', () => {
  const open = samples.filter(
    ({ attribute, value }) =>
      typeof value === 'string' && !/account|region|level|^verdict|path\.kind|type$/.test(attribute),
  );

  it.each(open)('$attribute takes them, without case', async ({ attribute, value, rows }) => {
    const made = rows.filter((one) => one !== undefined).map((one) => row(one));
    const whole = String(value).toUpperCase();
    const others = made.map((_, at) => at).slice(1);
    expect(await kept(`${attribute} STARTS WITH '${whole}'`, made)).toEqual([0]);
    expect(await kept(`${attribute} ENDS WITH '${whole}'`, made)).toEqual([0]);
    expect(await kept(`${attribute} DOES NOT START WITH '${whole}'`, made)).toEqual(others);
    expect(await kept(`${attribute} DOES NOT END WITH '${whole}'`, made)).toEqual(others);
  });
});

describe('what must be there', () => {
  it.each(samples.filter(({ attribute }) => /tag \(/.test(attribute)))(
    '$attribute exists or not',
    async ({ attribute, rows }) => {
      const made = rows.filter((one) => one !== undefined).map((one) => row(one));
      expect(await kept(`${attribute} exists`, made)).toEqual([0, 1]);
      expect(await kept(`${attribute} does not exist`, made)).toEqual([2]);
    },
  );

  const name = 'grantedby.cloud.policy.condition';
  const rows = [
    row({ granter: { conditions: [condition('aws:SourceIp', 'IpAddress', '10.0.0.0/8')] } }),
    row({ granter: { conditions: [condition('aws:SourceIp', 'NotIpAddress', '10.0.0.0/8', '172.16.0.0/12')] } }),
    row({ granter: { conditions: [condition('aws:PrincipalOrgID', 'StringEquals', 'o-1')] } }),
    row(),
  ];

  it('conditions: any, by key, by key and operator', async () => {
    expect(await kept(`${name} exists`, rows)).toEqual([0, 1, 2]);
    expect(await kept(`${name} does not exist`, rows)).toEqual([3]);
    expect(await kept(`${name} ('AWS:sourceip') exists`, rows)).toEqual([0, 1]);
    expect(await kept(`${name} ('aws:SourceIp', 'ipaddress') exists`, rows)).toEqual([0]);
    expect(await kept(`${name} ('aws:SourceIp') does not exist`, rows)).toEqual([2, 3]);
  });

  it('conditions by value: a negation needs the condition, but NOT IN with one key does not', async () => {
    const other = "'192.0.2.0/24'";
    expect(await kept(`${name} ('aws:SourceIp') = '172.16.0.0/12'`, rows)).toEqual([1]);
    expect(await kept(`${name} ('aws:SourceIp') != ${other}`, rows)).toEqual([0, 1]);
    expect(await kept(`${name} ('aws:SourceIp') NOT IN (${other})`, rows)).toEqual([0, 1, 2, 3]);
    expect(await kept(`${name} ('aws:SourceIp', 'IpAddress') NOT IN (${other})`, rows)).toEqual([0]);
    expect(await kept(`${name} ('aws:SourceIp', 'IpAddress') IN (${other}, '10.0.0.0/8')`, rows)).toEqual([0]);
    expect(await kept(`NOT ${name} ('aws:SourceIp') != ${other}`, rows)).toEqual([2, 3]);
  });
});

describe('values that nothing fills', () => {
  const empty = [
    ...attributes.filter((one) => one.unfilled).map(({ name, type }) => [name, type === 'boolean' ? 'true' : "'x'"]),
    ...['id', 'name', 'type'].map((part) => [`grantedby.level.${part}`, "'x'"]),
  ] as [string, string][];

  it.each(empty)('%s equals nothing and differs from everything', async (name, value) => {
    expect(await kept(`${name} = ${value}`, [row()])).toEqual([]);
    expect(await kept(`${name} != ${value}`, [row()])).toEqual([0]);
    expect(await kept(`NOT ${name} = ${value}`, [row()])).toEqual([0]);
  });
});

it('every attribute is tried here or beside this file', () => {
  const tried = new Set(samples.map(({ attribute }) => attribute.split(' ')[0]));
  const beside = [
    ...attributes.filter((one) => one.unfilled).map(({ name }) => name),
    ...['id', 'name', 'type'].map((part) => `grantedby.level.${part}`),
    // predicates.test.ts and reach.test.ts
    ...[
      'source.cloud.type',
      'grantedby.cloud.type',
      'dest.cloud.type',
      'dest.cloud.region',
      'grantedby.cloud.policy.condition',
    ],
    ...['dest.cloud.resource.id', 'dest.cloud.resource.name'],
  ];
  expect(attributes.map(({ name }) => name).filter((name) => !tried.has(name) && !beside.includes(name))).toEqual([]);
});
