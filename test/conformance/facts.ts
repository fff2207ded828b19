import { expect, it } from 'vitest';
import type { Fact } from '../../src/graph/fact.js';
import type { NodeKind } from '../../src/graph/kinds/index.js';
import { account, arnOf, bucket, bucketArn, estate, idsOf, otherAccount, role, store, user } from './sample.js';
import type { Bench } from './store.js';

const group = `arn:aws:iam::${account}:group/staff`;

/** What readers see of facts: whole nodes, merged, found by all their names. */
export function factConformance(bench: Bench): void {
  it('gives a fact back whole', async () => {
    const target = await bench.fresh();
    const edges = [
      { kind: 'member-of', to: group },
      { kind: 'attached', to: 'arn:aws:iam::aws:policy/ReadOnlyAccess', props: { order: 1 } },
    ] as const;
    const props = { path: '/', tags: { Team: 'Ünï' }, inline: [{ name: 'a', document: { Version: 'x' } }], none: null };
    await store(target, [{ facts: [user('ana', props, { edges, aliases: ['ana@example.com'] }), bucket('logs')] }]);
    const set = await estate(target);
    expect(set.node(arnOf('user', 'ana'))).toEqual({
      ...{ id: arnOf('user', 'ana'), kind: 'user', name: 'ana', aliases: ['ana@example.com'], account },
      ...{ region: undefined, type: undefined, scope: account, props, edges },
    });
    expect(set.node(bucketArn('logs'))).toMatchObject({ type: 's3:bucket', region: 'eu-west-1', edges: [] });
    expect(set.node(arnOf('user', 'ANA'))).toBeUndefined();
    expect(set.node('')).toBeUndefined();
  });

  it('names a fact by its id where it has no name, and keeps texts that SQL or JSON could trip over', async () => {
    const target = await bench.fresh();
    const odd = `o'b"r\\i%_\n;--${'\u{1f600}'}`;
    const nameless: Fact = { id: 'r-1', kind: 'organization-root', props: { odd } };
    await store(target, [{ facts: [nameless, user(odd, { odd })] }]);
    const set = await estate(target);
    expect(set.node('r-1')).toMatchObject({ name: 'r-1', props: { odd } });
    expect(set.node(arnOf('user', odd))).toMatchObject({ name: odd, props: { odd } });
    expect(idsOf(set.resolve(odd))).toEqual([arnOf('user', odd)]);
  });

  it('merges what several parts say of one id, later part names winning field by field', async () => {
    const target = await bench.fresh();
    const say = (more: Partial<Fact>): Fact => ({ id: account, kind: 'account', props: {}, ...more });
    const parts = [
      { part: { part: 'settings' }, facts: [say({ props: { alias: 'prod', shared: 'settings' }, aliases: ['prod'] })] },
      {
        part: { scope: 'o-1', part: 'organization' },
        facts: [
          say({
            ...{
              name: 'Production',
              account,
              aliases: ['one@example.com', 'prod'],
              props: { status: 'ACTIVE', shared: 'organization' },
            },
            edges: [{ kind: 'parent', to: 'r-1' }],
          }),
        ],
      },
    ];
    const merged = {
      ...{ id: account, kind: 'account', name: 'Production', aliases: ['one@example.com', 'prod'], account },
      props: { alias: 'prod', shared: 'settings', status: 'ACTIVE' },
      edges: [{ kind: 'parent', to: 'r-1' }],
    };
    await store(target, parts);
    const set = await estate(target);
    expect(set.node(account)).toMatchObject(merged);
    expect([...set.nodesOfKind('account')]).toMatchObject([merged]);
    for (const text of ['prod', 'one@example.com']) expect(idsOf(set.resolve(text))).toEqual([account]);
    expect(set.resolve('prod')[0]?.name).toBe('Production');

    const turned = await bench.fresh();
    await store(turned, [...parts].reverse());
    expect((await estate(turned)).node(account)).toEqual(set.node(account));
  });

  it('gives what one scope says of an id', async () => {
    const target = await bench.fresh();
    const say = (props: Fact['props']): Fact => ({ id: account, kind: 'account', props });
    await store(target, [
      { part: { scope: 'o-1', part: 'organization' }, facts: [say({ status: 'ACTIVE' })] },
      { part: { part: 'settings' }, facts: [say({ alias: 'prod' })] },
    ]);
    const set = await estate(target);
    expect(set.node(account, 'o-1')).toMatchObject({ scope: 'o-1', props: { status: 'ACTIVE' } });
    expect(set.node(account, account)?.props).toEqual({ alias: 'prod' });
    expect(set.node(account, otherAccount)).toBeUndefined();
    expect(set.node(account)?.props).toEqual({ alias: 'prod', status: 'ACTIVE' });
  });

  it('merges an id that one part describes twice', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { a: 1 }), user('bo'), user('ana', { b: 2 })] }]);
    const set = await estate(target);
    expect(set.node(arnOf('user', 'ana'))?.props).toEqual({ a: 1, b: 2 });
    expect(idsOf(set.nodesOfKind('user'))).toEqual([arnOf('user', 'ana'), arnOf('user', 'bo')]);
  });

  it('resolves ids, names, aliases and unique ids without case, ids first', async () => {
    const target = await bench.fresh();
    await store(target, [
      {
        facts: [
          user('Ana', { uniqueId: 'AIDAEXAMPLE000000001' }, { aliases: ['Ana@Example.com'] }),
          role('ana', { uniqueId: 'AROAEXAMPLE000000001' }),
          user('Éva'),
          user('bo', {}, { aliases: [arnOf('user', 'Ana')] }),
        ],
      },
    ]);
    const set = await estate(target);
    const [ana, anaRole] = [arnOf('user', 'Ana'), arnOf('role', 'ana')];
    expect(set.resolve(ana)[0]).toEqual({ id: ana, kind: 'user', name: 'Ana' });
    expect(idsOf(set.resolve(anaRole.toUpperCase()))).toEqual([anaRole]);
    expect(set.resolve(ana.toUpperCase())[0]?.id).toBe(ana);
    expect(idsOf(set.resolve('ANA'))).toEqual([anaRole, ana]);
    expect(idsOf(set.resolve('ana@example.COM'))).toEqual([ana]);
    expect(idsOf(set.resolve('AROAEXAMPLE000000001'))).toEqual([anaRole]);
    expect(idsOf(set.resolve('AIDAEXAMPLE000000001'))).toEqual([ana]);
    expect(idsOf(set.resolve('éVA'))).toEqual([arnOf('user', 'Éva')]);
    expect(set.resolve('an')).toEqual([]);
    expect(set.resolve('an%')).toEqual([]);
    expect(set.resolve('')).toEqual([]);
  });

  it('tells apart what begins alike, however long', async () => {
    const target = await bench.fresh();
    const long = 'long-'.repeat(90);
    const [one, two] = [`${long}One`, `${long}Two`];
    const members = [one, two].map((name) =>
      user(name, {}, { edges: [{ kind: 'member-of', to: `${group}/${name}` }] }),
    );
    await store(target, [{ facts: [role(one), role(two), ...members] }]);
    const set = await estate(target);
    const [id, other] = [arnOf('role', one), arnOf('role', two)];
    expect([set.node(id)?.name, set.node(other)?.name, set.node(arnOf('role', long))]).toEqual([one, two, undefined]);
    expect(idsOf(set.resolve(one.toUpperCase()))).toEqual([id, arnOf('user', one)]);
    expect(idsOf(set.resolve(id.toUpperCase()))).toEqual([id]);
    expect(set.resolve(long)).toEqual([]);
    expect(idsOf(set.named(account, 'role', two))).toEqual([other]);
    expect(idsOf(set.into(`${group}/${one}`, 'member-of'))).toEqual([arnOf('user', one)]);
    expect(idsOf(set.startingWith(one.slice(0, -1), { limit: 5, kinds: ['role'] }))).toEqual([id]);
    expect(idsOf(set.startingWith(long, { limit: 5, kinds: ['role'] }))).toEqual([id, other]);
  });

  it('resolves at most as many as asked for, fifty by itself', async () => {
    const target = await bench.fresh();
    const many = Array.from({ length: 60 }, (_, at) => role(`r${at}`, {}, { aliases: ['same'] }));
    await store(target, [{ facts: many }]);
    const set = await estate(target);
    expect(set.resolve('same')).toHaveLength(50);
    expect(set.resolve('same', 60)).toHaveLength(60);
    expect(set.resolve('SAME', 3)).toHaveLength(3);
  });

  it('finds who points to an id, by kind of edge', async () => {
    const target = await bench.fresh();
    await store(target, [
      {
        facts: [
          user('ana', {}, { edges: [{ kind: 'member-of', to: group }] }),
          user('bo', {}, { edges: [{ kind: 'member-of', to: `${group}-2` }] }),
        ],
      },
      {
        part: { part: 'resources' },
        facts: [bucket('logs', {}, { edges: [{ kind: 'encrypted-with', to: bucketArn('key') }] })],
      },
    ]);
    const set = await estate(target);
    expect(set.into(group, 'member-of')).toEqual([{ id: arnOf('user', 'ana'), kind: 'user', name: 'ana' }]);
    expect(idsOf(set.into(bucketArn('key'), 'encrypted-with'))).toEqual([bucketArn('logs')]);
    expect(set.into(group, 'assigned')).toEqual([]);
    expect(set.into('nothing', 'member-of')).toEqual([]);
  });

  it('finds names of one account by their beginning', async () => {
    const target = await bench.fresh();
    const elsewhere = role(
      'AWSReservedSSO_Admin_3',
      {},
      { id: arnOf('role', 'x', otherAccount), account: otherAccount },
    );
    const facts = ['AWSReservedSSO_Admin_1', 'AWSReservedSSO_Admin_2', 'awsreservedsso_admin_4', 'Other'].map((name) =>
      role(name),
    );
    await store(target, [{ facts: [...facts, elsewhere, user('AWSReservedSSO_Admin_5')] }]);
    const set = await estate(target);
    expect(idsOf(set.named(account, 'role', 'AWSReservedSSO_Admin_'))).toEqual(
      [1, 2].map((at) => arnOf('role', `AWSReservedSSO_Admin_${at}`)),
    );
    expect(set.named(account, 'role', 'AWSReservedSSO%')).toEqual([]);
    expect(idsOf(set.named(otherAccount, 'role', 'AWS'))).toEqual([elsewhere.id]);
  });

  it('finds some nodes by the beginning of a name, an alias or an id, of the kinds asked for', async () => {
    const target = await bench.fresh();
    const facts = [
      user('mira', {}, { aliases: ['mira@harbour.example'] }),
      user('Miro'),
      user('zoe', {}, { aliases: ['MIRANDA@harbour.example'] }),
      role('mirror'),
      bucket('mirage'),
      user('m_x'),
    ];
    await store(target, [{ facts }]);
    await store(target, [
      { part: { scope: otherAccount }, facts: [user('mirna', {}, { id: arnOf('user', 'mirna', otherAccount) })] },
    ]);
    const set = await estate(target);
    const found = (text: string, kinds?: readonly NodeKind[]) =>
      set.startingWith(text, { limit: 20, ...(kinds ? { kinds } : {}) }).map(({ name }) => name);
    expect(found('MIR').toSorted()).toEqual(['Miro', 'mira', 'mirage', 'mirna', 'mirror', 'zoe']);
    expect(found('mir', ['user']).toSorted()).toEqual(['Miro', 'mira', 'mirna', 'zoe']);
    expect(found('mir', ['role', 'resource']).toSorted()).toEqual(['mirage', 'mirror']);
    expect(found('arn:aws:s3')).toEqual(['mirage']);
    // No pattern: an underscore and a percent sign are what they are.
    expect(found('m_')).toEqual(['m_x']);
    expect(found('%')).toEqual([]);
    expect(found('', ['role', 'resource']).toSorted()).toEqual(['mirage', 'mirror']);
    expect(found('', ['group'])).toEqual([]);
    expect(set.startingWith('mir', { limit: 2 })).toHaveLength(2);
    expect(set.startingWith('', { limit: 3 })).toHaveLength(3);
    // An earlier generation does not know what came later.
    const before = await estate(target, { generation: 1 });
    expect(before.startingWith('mirna', { limit: 5 })).toEqual([]);
  });

  it('streams in one order, without case of ids, or as facts came', async () => {
    const target = await bench.fresh();
    const users = ['zoe', 'Bob', 'alice', 'Zed', '_x', 'a.b', 'a-b'].map((name) => user(name));
    const buckets = ['q', 'B', 'a'].map((name) => bucket(name));
    await store(target, [{ facts: users }, { part: { part: 'resources' }, facts: buckets }]);
    const set = await estate(target);
    const names = (found: Iterable<{ readonly name: string }>) => [...found].map(({ name }) => name);
    expect(names(set.nodesOfKind('user'))).toEqual(['_x', 'a-b', 'a.b', 'alice', 'Bob', 'Zed', 'zoe']);
    expect(names(set.resources({}))).toEqual(['q', 'B', 'a']);
    expect(names(set.resources({ account }))).toEqual(['q', 'B', 'a']);
    expect(names(set.resources({ idPrefix: bucketArn('') }))).toEqual(['a', 'B', 'q']);
    expect(names(set.named(account, 'user', ''))).toEqual(['Bob', 'Zed', '_x', 'a-b', 'a.b', 'alice', 'zoe']);
  });

  it('streams kinds and filters resources, however many', async () => {
    const target = await bench.fresh();
    const many = Array.from({ length: 1203 }, (_, at) =>
      bucket(`b${at}`, {}, { region: at % 2 ? 'eu-west-1' : 'us-east-1', account: at % 3 ? account : otherAccount }),
    );
    const queue: Fact = {
      ...{ id: `arn:aws:sqs:eu-west-1:${account}:B7`, kind: 'resource', type: 'sqs:queue', name: 'B7' },
      ...{ account, region: 'eu-west-1', props: {} },
    };
    const object = bucket('b7', {}, { id: `${bucketArn('b7')}/file`, name: 'file', type: 's3:object' });
    await store(target, [{ part: { part: 'resources' }, facts: [...many, queue, object] }, { facts: [user('b7')] }]);
    const set = await estate(target);
    const count = (filter: Parameters<typeof set.resources>[0]) => new Set(idsOf(set.resources(filter))).size;
    expect([...set.resources({})]).toHaveLength(1205);
    expect(count({})).toBe(1205);
    expect([...set.nodesOfKind('resource')]).toHaveLength(1205);
    expect(idsOf(set.nodesOfKind('user'))).toEqual([arnOf('user', 'b7')]);
    expect(count({ type: 's3:bucket' })).toBe(1203);
    expect(count({ service: 'sqs' })).toBe(1);
    expect(count({ service: 'S3' })).toBe(1204);
    expect(count({ account: otherAccount })).toBe(401);
    expect(count({ region: 'us-east-1', account })).toBe(401);
    expect(idsOf(set.resources({ name: 'b7' }))).toEqual([bucketArn('b7'), queue.id]);
    expect(idsOf(set.resources({ name: 'b7', type: 'sqs:queue' }))).toEqual([queue.id]);
    expect(idsOf(set.resources({ idPrefix: bucketArn('b7/') }))).toEqual([object.id]);
    expect(count({ idPrefix: bucketArn('b12') })).toBe(1 + 10 + 3);
    expect(count({ idPrefix: bucketArn('B12') })).toBe(0);
    expect(count({ idPrefix: bucketArn('b%') })).toBe(0);
    expect(count({ name: 'nothing' })).toBe(0);
  });
}
