import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../src/access/contract.js';
import { localAdministrator } from '../../../src/callers/caller.js';
import { execute } from '../../../src/executor/index.js';
import { catalogue, memoryAccess, memorySet, node, now, planOf, type Run, row, run, source } from './memory.js';

const every = 'config from iam where path.hops >= 0';
const sources = (names: readonly string[], more: Partial<AccessRow> = {}) =>
  names.map((name) => row({ source: { id: name, name }, row: more }));
const shown = (done: Run) => done.rows.map((one) => one['sourceResourceName']);

/** Rows without end: whoever reads on never comes back. */
function* endless(): Iterable<AccessRow> {
  for (let at = 0; ; at++) yield row({ source: { id: `s${at}`, name: `s${at}` } });
}

describe('streams', () => {
  it('stop where the page ends', async () => {
    const done = await run(every, endless(), { limit: 3 });
    expect(shown(done)).toEqual(['s0', 's1', 's2']);
    expect(done).toMatchObject({ more: true, total: null, columns: null });
    expect(done.access.handed()).toBeLessThanOrEqual(5);
  });

  it('stop where the query says', async () => {
    const done = await run(`${every} limit 2`, endless());
    expect(shown(done)).toEqual(['s0', 's1']);
    expect(done).toMatchObject({ more: false, total: 2 });
    expect(done.access.handed()).toBeLessThanOrEqual(4);
  });

  it('the smaller of both limits holds', async () => {
    expect(shown(await run(`${every} limit 5`, endless(), { limit: 2 }))).toHaveLength(2);
    expect(shown(await run(`${every} limit 2`, endless(), { limit: 5 }))).toHaveLength(2);
  });

  it('pages put together are the whole', async () => {
    const rows = sources(['a', 'b', 'c', 'd', 'e']);
    const pages = await Promise.all([0, 2, 4].map((offset) => run(every, rows, { limit: 2, offset })));
    expect(pages.flatMap(shown)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pages.map((page) => page.more)).toEqual([true, true, false]);
    expect(await run(every, rows, { limit: 2, offset: 9 })).toMatchObject({ rows: [], more: false });
  });

  it('the total is told when it was free or asked for', async () => {
    const rows = sources(['a', 'b', 'c']);
    expect((await run(every, rows)).total).toBe(3);
    expect((await run(every, rows, { limit: 2 })).total).toBeNull();
    expect(await run(every, rows, { limit: 2, count: true })).toMatchObject({ total: 3, more: true });
  });

  it('end in a clear error when they take too long', async () => {
    await expect(run(every, endless(), { limit: Number.MAX_SAFE_INTEGER, timeoutMs: 40 })).rejects.toThrow(
      expect.objectContaining({ code: 'timeout', message: expect.stringMatching(/ran longer than/) }),
    );
  });

  it('end so too while no row is accepted', async () => {
    const rejecting = run("config from iam where verdict = 'unknown'", endless(), { timeoutMs: 40 });
    await expect(rejecting).rejects.toThrow(expect.objectContaining({ code: 'timeout' }));
  });

  it('end so too while everything is passed over before a row is made', async () => {
    const access = memoryAccess([]);
    const idle: typeof access = {
      ...access,
      // biome-ignore lint/correctness/useYield: nobody is let through
      *stream({ accept }) {
        while (!accept!({ source: source() }));
      },
    };
    const plan = planOf("config from iam where source.cloud.resource.type = 'role'");
    await expect(
      execute(plan, idle, memorySet(), catalogue, { caller: localAdministrator, now, timeoutMs: 40 }),
    ).rejects.toThrow(expect.objectContaining({ code: 'timeout' }));
  });

  it('say which accounts they touched', async () => {
    const done = await run(every, [
      row({ destination: { account: '444455556666' } }),
      row({ source: { account: null } }),
    ]);
    expect([...done.accounts].toSorted()).toEqual(['111122223333', '444455556666']);
  });
});

