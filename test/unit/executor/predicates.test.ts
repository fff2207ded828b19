import { describe, expect, it } from 'vitest';
import type { Hop } from '../../../src/evaluators/verdict.js';
import { kept, node, now, row, run } from './memory.js';

const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
const person = (props: Record<string, string | number | boolean>) =>
  node({ id: 'arn:aws:iam::111122223333:user/ana', kind: 'user', props });
const hop = (kind: Hop['hop']): Hop => ({ hop: kind, from: 'a', to: 'b' });

describe('accounts and regions', () => {
  const nodes = [node({ id: '444455556666', kind: 'account', name: 'ledger-live' })];
  const rows = [
    row({ destination: { account: '444455556666' } }),
    row({ destination: { account: '*' } }),
    row({ destination: { account: '777788889999' } }),
    row({ destination: { account: null } }),
  ];

  it('an account answers to id and name', async () => {
    expect(await kept("dest.cloud.account IN ('444455556666') OR path.hops = 9", rows, { nodes })).toEqual([0]);
    expect(await kept("dest.cloud.account = 'LEDGER-live' OR path.hops = 9", rows, { nodes })).toEqual([0]);
    expect(await kept("dest.cloud.account != 'ledger-live'", rows, { nodes })).toEqual([1, 2, 3]);
  });

  it('LIKE takes grants on every account too, `=` does not', async () => {
    expect(await kept("dest.cloud.account LIKE 'ledger-live'", rows, { nodes })).toEqual([0, 1]);
    expect(await kept("dest.cloud.account = '*'", rows, { nodes })).toEqual([1]);
  });

  it('crossing an account border', async () => {
    const pairs = [
      row({ source: { account: '111122223333' }, destination: { account: '111122223333' } }),
      row({ source: { account: '111122223333' }, destination: { account: '444455556666' } }),
      row({ source: { account: null }, destination: { account: '444455556666' } }),
    ];
    expect(await kept('source.cloud.account != dest.cloud.account', pairs, { nodes })).toEqual([1, 2]);
    expect(await kept('dest.cloud.account = source.cloud.account', pairs, { nodes })).toEqual([0]);
  });

  it('two accounts of one name are two accounts', async () => {
    const twins = ['111122223333', '444455556666'].map((id) => node({ id, kind: 'account', name: 'prod' }));
    const across = row({ destination: { account: '444455556666' } });
    expect(await kept('source.cloud.account != dest.cloud.account', [across], { nodes: twins })).toEqual([0]);
    expect(await kept('source.cloud.account = dest.cloud.account', [across], { nodes: twins })).toEqual([]);
  });

  it('a region answers to code and display name; grants tied to none touch every region', async () => {
    const places = ['eu-west-2', 'us-east-1', '*', null].map((region) => row({ destination: { region } }));
    expect(await kept("dest.cloud.region = 'AWS London' OR path.hops = 9", places)).toEqual([0, 2]);
    expect(await kept("dest.cloud.region = 'EU-WEST-2' OR path.hops = 9", places)).toEqual([0, 2]);
    const sources = ['eu-west-2', 'us-east-1', null].map((region) => row({ source: { region } }));
    expect(await kept("source.cloud.region = 'aws london'", sources)).toEqual([0]);
    expect(await kept("source.cloud.region = 'us-east-1'", sources)).toEqual([1]);
  });
});

