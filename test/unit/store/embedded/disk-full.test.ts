import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../../src/store/contract.js';
import { Connection } from '../../../../src/store/embedded/connection.js';
import { databaseFile, openEmbeddedStore } from '../../../../src/store/embedded/index.js';
import { sync } from '../../../../src/sync/index.js';
import {
  account,
  codeOf,
  estate,
  firstDay,
  partOf,
  role,
  secondDay,
  seen,
  store,
  user,
} from '../../../conformance/sample.js';
import { temporary } from '../../../conformance/temporary.js';

let target: Store;
let connection: Connection;
let count = 0;

beforeEach(async () => {
  const directory = join(temporary(), `full-${++count}`);
  target = await openEmbeddedStore(directory, { create: true });
  connection = Connection.to(join(directory, databaseFile));
});

afterEach(async () => {
  connection.release();
  await target.close();
});

/** A disk of so many pages more, as SQLite sees it. */
function room(pages: number): void {
  const [row] = connection.database.prepare('PRAGMA page_count').all();
  connection.database.exec(`PRAGMA max_page_count = ${Number(row?.['page_count']) + pages}`);
}

const filler = 'x'.repeat(1000);
const many = Array.from({ length: 2000 }, (_, at) => role(`r${at}`, { filler }));
const report = async () => [seen(await estate(target)), await target.parts(), await target.generations()];

describe('a full disk', () => {
  it.each([1, 3, 20, 100])('leaves the store as it was with %i pages left, and lets it go on later', async (pages) => {
    await store(target, [{ facts: [user('ana')] }]);
    const before = await report();
    room(pages);
    await expect(store(target, [{ facts: [user('ana', { age: 2 }), ...many] }])).rejects.toMatchObject({
      ...{ code: 'disk-full', message: 'the disk is full, nothing was stored' },
    });
    expect(await report()).toEqual(before);
    room(100_000);
    expect(await store(target, [{ facts: [user('bo'), ...many] }])).toMatchObject({ number: 2, facts: 2001 });
  });

  it('leaves an empty store empty', async () => {
    room(20);
    expect(await codeOf(store(target, [{ facts: many }]))).toBe('disk-full');
    expect(await target.generations()).toEqual([]);
    expect(await codeOf(estate(target))).toBe('empty-store');
    room(100_000);
    expect(await store(target, [{ facts: [user('bo'), ...many] }])).toMatchObject({ number: 1, facts: 2001 });
    expect(Object.keys(seen(await estate(target)))).toHaveLength(2001);
  });

  it('lets nothing more into an ingest that met it', async () => {
    await store(target, [{ facts: [user('ana')] }]);
    const before = await report();
    room(20);
    const ingest = await target.ingest({ collectedAt: secondDay });
    const part = partOf({ part: 'resources' });
    expect(await codeOf(ingest.replace(part, many))).toBe('disk-full');
    room(100_000);
    expect(await codeOf(ingest.replace(partOf(), [user('bo')]))).toBe('ingest-failed');
    for (const work of [
      () => ingest.unchanged(part),
      () => ingest.index(part, []),
      () => ingest.problems(part, []),
      () => ingest.stale(account, 'identities', 'why'),
      () => ingest.drop(account, 'identities'),
    ])
      expect(await codeOf(work)).toBe('ingest-failed');
    expect(await codeOf(ingest.commit())).toBe('ingest-failed');
    await ingest.abort();
    expect(await report()).toEqual(before);
    expect(await store(target, [{ facts: [user('bo')] }])).toMatchObject({ number: 2, facts: 1 });
  });

  it('comes out of sync by its name', async () => {
    room(20);
    const input = { provider: 'aws', scope: account, part: 'identities', source: 'x', digest: 'd', problems: [] };
    const progress = { step: () => {}, warn: () => {} };
    const options = { indexers: () => null, collectedAt: firstDay, progress };
    expect(await codeOf(sync(target, [{ ...input, facts: () => many }], options))).toBe('disk-full');
    expect(await target.generations()).toEqual([]);
    room(100_000);
    await sync(target, [{ ...input, facts: () => many }], options);
    expect(await target.generations()).toHaveLength(1);
  });
});
