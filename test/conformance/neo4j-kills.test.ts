import { setTimeout as pause } from 'node:timers/promises';
import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { startOwnNeo4j } from '../servers/neo4j.js';
import { credentialsOf, settingsOf } from '../servers/neo4j-settings.js';
import { expectClear, failure } from './failure.js';
import { leftovers, letLeaseRunOut } from './neo4j-leftovers.js';
import { dayOf, writeRound } from './rounds.mjs';
import { estate } from './sample.js';
import { expectWhole } from './whole-round.js';
import { Writer } from './writer.js';

const size = 300;
const server = await startOwnNeo4j();

afterAll(() => server?.stop());

describe.skipIf(server === null)('a database that is killed', () => {
  const { url, user, password } = server!;
  let driver: Driver;
  let store: Store;
  /** Rounds that were committed so far. */
  let last = 0;

  const open = () => openNeo4jStore(settingsOf(server!), { create: true });

  async function round(say?: (step: number) => unknown): Promise<void> {
    const number = last + 1;
    const ingest = await store.ingest({ collectedAt: dayOf(number) });
    try {
      let step = 0;
      await writeRound(ingest, number, size, () => say?.(++step));
      await say?.(++step);
      expect(await ingest.commit()).toMatchObject({ number, facts: 2 * size });
      last = number;
    } catch (error) {
      await ingest.abort();
      throw error;
    }
  }

  async function expectRounds(reader = store): Promise<void> {
    expect((await reader.generations()).map(({ number }) => number)).toEqual(
      Array.from({ length: last }, (_, at) => at + 1),
    );
    for (const generation of [last, last - 1])
      if (generation > 0) expectWhole(await estate(reader, { generation }), generation, size);
  }

  beforeAll(async () => {
    driver = neo4j.driver(url, neo4j.auth.basic(user, password));
    store = await open();
    await round();
    await round();
  });

  afterAll(async () => {
    await store.close();
    await driver.close();
  });

  // Four steps: the facts and the index of either part; the fifth is the commit.
  it.each([1, 2, 4, 5])('and comes back in time is waited for by an ingest (step %i)', async (moment) => {
    let back: Promise<void> = Promise.resolve();
    await round((step) => {
      if (step !== moment) return;
      back = pause(2 * moment)
        .then(() => server!.kill())
        .then(() => server!.restart());
    });
    await back;
    await expectRounds();
    expect(await leftovers(driver)).toEqual({});
  });

  it('fails an ingest that cannot go on, of which nothing is seen and the next leaves nothing', async () => {
    const set = await estate(store);
    const ids = [...set.nodesOfKind('user')].slice(0, 2).map(({ id }) => id);
    const failed = await failure(round((step) => (step === 3 ? server!.kill() : undefined)));
    expect(failed).toMatchObject({ code: 'store-unreachable', message: `no answer from a database at \`${url}\`` });
    expectClear(failed, { secret: password });
    expectClear(await failure(store.generations()), { secret: password });
    expectClear(await failure(open()), { secret: password });
    await server!.restart();
    await expectRounds();
    expect(await leftovers(driver)).toMatchObject({ facts: size, announcements: 2 });
    expect(set.node(ids[0]!)?.id).toBe(ids[0]);
    const busy = await failure(store.ingest({ collectedAt: dayOf(99) }));
    expect(busy).toMatchObject({ code: 'store-busy', hint: expect.stringMatching(/the store is free in \d+ s/) });
    await letLeaseRunOut(driver);
    await round();
    await expectRounds();
    expect(await leftovers(driver)).toEqual({});
  });

  it('fails questions while it is away, and answers them when it is back', async () => {
    const fresh = await open();
    const set = await estate(fresh);
    await server!.kill();
    // Looked up by the second thread, as nobody fetched it beforehand.
    const failed = await failure(() => set.resolve('first-7'));
    expect(failed).toMatchObject({ code: 'store-unreachable', message: `no answer from a database at \`${url}\`` });
    expectClear(failed, { secret: password });
    await server!.restart();
    expect(set.resolve('first-7').map(({ name }) => name)).toEqual(['first-7']);
    await expectRounds(fresh);
    await fresh.close();
  });

  it('keeps what was committed through kills of the writer', async () => {
    const env = credentialsOf(server!);
    const seen = new Set<number>();
    for (const [at, word] of ['begin', 'replace', 'index', 'commit', 'done', 'commit'].entries()) {
      const writer = new Writer(url, 'loop', { size, env });
      await writer.until(new RegExp(`^${word} ${last + 2}$`));
      await pause(7 * at);
      await writer.kill();
      const reader = await open();
      const before = last;
      last = (await reader.generations()).at(-1)!.number;
      expect(last).toBeGreaterThanOrEqual(Math.max(before, writer.last('done')));
      expect(last).toBeLessThanOrEqual(writer.last('commit'));
      seen.add(last - before);
      await expectRounds(reader);
      await letLeaseRunOut(driver);
      await (await reader.ingest({ collectedAt: dayOf(99) })).abort();
      expect(await leftovers(driver), word).toEqual({});
      await reader.close();
    }
    expect(seen.size, 'some kills came before a commit, some after').toBeGreaterThan(1);
  });

  it('says so where it takes no writes', async () => {
    await server!.restart(['server.databases.default_to_read_only=true']);
    const failed = await failure(store.ingest({ collectedAt: dayOf(99) }));
    expect(failed).toMatchObject({ code: 'store-not-writable', message: `\`${url}\` is a replica for reading` });
    expectClear(failed, { secret: password });
    await expectRounds();
    await server!.restart([]);
    await round();
    await expectRounds();
  });
});