describe('days count back from the asking instant', () => {
  it('access keys', async () => {
    const rows = [ago(0), ago(45.9), ago(46), null].map((accessKeyLastUsed) =>
      row({ source: { node: person({ ...(accessKeyLastUsed ? { accessKeyLastUsed } : {}), accessKeysActive: 2 }) } }),
    );
    expect(await kept('source.cloud.accesskey.lastused.days > 45', rows)).toEqual([2]);
    expect(await kept('source.cloud.accesskey.lastused.days = 45', rows)).toEqual([1]);
    expect(await kept('source.cloud.accesskey.lastused.days <= 7', rows)).toEqual([0]);
    expect(await kept('source.cloud.accesskey.activekeys = 2', rows)).toEqual([0, 1, 2, 3]);
  });

  it('keys and passwords, the age of the one and the use of the other', async () => {
    const nodes = [
      { accessKeyRotated: ago(91), passwordEnabled: true, passwordLastUsed: ago(50) },
      { accessKeyRotated: ago(90), passwordEnabled: false, passwordLastUsed: null },
      {},
    ];
    const rows = nodes.map((props) => row({ source: { node: person(props) } }));
    expect(await kept('source.cloud.accesskey.age.days > 90', rows)).toEqual([0]);
    expect(await kept('source.console.enabled = true', rows)).toEqual([0]);
    expect(await kept('source.console.enabled = false', rows)).toEqual([1]);
    expect(await kept('source.console.lastused.days > 45', rows)).toEqual([0]);
    // Never and long ago are one question.
    expect(await kept('NOT source.console.lastused.days <= 45', rows)).toEqual([0, 1, 2]);
  });

  it('the granting entity', async () => {
    const rows = [ago(59), ago(60), null].map((entityLastUsed) => row({ granter: { entityLastUsed } }));
    expect(await kept('grantedby.cloud.entity.lastlogin.days >= 60', rows)).toEqual([1]);
    expect(await kept('grantedby.cloud.entity.lastlogin.days < 60', rows)).toEqual([0]);
  });

  it('an action: by itself, by its service, never, unknown', async () => {
    const used = [{ 's3:GetObject': ago(10), s3: ago(1) }, { s3: ago(20) }, { kms: ago(1) }].map((lastAccessed) =>
      row({ source: { node: { ...person({}), props: { lastAccessed } } } }),
    );
    const rows = [...used, row()];
    expect(await kept('action.lastaccess.days = 10', rows)).toEqual([0]);
    expect(await kept('action.lastaccess.days <= 20', rows)).toEqual([0, 1]);
    expect(await kept('action.lastaccess.days > 400', rows)).toEqual([2]);
    expect(await kept('NOT action.lastaccess.days >= 0', rows)).toEqual([3]);
  });
});

describe('last use', () => {
  it('is that of the role that acts at the end of the path', async () => {
    const role = node({
      id: 'arn:aws:iam::111122223333:role/r',
      kind: 'role',
      props: { lastAccessed: { s3: ago(1) } },
    });
    const path: Hop[] = [{ hop: 'runs-as', from: 'i-1', to: role.id }];
    const one = row({ source: { id: 'i-1', type: 'instance' }, row: { path } });
    expect(await kept('action.lastaccess.days <= 5', [one], { nodes: [role] })).toEqual([0]);
    expect(await kept('NOT action.lastaccess.days >= 0', [one])).toEqual([0]);
  });

  it('through a group is that of the member', async () => {
    const path: Hop[] = [{ hop: 'member', from: 'ana', to: 'g' }];
    const used = { ...person({}), props: { lastAccessed: { s3: ago(1) } } };
    expect(await kept('action.lastaccess.days = 1', [row({ source: { node: used }, row: { path } })])).toEqual([0]);
  });

  it('of an action known to be unused is not that of its service', async () => {
    const used = { ...person({}), props: { lastAccessed: { s3: ago(1), 's3:GetObject': null } } };
    const rows = [row({ source: { node: used } }), row({ source: { node: used }, action: 's3:PutObject' })];
    expect(await kept('action.lastaccess.days > 90', rows)).toEqual([0]);
    expect(await kept('action.lastaccess.days <= 90', rows)).toEqual([1]);
  });
});

