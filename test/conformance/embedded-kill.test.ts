import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.js';
import { Connection } from '../../src/store/embedded/connection.js';
import { databaseFile, openEmbeddedStore } from '../../src/store/embedded/index.js';
import { estate, store as ingest, user } from './sample.js';
import { temporary } from './temporary.js';
import { expectWhole } from './whole-round.js';
import { Writer } from './writer.js';

const size = 300;

/** The line after which the writer is killed, and how many milliseconds later. `commit` is said just before a commit. */
const words = ['begin', 'replace', 'index', 'commit', 'done'] as const;
const delays = [0, 1, 2, 4, 8, 16, 32] as const;
const moments = delays.flatMap((delay) => words.map((word) => ({ word, delay })));

function expectSound(directory: string): void {
  const connection = Connection.to(join(directory, databaseFile));
  const rows = connection.database.prepare('PRAGMA integrity_check').all();
  connection.release();
  expect(rows).toEqual([{ integrity_check: 'ok' }]);
}

/** Exactly the generations whose commit ended, or at most one more whose commit had begun. */
async function expectCommitted(store: Store, writer: Writer, before: number): Promise<number> {
  const generations = await store.generations();
  expect(generations.map(({ number }) => number)).toEqual(generations.map((_, at) => at + 1));
  const last = generations.at(-1)?.number ?? 0;
  expect(last).toBeGreaterThanOrEqual(Math.max(before, writer.last('done')));
  expect(last).toBeLessThanOrEqual(Math.max(before, writer.last('commit')));
  return last;
}

async function killAt(directory: string, word: string, delay: number, before: number): Promise<number> {
  const writer = new Writer(directory, 'loop', { size });
  // The second round on a store that has data, the first one on an empty store.
  await writer.until(new RegExp(`^${word} ${before === 0 ? 1 : before + 2}$`));
  await setTimeout(delay);
  await writer.kill();
  const store = await openEmbeddedStore(directory, { create: true });
  try {
    const last = await expectCommitted(store, writer, before);
    for (const generation of [last, last - 1]) {
      if (generation > 0) expectWhole(await estate(store, { generation }), generation, size);
    }
    return last;
  } finally {
    await store.close();
  }
}

it('keeps every committed generation and nothing else through 35 kills of an ingest', async () => {
  const directory = join(temporary(), 'kills');
  let last = 0;
  const commits = new Set<number>();
  for (const { word, delay } of moments) {
    last = await killAt(directory, word, delay, last);
    commits.add(last);
  }
  expectSound(directory);
  expect(commits.size, 'the kills met different generations').toBeGreaterThan(10);
  const store = await openEmbeddedStore(directory);
  const next = await ingest(store, [{ part: { part: 'third' }, facts: [user('ana')] }]);
  expect(next.number).toBe(last + 1);
  await store.close();
}, 240_000);

it('has nothing or all of a first ingest that is killed', async () => {
  const found = new Set<boolean>();
  for (const { word, delay } of moments.filter((moment) => [0, 2, 8].includes(moment.delay))) {
    const directory = join(temporary(), `first-${word}-${delay}`);
    const last = await killAt(directory, word, delay, 0);
    found.add(last > 0);
    expectSound(directory);
    const store = await openEmbeddedStore(directory);
    const next = await ingest(store, [{ part: { part: 'third' }, facts: [user('ana')] }]);
    expect(next.number).toBe(last + 1);
    const names = [...(await estate(store)).nodesOfKind('user')].map(({ name }) => name);
    expect(names).toContain('ana');
    expect(names, 'nothing of the killed load comes up again').toHaveLength(last > 0 ? 2 * size + 1 : 1);
    expect(await store.parts()).toHaveLength(last > 0 ? 3 : 1);
    await store.close();
  }
  expect([...found].sort(), 'some kills came before the first commit, some after').toEqual([false, true]);
}, 240_000);

it('names a living writer and does not wait for a dead one', async () => {
  const directory = join(temporary(), 'held');
  const store = await openEmbeddedStore(directory, { create: true });
  await ingest(store, [{ facts: [user('ana')] }]);
  const writer = new Writer(directory, 'hold', { size });
  try {
    await writer.until(/^holding$/);
    await expect(ingest(store, [{ facts: [user('bo')] }])).rejects.toMatchObject({
      code: 'store-busy',
      message: `process ${writer.pid} is already writing to the store`,
      data: { pid: writer.pid },
    });
    const set = await estate(store);
    expect([...set.nodesOfKind('user')].map(({ name }) => name)).toEqual(['ana']);
  } finally {
    await writer.kill();
  }
  expect(existsSync(join(directory, 'writer.pid')), 'the dead writer left its name').toBe(true);
  expect(await ingest(store, [{ facts: [user('bo')] }])).toMatchObject({ number: 2 });
  expect([...(await estate(store)).nodesOfKind('user')].map(({ name }) => name)).toEqual(['bo']);
  expect(existsSync(join(directory, 'writer.pid'))).toBe(false);
  await store.close();
  expectSound(directory);
}, 60_000);

it('names a living writer that loads an empty store', async () => {
  const directory = join(temporary(), 'held-empty');
  const writer = new Writer(directory, 'hold', { size });
  try {
    await writer.until(/^holding$/);
    const store = await openEmbeddedStore(directory, { create: true });
    await expect(store.ingest({ collectedAt: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'store-busy',
      data: { pid: writer.pid },
    });
    expect(await store.generations()).toEqual([]);
    await store.close();
  } finally {
    await writer.kill();
  }
  const store = await openEmbeddedStore(directory);
  expect(await store.parts()).toEqual([]);
  expect(await ingest(store, [{ facts: [user('ana')] }])).toMatchObject({ number: 1 });
  await store.close();
}, 60_000);
