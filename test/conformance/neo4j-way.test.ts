import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Store } from '../../src/store/contract.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { selfSigned } from '../servers/certificate.js';
import { freePort } from '../servers/free-port.js';
import { settingsOf } from '../servers/neo4j-settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { type Proxy, startProxy } from '../servers/proxy.js';
import { startStranger } from '../servers/stranger.js';
import { expectClear, failure } from './failure.js';
import { leftovers } from './neo4j-leftovers.js';
import { dayOf, writeRound } from './rounds.mjs';
import { estate } from './sample.js';
import { expectWhole } from './whole-round.js';

const server = inject('neo4j');
const size = 1000;

/** What a way to the server leads to, opened or not. */
async function failureOf(way: string, user = server!.user, password = server!.password) {
  const failed = await failure(openNeo4jStore(settingsOf({ url: server!.url, user, password }, way), { create: true }));
  expectClear(failed, { secret: password });
  expect(failed.message).toContain(`\`${way}\``);
  return failed;
}

describe.skipIf(server === null)('the way to the database', () => {
  let driver: Driver;
  let store: Store;
  let proxy: Proxy;
  const stopping: { stop(): Promise<void> }[] = [];
  const port = Number(new URL(server!.url).port || 7687);

  const over = async (way: Proxy): Promise<Store> => {
    const opened = await openNeo4jStore(settingsOf(server!, `bolt://127.0.0.1:${way.port}`), { create: true });
    stopping.push({ stop: () => opened.close() });
    return opened;
  };

  beforeAll(async () => {
    const { url, user, password } = server!;
    await wipe(server!);
    driver = neo4j.driver(url, neo4j.auth.basic(user, password));
    store = await openNeo4jStore(settingsOf(server!), { create: true });
    const ingest = await store.ingest({ collectedAt: dayOf(1) });
    await writeRound(ingest, 1, size);
    await ingest.commit();
    proxy = await startProxy(port);
  });

  afterEach(async () => {
    proxy.cutAfter(null);
    for (const one of stopping.splice(0)) await one.stop();
  });

  afterAll(async () => {
    await proxy.stop();
    await store.close();
    await driver.close();
  });

  it('is tried again where it breaks off in the middle of an answer', async () => {
    const opened = await over(proxy);
    const set = await estate(opened);
    // What the second thread asks is answered by more than this.
    proxy.cutAfter(20_000);
    const before = proxy.connections();
    setTimeout(() => proxy.cutAfter(null), 0);
    expect([...set.nodesOfKind('user')]).toHaveLength(2 * size);
    expect(proxy.connections()).toBeGreaterThan(before);
  });
});