describe('CONTAINS ALL', () => {
  const get = "action.name CONTAINS ALL ('s3:GetObject')";
  const put = "action.name CONTAINS ALL ('s3:PutObject')";

  it('several lists are held together', async () => {
    const rows = [row(), row({ action: 's3:PutObject' }), row({ action: 's3:ListBucket' })];
    expect(await kept(`${get} AND ${put}`, rows)).toEqual([0, 1]);
    expect(await kept(`${get} AND ${put}`, [row()])).toEqual([]);
  });

  it('asks for the actions of all lists', async () => {
    const { access } = await run(`config from iam where ${get} AND ${put}`, []);
    expect(access.seeds[0]).toMatchObject({ actions: ['s3:GetObject', 's3:PutObject'] });
  });
});

describe('people', () => {
  it('second factors: yes, no, unknown', async () => {
    const rows = [true, false].map((mfaEnabled) => row({ source: { node: person({ mfaEnabled }) } }));
    expect(await kept('source.mfaenabled = True', [...rows, row()])).toEqual([0]);
    expect(await kept('source.mfaenabled = False', [...rows, row()])).toEqual([1]);
  });

  const groups = [
    { id: 'd-1/group/9', name: 'Uk-Operations' },
    { id: 'd-1/group/8', name: 'finance' },
  ];
  const idp = {
    service: 'AWS Identity Center',
    email: 'ana@x.example',
    username: 'ana',
    groups: ['Uk-Operations', 'finance'],
    domain: null,
  };
  const rows = [
    row({ source: { groups, idp } }),
    row({ source: { groups: groups.slice(1), idp: { ...idp, groups: ['finance'] } } }),
    row(),
  ];

  it('membership by name or id', async () => {
    expect(await kept("source.in.group('uk-operations') = true", rows)).toEqual([0]);
    expect(await kept("source.in.group('D-1/group/9') = true", rows)).toEqual([0]);
    expect(await kept("source.in.group('uk-operations') = false", rows)).toEqual([1, 2]);
    expect(await kept("source.in.group('uk-operations') != true", rows)).toEqual([1, 2]);
  });

  it('not in a group means in none of that name, not in some other', async () => {
    expect(await kept("source.idp.group = 'uk-operations'", rows)).toEqual([0]);
    expect(await kept("source.idp.group != 'uk-operations'", rows)).toEqual([1, 2]);
    expect(await kept("source.idp.group NOT IN ('uk-operations', 'finance')", rows)).toEqual([2]);
    expect(await kept("NOT source.idp.group = 'uk-operations'", rows)).toEqual([1, 2]);
  });

  it('everyone', async () => {
    const everyone = row({ source: { id: 'public', name: '*', type: 'public', public: true, account: null } });
    expect(await kept('source.public = true', [everyone, row()])).toEqual([0]);
    expect(await kept('source.public = false', [everyone, row()])).toEqual([1]);
    expect(await kept("source.cloud.resource.name = '*' OR path.hops = 9", [everyone, row()])).toEqual([0]);
  });
});

describe('tags', () => {
  const rows = [
    row({
      source: { tags: { Team: 'Payments' } },
      granter: { entityTags: { Team: 'Payments' }, policyTags: { Team: 'Payments' } },
    }),
    row({ source: { tags: { team: '' } }, granter: { entityTags: { team: '' }, policyTags: { team: '' } } }),
    row(),
  ];

  it.each(['source.cloud.resource.tag', 'grantedby.cloud.entity.tag', 'grantedby.cloud.policy.tag'])(
    '%s: neither key nor value minds its case, and an empty value is a value',
    async (name) => {
      expect(await kept(`${name} ('TEAM') = 'payments'`, rows)).toEqual([0]);
      expect(await kept(`${name} ('team') exists`, rows)).toEqual([0, 1]);
      expect(await kept(`${name} ('team') does not exist`, rows)).toEqual([2]);
      expect(await kept(`${name} ('team') != 'payments'`, rows)).toEqual([1, 2]);
      expect(await kept(`${name} ('te') exists`, rows)).toEqual([]);
    },
  );
});

