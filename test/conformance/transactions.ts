import { expect, it } from 'vitest';
import type { Fact } from '../../src/graph/fact.js';
import {
  account,
  arnOf,
  bucket,
  codeOf,
  estate,
  firstDay,
  partOf,
  role,
  secondDay,
  seen,
  store,
  user,
} from './sample.js';
import type { Bench } from './store.js';

/** An ingest is all or nothing, and there is one at a time. */
export function transactionConformance(bench: Bench): void {
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
    await ingest.index(part, [{ record: 'grantee', key: 'k', node: x.id, kind: 'user', name: 'x' }]);
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
