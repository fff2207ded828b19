import { expect, it } from 'vitest';
import type { FactChange, Store } from '../../src/store/contract.js';
import {
  account,
  arnOf,
  bucket,
  bucketArn,
  firstDay,
  otherAccount,
  partOf,
  role,
  secondDay,
  store,
  user,
} from './sample.js';
import type { Bench } from './store.js';

/** `part id before after`, the props alone. */
async function differences(target: Store, from: number, to: number): Promise<string[]> {
  const found: FactChange[] = [...(await target.changes(from, to))];
  return found.map(
    ({ provider, scope, part, id, before, after }) =>
      `${provider} ${scope} ${part} ${id} ${JSON.stringify(before?.props ?? null)} ${JSON.stringify(after?.props ?? null)}`,
  );
}

const line = (id: string, before: object | null, after: object | null, part = 'identities', scope = account): string =>
  `aws ${scope} ${part} ${id} ${JSON.stringify(before)} ${JSON.stringify(after)}`;

/** What differs between two generations. */
export function changeConformance(bench: Bench): void {
  const [ana, ben, cy] = ['ana', 'ben', 'cy'].map((name) => arnOf('user', name)) as [string, string, string];

  it('names facts that came, went and changed, and none that stayed', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { n: 1 }), user('ben', { n: 1 }), role('deploy')] }]);
    await store(target, [{ facts: [user('ana', { n: 2 }), user('cy', { n: 1 }), role('deploy')] }], secondDay);
    expect(await differences(target, 1, 2)).toEqual([
      line(ana, { n: 1 }, { n: 2 }),
      line(ben, { n: 1 }, null),
      line(cy, null, { n: 1 }),
    ]);
    expect(await differences(target, 2, 1)).toEqual([
      line(ana, { n: 2 }, { n: 1 }),
      line(ben, null, { n: 1 }),
      line(cy, { n: 1 }, null),
    ]);
    expect(await differences(target, 2, 2)).toEqual([]);
  });

  it('looks past what happened in between', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { n: 1 }), user('ben')] }]);
    await store(target, [{ facts: [user('ana', { n: 2 }), user('cy')] }], secondDay);
    await store(target, [{ facts: [user('ana', { n: 1 }), user('ben', { n: 3 })] }], '2026-03-03T08:00:00.000Z');
    expect(await differences(target, 1, 3)).toEqual([line(ben, {}, { n: 3 })]);
  });

  it('tells whole facts, edges and all', async () => {
    const target = await bench.fresh();
    const edges = [{ kind: 'member-of', to: 'g1' }] as const;
    await store(target, [{ facts: [user('ana', {}, { edges, aliases: ['a@example.com'] })] }]);
    await store(target, [{ facts: [user('ana')] }], secondDay);
    expect([...(await target.changes(1, 2))]).toEqual([
      {
        ...{ provider: 'aws', scope: account, part: 'identities', id: ana },
        before: user('ana', {}, { edges, aliases: ['a@example.com'] }),
        after: user('ana'),
      },
    ]);
  });

  it('covers parts that came, went or were brought again the same', async () => {
    const target = await bench.fresh();
    const same = { scope: otherAccount, part: 'identities', digest: 'same' };
    const ingest = await target.ingest({ collectedAt: firstDay });
    await ingest.replace(partOf({ part: 'resources' }), [bucket('docs')]);
    await ingest.replace(partOf(same), [user('dora')]);
    await ingest.commit();
    const later = await target.ingest({ collectedAt: secondDay });
    later.drop(account, 'resources');
    await later.replace(partOf(), [user('ana')]);
    expect(later.unchanged(partOf(same))).toBe(true);
    await later.commit();
    expect(await differences(target, 1, 2)).toEqual([
      line(ana, null, {}),
      line(bucketArn('docs'), {}, null, 'resources'),
    ]);
  });

  it('pairs an id that one part describes twice', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana', { a: 1 }), user('ana', { b: 1 })] }]);
    await store(target, [{ facts: [user('ana', { a: 1 }), user('ana', { b: 2 })] }], secondDay);
    expect(await differences(target, 1, 2)).toEqual([line(ana, { b: 1 }, { b: 2 })]);
  });

  it('goes through more facts than a page holds, and other work goes on meanwhile', async () => {
    const target = await bench.fresh();
    const many = (n: number) => Array.from({ length: 1201 }, (_, at) => user(`u${at}`, { n: at % 3 === 0 ? n : 0 }));
    await store(target, [{ facts: many(1) }]);
    await store(target, [{ facts: many(2) }], secondDay);
    let count = 0;
    for (const { before, after } of await target.changes(1, 2)) {
      expect([before?.props, after?.props]).toEqual([{ n: 1 }, { n: 2 }]);
      if (count++ === 0) await store(target, [{ facts: many(3) }], '2026-03-03T08:00:00.000Z');
    }
    expect(count).toBe(401);
  });
}
