import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Store } from '../../src/store/contract.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { type BreakableWay, startWay } from '../servers/breakable-way.js';
import { selfSigned } from '../servers/certificate.js';
import { freePort } from '../servers/free-port.js';
import { settingsOf } from '../servers/neo4j-settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { startStranger } from '../servers/stranger.js';
import { expectClear, failure } from './failure.js';
import { dayOf, writeRound } from './rounds.mjs';
import { estate } from './sample.js';
import { expectWhole } from './whole-round.js';

const server = inject('neo4j');
const size = 1000;

describe.skipIf(server === null)('the way to the database', () => {
  const { user, password, url } = server ?? { user: '', password: '', url: 'bolt://nowhere' };
  const port = Number(new URL(url).port || 7687);
  const ends: (() => Promise<void>)[] = [];

  async function way(tls?: Parameters<typeof startWay>[1]): Promise<BreakableWay> {
    const started = await startWay(port, tls);
    ends.push(started.stop);
    return started;
  }

  async function open(at: string, options = { create: true }): Promise<Store> {
    const store = await openNeo4jStore(settingsOf(server!, at), options);
    ends.unshift(() => store.close());
    return store;
  }

  /** What it leads to; told with the place and a remedy. */
  async function failureAt(at: string, credentials = { user, password }) {
    const failed = await failure(openNeo4jStore(settingsOf({ url, ...credentials }, at), { create: true }));
    expectClear(failed, { secret: credentials.password });
    expect(failed.message).toContain(`\`${at}\``);
    return failed;
  }

  async function round(store: Store, number: number): Promise<void> {
    const ingest = await store.ingest({ collectedAt: dayOf(number) });
    await writeRound(ingest, number, size);
    await ingest.commit();
  }

  beforeAll(async () => {
    await wipe(server!);
    await round(await open(url), 1);
    await ends.shift()?.();
  });

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it('is taken again where it breaks off in the middle of an answer', async () => {
    const broken = await way();
    const store = await open(`bolt://127.0.0.1:${broken.port}`);
    const set = await estate(store);
    const before = broken.connections();
    // The next three connections, of the second thread, bring this much each; a page of facts is more.
    broken.cutAfter(30_000, 3);
    expectWhole(set, 1, size);
    expect(broken.connections()).toBeGreaterThanOrEqual(before + 4);
  });

  it('is taken again in the middle of what is fetched beforehand', async () => {
    const broken = await way();
    const store = await open(`bolt://127.0.0.1:${broken.port}`);
    broken.cutAfter(2000, 2);
    broken.cut();
    expect((await store.parts()).map(({ part }) => part)).toEqual(['first', 'second']);
    expect((await store.problems()).map(({ code }) => code)).toEqual(['round', 'round']);
  });

  it('is given up where it breaks off again and again', async () => {
    const broken = await way();
    const at = `bolt://127.0.0.1:${broken.port}`;
    const store = await open(at);
    const set = await estate(store);
    broken.cutAfter(1000, 10_000);
    broken.cut();
    const failed = await failure(() => [...set.nodesOfKind('user')]);
    expect(failed).toMatchObject({ code: 'store-unreachable', message: `no answer from a database at \`${at}\`` });
    expectClear(failed, { secret: password });
    broken.cutAfter(0, 0);
    expectWhole(set, 1, size);
  });

  it('may break off while an ingest writes, who writes everything once', async () => {
    const broken = await way();
    const store = await open(`bolt://127.0.0.1:${broken.port}`);
    // Ever less often, so that it gets through in the end however slow this machine is.
    let cuts = 0;
    let cutting = setTimeout(function cut() {
      broken.cut();
      cutting = setTimeout(cut, 100 * 1.5 ** ++cuts);
    }, 100);
    try {
      await round(store, 2);
    } finally {
      clearTimeout(cutting);
    }
    expect(cuts).toBeGreaterThan(2);
    expectWhole(await estate(store), 2, size);
    expect((await store.generations()).map(({ facts }) => facts)).toEqual([2 * size, 2 * size]);
  });

  it('is waited for no longer than is said where nothing comes through', async () => {
    const broken = await way();
    const at = `bolt://127.0.0.1:${broken.port}`;
    broken.stall(true);
    expect(await failureAt(at)).toMatchObject({
      code: 'store-unreachable',
      hint: 'is the server running, the address right, and its encryption what the URL says (neo4j:// or neo4j+s://)?',
    });
  });

  it('leads nowhere where nobody listens', async () => {
    const nobody = await freePort();
    for (const scheme of ['bolt', 'neo4j', 'bolt+s', 'neo4j+ssc'])
      expect(await failureAt(`${scheme}://127.0.0.1:${nobody}`), scheme).toMatchObject({
        code: 'store-unreachable',
        message: `no answer from a database at \`${scheme}://127.0.0.1:${nobody}\``,
      });
    expect(await failureAt('neo4j://no-such-host.invalid')).toMatchObject({ code: 'store-unreachable' });
  });

  it('is closed to who has no right', async () => {
    for (const credentials of [
      { user, password: 'not this one' },
      { user: 'nobody', password },
    ])
      expect(await failureAt(url, credentials)).toMatchObject({
        code: 'store-refused',
        message: `\`${url}\` refuses these credentials`,
        hint: 'check user and password (GRANTGRAPH_NEO4J_USER, GRANTGRAPH_NEO4J_PASSWORD)',
      });
  });

  it('is encrypted or not, as the URL says', async () => {
    const hint =
      'neo4j+s:// where the server has a certificate of a known authority, neo4j+ssc:// for one of its own, neo4j:// where it has none';
    const plain = await way();
    const encrypted = await way(selfSigned());
    const wrong = [
      ...['bolt+s', 'bolt+ssc', 'neo4j+s'].map((scheme) => `${scheme}://127.0.0.1:${plain.port}`),
      ...['bolt+s', 'neo4j+s'].map((scheme) => `${scheme}://localhost:${encrypted.port}`),
    ];
    for (const at of wrong)
      expect(await failureAt(at), at).toMatchObject({
        code: 'store-tls',
        message: `\`${at}\` and this URL do not agree on encryption`,
        hint,
      });
    // A server that wants encryption hangs up on who does not begin it: that may have other reasons, which the hint names too.
    expect(await failureAt(`bolt://localhost:${encrypted.port}`)).toMatchObject({
      code: 'store-unreachable',
      hint: expect.stringMatching(/encryption/),
    });
    const store = await open(`bolt+ssc://localhost:${encrypted.port}`);
    expectWhole(await estate(store), 2, size);
  });

  it('leads to a server that speaks none of our versions of the protocol, or another one', async () => {
    // Four zero bytes: no version of those that were offered.
    const old = await startStranger(Buffer.alloc(4));
    const web = await startStranger(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    ends.push(old.stop, web.stop);
    for (const stranger of [old, web]) {
      const at = `bolt://127.0.0.1:${stranger.port}`;
      expect(await failureAt(at)).toMatchObject({
        code: 'unsupported-server',
        message: `\`${at}\` speaks no version of the protocol that is known here`,
        hint: 'is it a database, at the port of its Bolt connector (7687)? Neo4j 5 is needed',
      });
    }
  });

  it('leads to no such database', async () => {
    expect(await failureAt(`${url}/other`)).toMatchObject({
      code: 'no-store',
      message: `no such database: \`${url}/other\``,
    });
  });

  afterAll(() => wipe(server!));
});
