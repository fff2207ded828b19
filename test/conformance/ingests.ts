import { expect, it } from 'vitest';
import type { Fact, JsonObject } from '../../src/graph/fact.js';
import {
  account,
  arnOf,
  bucket,
  bucketArn,
  codeOf,
  estate,
  firstDay,
  idsOf,
  partOf,
  role,
  secondDay,
  seen,
  store,
  user,
} from './sample.js';
import type { Bench } from './store.js';

/** One ingest: what it replaces, counts, keeps, and that it is all or nothing. */
export function ingestConformance(bench: Bench): void {
  it('replaces exactly one part and counts what became of its facts', async () => {
    const target = await bench.fresh();
    const resources = { part: { part: 'resources' }, facts: [bucket('logs')] };
    await store(target, [{ facts: [user('same'), user('changed', { age: 1 }), user('gone')] }, resources]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    const counts = await ingest.replace(partOf(), [user('same'), user('changed', { age: 2 }), user('new')]);
    expect(counts).toEqual({ added: 1, changed: 1, removed: 1, same: 1 });
    expect(await ingest.commit()).toMatchObject({ number: 2, collectedAt: secondDay, facts: 4 });
    const set = await estate(target);
    expect(Object.keys(seen(set)).sort()).toEqual(
      [bucketArn('logs'), ...['changed', 'new', 'same'].map((name) => arnOf('user', name))].sort(),
    );
    expect(set.node(arnOf('user', 'changed'))?.props).toEqual({ age: 2 });
    expect(set.resolve('gone')).toEqual([]);
    const parts = await target.parts();
    expect(parts.map(({ part, collectedAt, facts }) => [part, collectedAt, facts])).toEqual([
      ['identities', secondDay, 3],
      ['resources', firstDay, 1],
    ]);
  });

  it('takes facts that come later one by one', async () => {
    const target = await bench.fresh();
    async function* later(): AsyncIterable<Fact> {
      for (const name of ['ana', 'bo']) yield await Promise.resolve(user(name));
    }
    const ingest = await target.ingest({ collectedAt: firstDay });
    expect(await ingest.replace(partOf(), later())).toEqual({ added: 2, changed: 0, removed: 0, same: 0 });
    await ingest.commit();
    expect(idsOf((await estate(target)).nodesOfKind('user'))).toHaveLength(2);
  });

  it('counts the same facts in another order as the same, in batches of any size', async () => {
    const target = await bench.fresh();
    const facts = Array.from({ length: 1300 }, (_, at) => user(`u${at}`, { at }));
    await store(target, [{ facts }]);
    const before = seen(await estate(target));
    const ingest = await target.ingest({ collectedAt: secondDay });
    expect(await ingest.replace(partOf(), [...facts].reverse())).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
      same: 1300,
    });
    await ingest.commit();
    expect(seen(await estate(target))).toEqual(before);
    const last = await target.ingest({ collectedAt: secondDay });
    expect(await last.replace(partOf(), facts.slice(0, 650))).toMatchObject({ same: 650, removed: 650 });
    await last.commit();
    expect([...(await estate(target)).nodesOfKind('user')]).toHaveLength(650);
  });

  it('drops aliases and edges with the fact that brought them', async () => {
    const target = await bench.fresh();
    const edges = [{ kind: 'member-of', to: 'g' }] as const;
    await store(target, [{ facts: [user('ana', { uniqueId: 'AIDA1' }, { aliases: ['a@x'], edges })] }]);
    await store(target, [{ facts: [user('ana', { uniqueId: 'AIDA2' }, { aliases: ['b@x'] })] }]);
    const set = await estate(target);
    for (const gone of ['a@x', 'AIDA1']) expect(set.resolve(gone), gone).toEqual([]);
    for (const here of ['b@x', 'AIDA2']) expect(idsOf(set.resolve(here)), here).toEqual([arnOf('user', 'ana')]);
    expect(set.into('g', 'member-of')).toEqual([]);
  });

  it('keeps a part whose digest is the same and renews its age', async () => {
    const target = await bench.fresh();
    const digest = 'the same';
    await store(target, [{ part: { digest }, facts: [user('ana')], problems: [{ code: 'p' }] }]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    expect(ingest.unchanged(partOf({ digest: 'another' }))).toBe(false);
    expect(ingest.unchanged(partOf({ digest, part: 'resources' }))).toBe(false);
    expect(ingest.unchanged(partOf({ digest, provider: 'other' }))).toBe(false);
    expect(ingest.unchanged(partOf({ digest, source: 'second.json' }))).toBe(true);
    await ingest.commit();
    const [part] = await target.parts();
    expect(part).toMatchObject({ digest, collectedAt: secondDay, facts: 1, problems: 1, source: 'second.json' });
    expect(idsOf((await estate(target)).nodesOfKind('user'))).toEqual([arnOf('user', 'ana')]);
    expect(await target.problems()).toHaveLength(1);
  });

  it('does not take a dropped part for unchanged', async () => {
    const target = await bench.fresh();
    await store(target, [{ part: { digest: 'd' }, facts: [user('ana')] }]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    ingest.drop(account, 'identities');
    expect(ingest.unchanged(partOf({ digest: 'd' }))).toBe(false);
    expect(await ingest.replace(partOf({ digest: 'd' }), [user('ana')])).toMatchObject({ added: 1 });
    await ingest.commit();
    expect(idsOf((await estate(target)).nodesOfKind('user'))).toEqual([arnOf('user', 'ana')]);
    expect(await target.parts()).toHaveLength(1);
  });

  it('lets the last replacement of a part in one ingest stand', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { age: 1 })] }]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    const part = partOf();
    await ingest.replace(part, [user('ana', { age: 2 }), user('bo')]);
    await ingest.replace(part, [user('ana', { age: 3 })]);
    expect(await ingest.commit()).toMatchObject({ facts: 1 });
    expect(Object.values(seen(await estate(target)))).toMatchObject([{ id: arnOf('user', 'ana'), props: { age: 3 } }]);
  });

  it('marks a part stale, keeps its facts, and forgets it with the next collection', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana')] }, { part: { part: 'resources' } }]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    ingest.stale(account, 'identities', 'access-denied: no rights');
    ingest.stale(account, 'never collected', 'access-denied: no rights');
    await ingest.commit();
    const stale = async () => (await target.parts()).map((part) => [part.part, part.stale, part.collectedAt]);
    expect(await stale()).toEqual([
      ['identities', 'access-denied: no rights', firstDay],
      ['resources', null, firstDay],
    ]);
    expect((await estate(target)).parts()[0]?.stale).toBe('access-denied: no rights');
    expect(idsOf((await estate(target)).nodesOfKind('user'))).toEqual([arnOf('user', 'ana')]);
    await store(target, [{ facts: [user('ana')] }], secondDay);
    expect((await stale())[0]).toEqual(['identities', null, secondDay]);
  });

  it('drops a part as if it had never been collected', async () => {
    const target = await bench.fresh();
    const say = (props: JsonObject): Fact => ({ id: account, kind: 'account', props });
    await store(target, [
      { facts: [user('ana'), say({ a: 1 })], problems: [{ code: 'p' }] },
      { part: { part: 'settings' }, facts: [say({ b: 2 })] },
    ]);
    const ingest = await target.ingest({ collectedAt: secondDay });
    ingest.drop(account, 'identities');
    ingest.drop(account, 'never collected');
    expect(await ingest.commit()).toMatchObject({ facts: 1 });
    const set = await estate(target);
    expect(Object.keys(seen(set))).toEqual([account]);
    expect(set.node(account)?.props).toEqual({ b: 2 });
    expect((await target.parts()).map(({ part }) => part)).toEqual(['settings']);
    expect(await target.problems()).toEqual([]);
  });

  it('keeps problems of each part until it is replaced', async () => {
    const target = await bench.fresh();
    const problem = { severity: 'lint', code: 'old-version', message: 'an old policy version', subject: 'x' };
    await store(target, [
      { facts: [user('ana')], problems: [problem, { ...problem, code: 'other' }] },
      { part: { scope: '444455556666' }, facts: [], problems: [problem] },
    ]);
    expect(await target.problems(account)).toMatchObject([problem, { code: 'other' }]);
    expect(await target.problems()).toHaveLength(3);
    expect((await target.problems('444455556666'))[0]).toMatchObject({ scope: '444455556666', part: 'identities' });
    expect((await target.parts()).map(({ problems }) => problems)).toEqual([2, 1]);
    await store(target, [{ facts: [user('ana')] }], secondDay);
    expect(await target.problems(account)).toEqual([]);
    expect((await target.parts()).map(({ problems }) => problems)).toEqual([0, 1]);
  });

  it('keeps what was not collected', async () => {
    const target = await bench.fresh();
    await store(target, [{ part: { notCollected: ['Policy', 'Tags'] } }]);
    expect((await target.parts())[0]?.notCollected).toEqual(['Policy', 'Tags']);
    await store(target, [{}]);
    expect((await target.parts())[0]?.notCollected).toEqual([]);
  });

  it('leaves nothing of an aborted ingest', async () => {
    const target = await bench.fresh();
    const [ana, x] = [user('ana', { age: 1 }), user('x', {}, { aliases: ['xx'] })];
    await store(target, [{ facts: [ana], problems: [{ code: 'p' }] }]);
    const before = [
      seen(await estate(target)),
      await target.parts(),
      await target.problems(),
      await target.generations(),
    ];
    const ingest = await target.ingest({ collectedAt: secondDay });
    const part = partOf();
    await ingest.replace(part, [user('ana', { age: 2 }), x]);
    ingest.index(part, [{ record: 'grantee', key: 'k', node: x.id, kind: 'user', name: 'x' }]);
    ingest.problems(part, [{ code: 'q' }, { code: 'r' }]);
    await ingest.replace(partOf({ part: 'resources' }), [bucket('logs')]);
    ingest.stale(account, 'identities', 'why');
    await ingest.abort();
    await ingest.abort();
    expect(await codeOf(ingest.commit())).toBe('ingest-closed');
    expect(await codeOf(ingest.replace(part, [x]))).toBe('ingest-closed');
    expect(await codeOf(() => ingest.drop(account, 'identities'))).toBe('ingest-closed');
    const set = await estate(target);
    expect([seen(set), await target.parts(), await target.problems(), await target.generations()]).toEqual(before);
    expect(set.grantees(['k'])).toEqual([]);
    expect(set.resolve('xx')).toEqual([]);
    expect(await store(target, [{ facts: [x] }])).toMatchObject({ number: 2, facts: 1 });
  });

  it('leaves nothing of an aborted first ingest', async () => {
    const target = await bench.fresh();
    const ingest = await target.ingest({ collectedAt: firstDay });
    await ingest.replace(partOf(), [user('ana')]);
    await ingest.abort();
    expect(await target.generations()).toEqual([]);
    expect(await target.parts()).toEqual([]);
    expect(await codeOf(estate(target))).toBe('empty-store');
    expect(await store(target, [{ facts: [user('bo')] }])).toMatchObject({ number: 1, facts: 1 });
    expect(Object.keys(seen(await estate(target)))).toEqual([arnOf('user', 'bo')]);
  });

  it('does not undo a commit', async () => {
    const target = await bench.fresh();
    const ingest = await target.ingest({ collectedAt: firstDay });
    await ingest.replace(partOf(), [user('ana')]);
    await ingest.commit();
    await ingest.abort();
    expect(await codeOf(ingest.commit())).toBe('ingest-closed');
    expect(await target.generations()).toHaveLength(1);
  });

  it('refuses to commit half a part', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { age: 1 }), user('bo')] }]);
    const before = seen(await estate(target));
    function* broken(): Iterable<Fact> {
      yield user('ana', { age: 2 });
      yield* Array.from({ length: 1200 }, (_, at) => role(`r${at}`));
      throw new Error('the dump ends here');
    }
    const ingest = await target.ingest({ collectedAt: secondDay });
    await expect(ingest.replace(partOf(), broken())).rejects.toThrow('the dump ends here');
    expect(await codeOf(ingest.commit())).toBe('ingest-failed');
    await ingest.abort();
    expect(seen(await estate(target))).toEqual(before);
    expect(await target.generations()).toHaveLength(1);
    expect(await store(target, [{ facts: [user('bo')] }])).toMatchObject({ number: 2, facts: 1 });
  });

  it('stops a replacement that is under way when it is aborted', async () => {
    const target = await bench.fresh();
    const ingest = await target.ingest({ collectedAt: firstDay });
    async function* endless(): AsyncIterable<Fact> {
      for (let at = 0; ; at++) {
        if (at === 100) await ingest.abort();
        yield user(`u${at}`);
      }
    }
    expect(await codeOf(ingest.replace(partOf(), endless()))).toBe('ingest-closed');
    expect(await target.generations()).toEqual([]);
  });

  it('takes one ingest at a time, however often it was opened', async () => {
    const target = await bench.fresh();
    const twin = await bench.again(target);
    const ingest = await target.ingest({ collectedAt: firstDay });
    expect(await codeOf(target.ingest({ collectedAt: firstDay }))).toBe('store-busy');
    expect(await codeOf(twin.ingest({ collectedAt: firstDay }))).toBe('store-busy');
    await ingest.replace(partOf(), [user('ana')]);
    await ingest.commit();
    expect(await store(twin, [{ facts: [user('bo')] }])).toMatchObject({ number: 2 });
    expect(Object.keys(seen(await estate(target)))).toEqual([arnOf('user', 'bo')]);
  });

  it('refuses ingests where it was opened for reading only', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana')] }]);
    const reader = await bench.again(target, { readOnly: true });
    expect(await codeOf(reader.ingest({ collectedAt: secondDay }))).toBe('store-not-writable');
    expect(Object.keys(seen(await estate(reader)))).toEqual([arnOf('user', 'ana')]);
  });

  it('ends its open ingest when it is closed, and answers nothing afterwards', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana')] }]);
    const twin = await bench.again(target);
    const ingest = await target.ingest({ collectedAt: secondDay });
    await ingest.replace(partOf(), [user('bo')]);
    await target.close();
    await target.close();
    expect(await codeOf(target.generations())).toBe('store-closed');
    expect(await codeOf(ingest.commit())).toBe('ingest-closed');
    expect(Object.keys(seen(await estate(twin)))).toEqual([arnOf('user', 'ana')]);
    expect(await store(twin, [{ facts: [user('bo')] }])).toMatchObject({ number: 2 });
  });

  it('refuses facts without an id that can be found again', async () => {
    const target = await bench.fresh();
    for (const id of ['', 'a\0b', 'a\ud800'])
      expect(await codeOf(store(target, [{ facts: [user('x', {}, { id })] }])), JSON.stringify(id)).toBe(
        'invalid-fact',
      );
    expect(await target.generations()).toEqual([]);
  });
}