describe('order by', () => {
  it('one key after the other, up or down', async () => {
    const rows = [
      row({ source: { id: '1', name: 'b' }, action: 's3:PutObject' }),
      row({ source: { id: '2', name: 'a' }, action: 's3:GetObject' }),
      row({ source: { id: '3', name: 'b' }, action: 's3:GetObject' }),
    ];
    const ids = async (tail: string) =>
      (await run(`${every} order by ${tail}`, rows)).rows.map((one) => one['sourceResourceId']);
    expect(await ids('source.cloud.resource.name, action.name')).toEqual(['2', '3', '1']);
    expect(await ids('source.cloud.resource.name desc, action.name')).toEqual(['3', '1', '2']);
    expect(await ids('action.name desc, source.cloud.resource.name asc')).toEqual(['1', '2', '3']);
  });

  it('numbers as numbers', async () => {
    const hops = [2, 10, 1].map((count) =>
      row({ source: { id: String(count) }, row: { path: Array(count).fill({ hop: 'sso', from: 'a', to: 'b' }) } }),
    );
    expect((await run(`${every} order by path.hops`, hops)).rows.map((one) => one['sourceResourceId'])).toEqual([
      '1',
      '2',
      '10',
    ]);
  });

  it('what is equal stands in canonical order: source, granter, action, destination', async () => {
    const rows = [
      row({ source: { id: 'b' }, destination: { pattern: 'y' } }),
      row({ source: { id: 'b' }, destination: { pattern: 'x' } }),
      row({ source: { id: 'b' }, granter: { entityId: 'a' }, destination: { pattern: 'z' } }),
      row({ source: { id: 'a' }, action: 's3:PutObject' }),
      row({ source: { id: 'a' }, action: 's3:GetObject' }),
    ];
    const key = (done: Run) =>
      done.rows.map((one) => [one['sourceResourceId'], one['effectiveActionName'], one['destPattern']].join(' '));
    const expected = [
      'a s3:GetObject *',
      'a s3:PutObject *',
      'b s3:GetObject z',
      'b s3:GetObject x',
      'b s3:GetObject y',
    ];
    expect(key(await run(`${every} order by verdict`, rows))).toEqual(expected);
    expect(key(await run(`${every} order by verdict`, rows.toReversed()))).toEqual(expected);
  });

  it('limits after ordering', async () => {
    const done = await run(`${every} order by source.cloud.resource.name desc limit 2`, sources(['a', 'c', 'b']));
    expect(shown(done)).toEqual(['c', 'b']);
    expect(done.total).toBe(2);
  });
});

describe('group by what holds several values', () => {
  it('counts a row under each of them', async () => {
    const idp = { service: 'x', email: null, username: null, groups: ['g1', 'g2'], domain: null };
    const done = await run(`${every} group by source.idp.group`, [row({ source: { idp } }), row()]);
    expect(done.rows.map((one) => [one['source.idp.group'], one['rows']])).toEqual([
      ['g1', 1],
      ['g2', 1],
      [null, 1],
    ]);
  });

  it('tells accounts of one name apart', async () => {
    const twins = ['111122223333', '444455556666'].map((id) => node({ id, kind: 'account', name: 'prod' }));
    const rows = [row(), row({ source: { account: '444455556666' } }), row({ source: { account: '*' } })];
    const done = await run(`${every} group by source.cloud.account`, rows, { nodes: twins });
    expect(done.rows.map((one) => one['source.cloud.account'])).toEqual([
      '*',
      'prod (111122223333)',
      'prod (444455556666)',
    ]);
  });
});

