import { setTimeout as pause } from 'node:timers/promises';
import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GrantgraphError } from '../../src/base/errors.js';
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

/** Of a part. */
const size = 1000;
/** Both parts together are more than one transaction takes. */
const large = 2600;
const server = await startOwnNeo4j();

afterAll(() => server?.stop());

describe.skipIf(server === null)('a database that is killed', () => {
  const { url, user, password } = server!;
  let driver: Driver;
  let store: Store;
  /** Rounds that were committed so far. */
  let last = 0;

  const open = () => openNeo4jStore(settingsOf(server!), { create: true });

  async function round(say?: (step: number) => unknown, facts = size): Promise<void> {
    const number = last + 1;
    const ingest = await store.ingest({ collectedAt: dayOf(number) });
    try {
      let step = 0;
      await writeRound(ingest, number, facts, () => say?.(++step));
      await say?.(++step);
      expect(await ingest.commit()).toMatchObject({ number, facts: 2 * facts });
      last = number;
    } catch (error) {
      await ingest.abort();
      throw error;
    }
  }

  async function expectRounds(reader = store): Promise<void> {
    const numbers = (await reader.generations()).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    expectWhole(await estate(reader), last, size);
  }

  /** Once the next ingest has begun. */
  async function expectNothingLeft(): Promise<void> {
    await letLeaseRunOut(driver);
    await (await store.ingest({ collectedAt: dayOf(99) })).abort();
    expect(await leftovers(driver)).toEqual({});
  }

  beforeAll(async () => {
    driver = neo4j.driver(url, neo4j.auth.basic(user, password));
    store = await open();
    await round();
  });

  afterEach(async () => {
    if (server!.pid() === undefined) await server!.restart();
  });

  afterAll(async () => {
    await store.close();
    await driver.close();
  });

  // Four steps: the facts and the index of either part; the fifth is the commit.
  it.each([
    [4, 5],
    [5, 1],
    [5, 30],
  ])('leaves an ingest that goes on, or one that failed (step %i, %i ms later)', async (moment, delay) => {
    let back: Promise<void> = Promise.resolve();
    try {
      await round((step) => {
        if (step !== moment) return;
        back = pause(delay)
          .then(() => server!.kill())
          .then(() => server!.restart());
      });
    } catch (error) {
      // It came back too late, but the commit may have been carried out before.
      expect(error).toMatchObject({ code: 'store-unreachable' });
      expectClear(error as GrantgraphError, { secret: password });
      await back;
      last = (await store.generations()).length;
    }
    await back;
    await expectRounds();
    await expectNothingLeft();
  });

  it('fails an ingest that cannot go on, of which nothing is seen and the next leaves nothing', async () => {
    const set = await estate(store);
    const [first] = set.nodesOfKind('user');
    const failed = await failure(
      round(async (step) => {
        if (step !== 4) return;
        // Until some of it stands in the database.
        while (!(await leftovers(driver))['facts']) await pause(20);
        await server!.kill();
      }, large),
    );
    expect(failed).toMatchObject({ code: 'store-unreachable', message: `no answer from a database at \`${url}\`` });
    expectClear(failed, { secret: password });
    await server!.restart();
    await expectRounds();
    const left = await leftovers(driver);
    expect(left['facts']).toBeGreaterThanOrEqual(large);
    expect(left['announcements']).toBeGreaterThan(0);
    expect(left['generations']).toBeUndefined();
    expect(set.node(first!.id)).toEqual(first);
    const busy = await failure(store.ingest({ collectedAt: dayOf(99) }));
    expect(busy).toMatchObject({ code: 'store-busy', message: `another ingest is writing to \`${url}\`` });
    expect(busy.hint).toMatch(/^try again when it has ended; if it died, the store is free in ([1-9]|[12]\d|30) s$/);
    await letLeaseRunOut(driver);
    await round();
    await expectRounds();
    expect(await leftovers(driver)).toEqual({});
  }, 120_000);

  it('fails questions while it is away, and answers them when it is back', async () => {
    const fresh = await open();
    const set = await estate(fresh);
    await server!.kill();
    expectClear(await failure(open()), { secret: password });
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
    await expectNothingLeft();
    const seen = new Set<number>();
    for (const [at, word] of ['index', 'commit', 'done', 'commit'].entries()) {
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
      await reader.close();
      await expectNothingLeft();
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
