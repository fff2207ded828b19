import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/graph/fact.js';
import type { LogEntry, Records } from '../../src/store/records.js';
import { store as ingest, user } from './sample.js';
import type { Bench } from './store.js';

/** Adds one to a counter, however many others do the same. */
async function count(records: Records, id: string): Promise<number> {
  for (let lost = 0; ; lost++) {
    const standing = await records.get('counter', id);
    const next = Number(standing?.body['n'] ?? 0) + 1;
    if ((await records.put('counter', id, { n: next }, standing?.version ?? null)) !== null) return lost;
  }
}

async function everyEntry(records: Records, log: string): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (;;) {
    const page = await records.read(log, { after: entries.length, limit: 70 });
    if (page.length === 0) return entries;
    entries.push(...page);
  }
}

/** Documents and logs beside the facts: versions decide who was first, numbers have no gap, and no ingest is waited for. */
export function recordConformance(bench: Bench): void {
  it('has nothing before something is put', async () => {
    const records = (await bench.fresh()).records();
    expect(await records.get('token', 'a')).toBeNull();
    expect(await records.list('token')).toEqual([]);
    expect(await records.kinds()).toEqual([]);
    expect(await records.logs()).toEqual([]);
    expect(await records.read('audit')).toEqual([]);
    expect(await records.remove('token', 'a', 1)).toBe(false);
    expect(await records.kinds()).toEqual([]);
  });

  it('gives a document back as it was put, and counts its changes', async () => {
    const store = await bench.fresh();
    const body: JsonObject = { text: 'ä\u0000 😀 \ud83d', list: [1, null, { deep: true }], number: 0.1, "it's": '"' };
    expect(await store.records().put('token', 'a', body, null)).toBe(1);
    expect(await store.records().get('token', 'a')).toEqual({ id: 'a', version: 1, body });
    expect(await store.records().put('token', 'a', { n: 2 }, 1)).toBe(2);
    expect(await (await bench.again(store)).records().get('token', 'a')).toEqual({
      id: 'a',
      version: 2,
      body: { n: 2 },
    });
  });

  it('writes nothing where the version is another', async () => {
    const records = (await bench.fresh()).records();
    await records.put('token', 'a', { n: 1 }, null);
    await records.put('token', 'a', { n: 2 }, 1);
    for (const version of [null, 1, 3]) expect(await records.put('token', 'a', { n: 9 }, version)).toBeNull();
    expect(await records.put('token', 'b', { n: 9 }, 1)).toBeNull();
    expect(await records.remove('token', 'a', 1)).toBe(false);
    expect(await records.list('token')).toEqual([{ id: 'a', version: 2, body: { n: 2 } }]);
    expect(await records.remove('token', 'a', 2)).toBe(true);
    expect(await records.list('token')).toEqual([]);
    expect(await records.put('token', 'a', { n: 3 }, null)).toBe(1);
  });

  it('lists a kind in order of ids, and names the kinds', async () => {
    const records = (await bench.fresh()).records();
    for (const id of ['c', 'a', 'B', 'b']) await records.put('token', id, { id }, null);
    await records.put('job', 'a', { job: true }, null);
    expect((await records.list('token')).map(({ id }) => id)).toEqual(['B', 'a', 'b', 'c']);
    expect(await records.list('job')).toEqual([{ id: 'a', version: 1, body: { job: true } }]);
    expect(await records.kinds()).toEqual(['job', 'token']);
  });

  it('numbers the entries of each log from 1, and shows the last one to who adds', async () => {
    const records = (await bench.fresh()).records();
    const seen: (LogEntry | null)[] = [];
    const add = (log: string, ...bodies: JsonObject[]) =>
      records.append(log, (last) => {
        seen.push(last);
        return bodies;
      });
    expect(await add('audit', { a: 1 }, { a: 2 })).toEqual([
      { number: 1, body: { a: 1 } },
      { number: 2, body: { a: 2 } },
    ]);
    expect(await add('audit')).toEqual([]);
    expect(await add('audit', { a: 3 })).toEqual([{ number: 3, body: { a: 3 } }]);
    expect(await add('other', { b: 1 })).toEqual([{ number: 1, body: { b: 1 } }]);
    expect(seen).toEqual([null, { number: 2, body: { a: 2 } }, { number: 2, body: { a: 2 } }, null]);
    expect(await records.logs()).toEqual(['audit', 'other']);
  });

  it('adds nothing where the maker fails', async () => {
    const records = (await bench.fresh()).records();
    await records.append('audit', () => [{ a: 1 }]);
    const failing = () => {
      throw new Error('no entry today');
    };
    await expect(records.append('audit', failing)).rejects.toThrow('no entry today');
    expect(await records.append('audit', () => [{ a: 2 }])).toEqual([{ number: 2, body: { a: 2 } }]);
  });

  it('reads a log in pages', async () => {
    const records = (await bench.fresh()).records();
    await records.append('audit', () => Array.from({ length: 1100 }, (_, at) => ({ at })));
    expect(await records.read('audit')).toHaveLength(1000);
    expect((await records.read('audit', { after: 1000 })).map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, at) => 1001 + at),
    );
    expect(await records.read('audit', { after: 2, limit: 2 })).toEqual([
      { number: 3, body: { at: 2 } },
      { number: 4, body: { at: 3 } },
    ]);
  });

  it('lets one win where several put the same version', async () => {
    const store = await bench.fresh();
    const all = [store.records(), (await bench.again(store)).records()];
    for (let round = 0; round < 5; round++) {
      const version = round === 0 ? null : round;
      const put = await Promise.all(
        Array.from({ length: 8 }, (_, at) => all[at % 2]!.put('token', 'a', { round, at }, version)),
      );
      expect(put.filter((one) => one !== null)).toEqual([round + 1]);
      const standing = await store.records().get('token', 'a');
      expect(standing).toEqual({ id: 'a', version: round + 1, body: { round, at: put.indexOf(round + 1) } });
    }
  });

  it('loses no change of documents that several change, make and remove', async () => {
    const store = await bench.fresh();
    const all = [store.records(), (await bench.again(store)).records()];
    await Promise.all(
      all.flatMap((records) =>
        Array.from({ length: 3 }, async () => {
          for (let at = 0; at < 8; at++) await count(records, 'shared');
        }),
      ),
    );
    expect((await store.records().get('counter', 'shared'))?.body).toEqual({ n: 48 });
    let made = 0;
    let removed = 0;
    await Promise.all(
      all.map(async (records) => {
        for (let at = 0; at < 20; at++) {
          if ((await records.put('token', 'flicker', { at }, null)) !== null) made++;
          if (await records.remove('token', 'flicker', 1)) removed++;
        }
      }),
    );
    expect(made).toBeGreaterThanOrEqual(20);
    expect(removed).toBe(made);
    expect(await store.records().list('token')).toEqual([]);
  });

  it('loses no entry of several that add, and no number', async () => {
    const store = await bench.fresh();
    const all = [store.records(), (await bench.again(store)).records()];
    const each = 40;
    await Promise.all(
      all.flatMap((records, who) =>
        [0, 1].map(async (hand) => {
          for (let at = 0; at < each; at += 2)
            await records.append('audit', (last) => [
              { who, hand, at, before: last?.number ?? 0 },
              { who, hand, at: at + 1, before: last?.number ?? 0 },
            ]);
        }),
      ),
    );
    const entries = await everyEntry(store.records(), 'audit');
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 4 * each }, (_, at) => at + 1));
    for (const who of [0, 1])
      for (const hand of [0, 1]) {
        const own = entries.filter(({ body }) => body['who'] === who && body['hand'] === hand);
        expect(own.map(({ body }) => body['at'])).toEqual(Array.from({ length: each }, (_, at) => at));
      }
    // Whom the maker saw is who stands before: nobody came between.
    for (const { number, body } of entries) expect(body['before']).toBe(number - 1 - (Number(body['at']) % 2));
  });

  it('waits for no ingest, and none for it', async () => {
    const store = await bench.fresh();
    const open = await store.ingest({ collectedAt: '2026-03-01T00:00:00.000Z' });
    await store.records().put('token', 'a', { n: 1 }, null);
    await store.records().append('audit', () => [{ a: 1 }]);
    await open.abort();
    expect(await store.records().get('token', 'a')).not.toBeNull();
    await ingest(store, [{ facts: [user('ana')] }]);
    expect(await store.records().read('audit')).toHaveLength(1);
    expect((await store.generations()).map(({ number }) => number)).toEqual([1]);
  });

  it('refuses changes where the store was opened for reading only, and any after it was closed', async () => {
    const store = await bench.fresh();
    await store.records().put('token', 'a', { n: 1 }, null);
    const reader = await bench.again(store, { readOnly: true });
    const records = reader.records();
    expect(await records.get('token', 'a')).toMatchObject({ body: { n: 1 } });
    await expect(records.put('token', 'a', { n: 2 }, 1)).rejects.toMatchObject({ code: 'store-not-writable' });
    await expect(records.remove('token', 'a', 1)).rejects.toMatchObject({ code: 'store-not-writable' });
    await expect(records.append('audit', () => [{ a: 1 }])).rejects.toMatchObject({ code: 'store-not-writable' });
    await reader.close();
    await expect(records.get('token', 'a')).rejects.toMatchObject({ code: 'store-closed' });
    expect(() => reader.records()).toThrow('the store was closed');
  });
}