describe('group by', () => {
  const nodes = [node({ id: '111122223333', kind: 'account', name: 'live' })];
  const rows = [
    row({ source: { id: '1' }, action: 's3:GetObject', row: { verdict: 'conditional' } }),
    row({ source: { id: '2' }, action: 's3:GetObject' }),
    row({ source: { id: '2' }, action: 's3:PutObject', row: { verdict: 'unknown' } }),
    row({ source: { id: '3', account: null }, row: { verdict: 'unknown' } }),
  ];

  it('counts rows, actions and sources, and shows the highest verdict', async () => {
    const done = await run(`${every} group by source.cloud.account`, rows, { nodes });
    expect(done.columns).toEqual(['source.cloud.account']);
    expect(done.rows).toEqual([
      { 'source.cloud.account': 'live', actions: 2, sources: 2, rows: 3, verdict: 'allow' },
      { 'source.cloud.account': null, actions: 1, sources: 1, rows: 1, verdict: 'unknown' },
    ]);
    expect(done.total).toBe(2);
  });

  it('by several, ordered and cut', async () => {
    const text = `${every} group by source.cloud.resource.id, action.name order by action.name desc, source.cloud.resource.id`;
    const keys = async (tail: string) =>
      (await run(`${text}${tail}`, rows)).rows.map((one) => `${one['action.name']} ${one['source.cloud.resource.id']}`);
    expect(await keys('')).toEqual(['s3:PutObject 2', 's3:GetObject 1', 's3:GetObject 2', 's3:GetObject 3']);
    expect(await keys(' limit 2')).toEqual(['s3:PutObject 2', 's3:GetObject 1']);
  });

  it('by tag', async () => {
    const tagged = [row({ source: { tags: { team: 'a' } } }), row({ source: { tags: { Team: 'a' } } }), row()];
    const done = await run(`${every} group by source.cloud.resource.tag ('team')`, tagged);
    expect(done.rows.map((one) => [one['source.cloud.resource.tag (team)'], one['rows']])).toEqual([
      ['a', 2],
      [null, 1],
    ]);
  });
});

describe('whoever asks', () => {
  it('sees rows that begin or end in their accounts', async () => {
    const rows = [
      row({ source: { id: 'in' }, destination: { account: '777788889999' } }),
      row({ source: { id: 'to', account: '444455556666' }, destination: { account: '111122223333' } }),
      row({ source: { id: 'past', account: '444455556666' }, destination: { account: '777788889999' } }),
      row({ source: { id: 'nowhere', account: null }, destination: { account: '*' } }),
    ];
    const caller = { name: 'team', role: 'reader', accounts: new Set(['111122223333']) } as const;
    expect((await run(every, rows, { caller })).rows.map((one) => one['sourceResourceId'])).toEqual(['in', 'to']);
  });

  it('hands context, instant and reach on to access', async () => {
    const asked = async (text: string, more = {}) => (await run(text, [], more)).access.asked[0];
    const text = `${every} with context { 'aws:SourceIp': '10.0.0.1' }`;
    expect(await asked(text, { context: { 'aws:SourceIp': '10.9.9.9', 'aws:userid': 'x' } })).toMatchObject({
      context: { 'aws:SourceIp': '10.0.0.1', 'aws:userid': 'x' },
      reach: 'own',
    });
    expect((await asked(every, { reach: 'all' }))?.reach).toBe('all');
    expect((await asked(`${every} reach all`))?.reach).toBe('all');
  });
});