describe('conditions of the statement', () => {
  const condition = (operator: string, key: string, ...values: string[]) => ({ operator, key, values });
  const rows = [
    row({ granter: { conditions: [condition('IpAddress', 'aws:SourceIp', '198.51.100.0/24', '203.0.113.0/25')] } }),
    row({
      granter: {
        conditions: [
          condition('StringEquals', 'aws:PrincipalOrgID', 'o-ours'),
          condition('Bool', 'aws:SecureTransport', 'true'),
        ],
      },
    }),
    row({ granter: { conditions: [condition('NotIpAddress', 'AWS:sourceIP', '10.0.0.0/8')] } }),
    row(),
  ];
  const name = 'grantedby.cloud.policy.condition';

  it('by key, by key and operator, or at all', async () => {
    expect(await kept(`${name} ('aws:sourceip') exists`, rows)).toEqual([0, 2]);
    expect(await kept(`${name} ('aws:SourceIp', 'ipaddress') exists`, rows)).toEqual([0]);
    expect(await kept(`${name} exists`, rows)).toEqual([0, 1, 2]);
    expect(await kept(`${name} does not exist`, rows)).toEqual([3]);
    expect(await kept(`${name} ('aws:PrincipalOrgID') does not exist`, rows)).toEqual([0, 2, 3]);
  });

  it('by value', async () => {
    expect(await kept(`${name} ('aws:SourceIp') = '203.0.113.0/25'`, rows)).toEqual([0]);
    expect(await kept(`${name} ('aws:PrincipalOrgID') IN ('o-theirs', 'O-OURS')`, rows)).toEqual([1]);
  });

  it('a negated value asks for the condition to be there', async () => {
    expect(await kept(`${name} ('aws:PrincipalOrgID') != 'o-theirs'`, rows)).toEqual([1]);
    expect(await kept(`${name} ('aws:PrincipalOrgID') != 'o-ours'`, rows)).toEqual([]);
    expect(await kept(`${name} ('aws:SourceIp', 'IpAddress') NOT IN ('10.0.0.0/8')`, rows)).toEqual([0]);
    expect(await kept(`${name} ('aws:SourceIp', 'IpAddress') NOT IN ('203.0.113.0/25')`, rows)).toEqual([]);
  });

  it('with one key NOT IN is true of an absent condition', async () => {
    expect(await kept(`${name} ('aws:SourceIp') NOT IN ('10.0.0.0/8')`, rows)).toEqual([0, 1, 3]);
  });
});

describe('actions', () => {
  const rows = ['s3:GetObject', 's3:PutObject', 'iam:PutUserPolicy', 's3:ListBucket'].map((action) => row({ action }));

  it('by name in any case, by level, by what they can change', async () => {
    expect(await kept("action.name = 'S3:getobject'", rows)).toEqual([0]);
    expect(await kept("action.name STARTS WITH 's3:' AND action.name DOES NOT END WITH 'object'", rows)).toEqual([3]);
    expect(await kept("action.access.level = 'data read'", rows)).toEqual([0]);
    expect(await kept("action.access.level = 'Data Write'", rows)).toEqual([1]);
    expect(await kept('action.access.isAdministrative = true', rows)).toEqual([2]);
    expect(await kept('dest.cloud.resource.access.isAdministrative = true', rows)).toEqual([2]);
  });
});

describe('CONTAINS ALL', () => {
  const both = "action.name CONTAINS ALL ('s3:GetObject', 's3:PutObject')";

  it('one source, one granting entity, every action', async () => {
    const rows = [
      row({ action: 's3:GetObject' }),
      row({ action: 's3:PutObject' }),
      row({ action: 's3:ListBucket' }),
      row({ source: { id: 'other' }, action: 's3:GetObject' }),
      row({ source: { id: 'other' }, granter: { entityId: 'group' }, action: 's3:PutObject' }),
    ];
    expect(await kept(both, rows)).toEqual([0, 1]);
  });

  it('on destinations that satisfy the rest', async () => {
    const rows = [
      row({ action: 's3:GetObject' }),
      row({ action: 's3:PutObject', destination: { wildcard: false, pattern: 'arn:aws:s3:::b/*', name: 'b/*' } }),
    ];
    expect(await kept(both, rows)).toEqual([0, 1]);
    expect(await kept(`${both} AND dest.cloud.wildcardscope = true`, rows)).toEqual([]);
  });
});

