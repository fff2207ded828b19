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
  secondDay,
  seen,
  store,
  user,
} from './sample.js';
import type { Bench } from './store.js';

/** One ingest: what it replaces, counts and keeps. */
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
    const aged = facts.map((fact) => ({ ...fact, props: { age: 2 } }));
    const changing = await target.ingest({ collectedAt: secondDay });
    expect(await changing.replace(partOf(), aged)).toMatchObject({ changed: 1300, same: 0 });
    await changing.commit();
    const users = [...(await estate(target)).nodesOfKind('user')];
    expect(users).toHaveLength(1300);
    for (const { props } of users) expect(props).toEqual({ age: 2 });
    const last = await target.ingest({ collectedAt: secondDay });
    expect(await last.replace(partOf(), aged.slice(0, 650))).toMatchObject({ same: 650, removed: 650 });
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
    await store(target, [{ part: { digest: 'd' }, facts: [user('ana')] }, { part: { part: 'resources' } }]);
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
    const again = await target.ingest({ collectedAt: secondDay });
    expect(again.unchanged(partOf({ digest: 'd' }))).toBe(true);
    await again.commit();
    expect((await stale())[0]).toEqual(['identities', null, secondDay]);
    const failing = await target.ingest({ collectedAt: secondDay });
    failing.stale(account, 'identities', 'throttled: once more');
    await failing.commit();
    expect((await stale())[0]).toEqual(['identities', 'throttled: once more', secondDay]);
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
    await store(target, [{ facts: [user('bo')] }], secondDay);
    expect(Object.keys(seen(await estate(target))).sort()).toEqual([account, arnOf('user', 'bo')]);
    expect(await target.problems(), 'of the part that was dropped').toEqual([]);
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

  it('takes problems and indexes only of parts that this ingest brought', async () => {
    const target = await bench.fresh();
    await store(target, [{ part: { digest: 'd' }, facts: [user('ana')], problems: [{ code: 'p' }] }]);
    for (const name of ['problems', 'index'] as const) {
      const ingest = await target.ingest({ collectedAt: secondDay });
      expect(await codeOf(() => ingest[name](partOf(), [])), name).toBe('unknown-part');
      await ingest.abort();
    }
    const ingest = await target.ingest({ collectedAt: secondDay });
    const part = partOf({ digest: 'd' });
    expect(ingest.unchanged(part)).toBe(true);
    ingest.problems(part, []);
    await ingest.commit();
    expect((await target.parts())[0]?.problems).toBe(0);
    if (bench.can('as-of')) expect((await estate(target, { generation: 1 })).parts()[0]?.problems).toBe(1);
  });

  it('keeps what was not collected', async () => {
    const target = await bench.fresh();
    await store(target, [{ part: { notCollected: ['Policy', 'Tags'] } }]);
    expect((await target.parts())[0]?.notCollected).toEqual(['Policy', 'Tags']);
    await store(target, [{}]);
    expect((await target.parts())[0]?.notCollected).toEqual([]);
  });
}
