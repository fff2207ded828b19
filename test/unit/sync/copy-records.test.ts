import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../../src/store/contract.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';
import { compareStores } from '../../../src/sync/copy/compare-stores.js';
import { planCopy } from '../../../src/sync/copy/copy-store.js';
import { compareRecords, copyRecords } from '../../../src/sync/copy/records.js';
import { codeOf, store, user } from '../../conformance/sample.js';
import { temporary } from '../../conformance/temporary.js';
import { quiet } from './copy-story.js';

let count = 0;
let from: Store;
let to: Store;

const open = () => openEmbeddedStore(join(temporary(), `records-${++count}`), { create: true });
beforeEach(async () => {
  [from, to] = [await open(), await open()];
});
afterEach(async () => {
  await from.close();
  await to.close();
});

async function fill(): Promise<void> {
  const records = from.records();
  await records.put('token', 'a', { n: 1 }, null);
  await records.put('token', 'b', { n: 1 }, null);
  await records.put('token', 'b', { n: 2 }, 1);
  await records.put('job', 'a', { job: true }, null);
  await records.append('audit', () => Array.from({ length: 2500 }, (_, at) => ({ at })));
  await records.append('job-a', () => [{ line: 'x' }]);
}

const copy = () => copyRecords(from.records(), to.records());

it('brings documents as they stand and logs with their numbers', async () => {
  await fill();
  expect(await copy()).toEqual({ documents: 3, entries: 2501 });
  expect((await to.records().list('token')).map(({ id, body }) => [id, body])).toEqual([
    ['a', { n: 1 }],
    ['b', { n: 2 }],
  ]);
  expect(await to.records().read('audit', { after: 2498 })).toEqual(
    await from.records().read('audit', { after: 2498 }),
  );
  expect(await compareRecords(from.records(), to.records())).toEqual([]);
  expect(await copy()).toEqual({ documents: 0, entries: 0 });
});

it('brings what came since: new, other and removed documents, later entries', async () => {
  await fill();
  await copy();
  const records = from.records();
  await records.put('token', 'a', { n: 9 }, 1);
  await records.remove('token', 'b', 2);
  await records.append('audit', () => [{ late: true }]);
  expect(
    (await compareRecords(records, to.records())).map(({ of, name, from }) => [of, name, from.split(',')[0]]),
  ).toEqual([
    ['documents', 'token', '1 documents'],
    ['log', 'audit', '2501 entries'],
  ]);
  expect(await copy()).toEqual({ documents: 2, entries: 1 });
  expect(await compareRecords(records, to.records())).toEqual([]);
});

it('refuses a log that is not the beginning of the source’s', async () => {
  await fill();
  await to.records().append('audit', () => [{ own: true }]);
  expect(await codeOf(copy())).toBe('store-not-empty');
});

it('counts as content of a store: a target that has some is not empty, a source with nothing else can be copied', async () => {
  expect(await codeOf(planCopy(from, to, false))).toBe('empty-store');
  await from.records().put('token', 'a', { n: 1 }, null);
  expect(await planCopy(from, to, false)).toEqual({ standing: 0, planned: [] });
  await to.records().put('token', 'a', { n: 1 }, null);
  expect(await codeOf(planCopy(from, to, false))).toBe('store-not-empty');
  expect(await planCopy(from, to, true)).toEqual({ standing: 0, planned: [] });
});

it('shows in a comparison of stores', async () => {
  for (const one of [from, to]) await store(one, [{ facts: [user('ana')] }]);
  await from.records().put('token', 'a', { n: 1 }, null);
  const { differences } = await compareStores(from, to, { progress: quiet });
  expect(differences.filter(({ generation }) => generation === null)).toEqual([
    {
      ...{ of: 'documents', generation: null, scope: null, part: 'token' },
      from: expect.stringMatching(/^1 documents, digest [0-9a-f]{64}$/),
      to: expect.stringMatching(/^0 documents, digest [0-9a-f]{64}$/),
    },
  ]);
});