describe('seeds', () => {
  const bucket = node({ id: 'arn:aws:s3:::payroll', kind: 'resource', name: 'payroll' });
  const ana = node({ id: 'arn:aws:iam::111122223333:user/ana', kind: 'user', name: 'ana', aliases: ['ana@x.example'] });
  const seedOf = async (text: string, nodes = [bucket, ana]) => (await run(text, [], { nodes })).access.seeds[0];

  it('names become ids of this graph', async () => {
    expect(await seedOf("who can S3:getobject on 'PAYROLL'")).toMatchObject({
      actions: ['s3:GetObject'],
      resources: { ids: ['arn:aws:s3:::payroll'] },
    });
    expect(await seedOf("what can 'ana@x.example' access")).toMatchObject({ sources: [ana.id] });
  });

  it('patterns become the actions they cover', async () => {
    const { actions } = (await seedOf("who can s3:GetObjectTag* on 'payroll'"))!;
    expect(actions).toEqual(['s3:GetObjectTagging']);
  });

  it('an id that no inventory holds is asked as it is', async () => {
    expect(await seedOf("who can s3:GetObject on 'arn:aws:s3:::elsewhere/2026/*'")).toMatchObject({
      resources: { ids: ['arn:aws:s3:::elsewhere/2026/*'] },
    });
  });

  it('a question names one thing, else it is refused', async () => {
    const twin = node({ id: 'arn:aws:sqs:eu-west-2:111122223333:payroll', kind: 'resource', name: 'payroll' });
    const refusal = async (text: string, nodes = [bucket, ana]) => {
      try {
        await seedOf(text, nodes);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(await refusal("who can s3:GetObject on 'nothing'")).toMatchObject({ code: 'unknown-resource', exit: 2 });
    expect(await refusal("what can 'nobody' access")).toMatchObject({ code: 'unknown-principal', exit: 2 });
    expect(await refusal("who can s3:GetObjekt on 'payroll'")).toMatchObject({
      code: 'unknown-action',
      hint: 'did you mean `s3:GetObject`?',
    });
    expect(await refusal("who can s3:GetObject on 'payroll'", [bucket, twin])).toMatchObject({
      code: 'ambiguous-name',
      message: expect.stringContaining(twin.id),
    });
  });

  it('a name that only a grant spells out is looked for among the grants', async () => {
    const nodes = [node({ id: 'arn:aws:s3:::kept', kind: 'resource', name: 'kept' })];
    const lost = row({ destination: { pattern: 'arn:aws:s3:::lost', name: 'lost', wildcard: false } });
    const text = (names: string) => `config from iam where dest.cloud.resource.name IN (${names})`;
    const alone = await run(text("'LOST'"), [lost], { nodes });
    expect(alone.rows).toHaveLength(1);
    expect(alone.access.seeds[0]).toMatchObject({ resources: 'granted' });
    const kept = row({ destination: { pattern: 'arn:aws:s3:::kept', name: 'kept', wildcard: false } });
    const both = await run(text("'lost', 'kept'"), [kept, lost], { nodes });
    expect(both.access.seeds.map((seed) => seed.resources)).toEqual([{ ids: ['arn:aws:s3:::kept'] }, 'granted']);
    expect(both.rows.map((one) => one['destResourceName'])).toEqual(['kept', 'lost', 'lost']);
  });

  it('in a comparison a name is only text: no such thing, no rows', async () => {
    expect((await run("config from iam where source.email = 'nobody@x.example'", [row()])).rows).toEqual([]);
  });
});

describe('people outside a group', () => {
  it('are not told of a group that does not exist', async () => {
    await expect(run("can any user outside group 'typo' access resources in region 'eu-west-2'", [])).rejects.toThrow(
      expect.objectContaining({ code: 'unknown-group', exit: 2 }),
    );
  });

  it('are users, and members of no group of that name or id', async () => {
    const ops = { id: 'g-1', name: 'ops' };
    const here = { id: 'arn:aws:sqs:eu-west-2:111122223333:q', region: 'eu-west-2', account: '111122223333' };
    const rows = [
      row({ source: { id: 'member', groups: [ops] }, destination: here }),
      row({ source: { id: 'outsider', groups: [{ id: 'g-2', name: 'finance' }] }, destination: here }),
      row({ source: { id: 'robot', user: false, type: 'role' }, destination: here }),
      row({ source: { id: 'public', public: true }, destination: here }),
    ];
    const nodes = [node({ id: 'g-1', kind: 'group', name: 'ops' })];
    for (const group of ['OPS', 'g-1']) {
      const done = await run(`can any user outside group '${group}' access resources in region 'AWS London'`, rows, {
        nodes,
      });
      expect(new Set(done.rows.map((one) => one['sourceResourceId']))).toEqual(new Set(['outsider', 'public']));
      expect(done.access.seeds[0]).toMatchObject({ resources: { filter: { region: 'eu-west-2' } } });
    }
  });
});