describe('granted text', () => {
  const granted = ['*', 'arn:aws:s3:::logs-*', 'arn:aws:s3:::logs'].map((pattern) =>
    row({ destination: { pattern, name: pattern.replace('arn:aws:s3:::', ''), wildcard: pattern.includes('*') } }),
  );

  it('`*` is a name like any other; affixes test the text', async () => {
    expect(await kept("dest.cloud.resource.name = '*'", granted)).toEqual([0]);
    expect(await kept("dest.cloud.resource.name ENDS WITH '*'", granted)).toEqual([0, 1]);
    expect(await kept("dest.cloud.resource.name ENDS WITH '*' AND dest.cloud.resource.name != '*'", granted)).toEqual([
      1,
    ]);
    expect(await kept("dest.cloud.resource.name STARTS WITH 'LOGS'", granted)).toEqual([1, 2]);
    expect(await kept('dest.cloud.wildcardscope = false', granted)).toEqual([2]);
  });
});

describe('verdicts and paths', () => {
  it('verdict', async () => {
    const rows = (['allow', 'conditional', 'unknown'] as const).map((verdict) => row({ row: { verdict } }));
    expect(await kept("verdict = 'Unknown'", rows)).toEqual([2]);
    expect(await kept("verdict != 'deny'", rows)).toEqual([0, 1, 2]);
  });

  it('memberships are no hops', async () => {
    const rows = [[], [hop('member')], [hop('member'), hop('sso')], [hop('runs-as'), hop('assume')]].map((path) =>
      row({ row: { path } }),
    );
    expect(await kept('path.hops = 0', rows)).toEqual([0, 1]);
    expect(await kept('path.hops >= 1', rows)).toEqual([2, 3]);
    expect(await kept("path.kind = 'sso'", rows)).toEqual([2]);
    expect(await kept("path.kind IN ('runs-as', 'federate')", rows)).toEqual([3]);
    expect(await kept("path.kind != 'sso'", rows)).toEqual([0, 1, 3]);
  });
});

describe('AND, OR, NOT', () => {
  it('bind as written', async () => {
    const rows = [row({ action: 's3:GetObject' }), row({ action: 's3:PutObject' }), row({ source: { type: 'role' } })];
    expect(
      await kept(
        "source.cloud.resource.type = 'role' OR source.cloud.resource.type = 'user' AND action.name = 's3:PutObject'",
        rows,
      ),
    ).toEqual([1, 2]);
    expect(
      await kept(
        "(source.cloud.resource.type = 'role' OR source.cloud.resource.type = 'user') AND action.name = 's3:PutObject'",
        rows,
      ),
    ).toEqual([1]);
    expect(await kept("NOT (source.cloud.resource.type = 'role' OR action.name = 's3:PutObject')", rows)).toEqual([0]);
    expect(await kept("NOT NOT action.name = 's3:PutObject'", rows)).toEqual([1]);
  });
});

describe('who comes from outside, and who is an administrator by policy', () => {
  it('are told by the row', async () => {
    const rows = [row({ source: { external: true } }), row({ granter: { administrator: true } })];
    expect(await kept('source.external = true', rows)).toEqual([0]);
    expect(await kept('source.external = false', rows)).toEqual([1]);
    expect(await kept('grantedby.cloud.policy.isadministrator = true', rows)).toEqual([1]);
    expect(await kept('grantedby.cloud.policy.isadministrator = false', rows)).toEqual([0]);
  });
});
