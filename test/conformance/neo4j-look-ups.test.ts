import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Connection } from '../../src/store/neo4j/connection.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { LookupThread } from '../../src/store/neo4j/lookup/thread.js';
import { startWay } from '../servers/breakable-way.js';
import { settingsOf } from '../servers/neo4j-settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { dayOf, writeRound } from './rounds.mjs';
import { estate } from './sample.js';

const server = inject('neo4j');
const one = { text: 'RETURN 1 AS one', parameters: {} };

describe.skipIf(server === null)('look-ups by a second thread', () => {
  const { url } = server ?? { url: 'bolt://nowhere' };
  const ends: (() => Promise<void>)[] = [];

  beforeAll(() => wipe(server!));

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  function thread(seen: readonly string[]): LookupThread {
    const started = new LookupThread(settingsOf(server!), () => seen);
    ends.push(() => started.close());
    return started;
  }

  it('are answered by a server that has caught up with what this process wrote', async () => {
    const way = await startWay(Number(new URL(url).port || 7687));
    ends.push(way.stop);
    const store = await openNeo4jStore(settingsOf(server!, `bolt://127.0.0.1:${way.port}`), { create: true });
    ends.push(() => store.close());
    const ingest = await store.ingest({ collectedAt: dayOf(1) });
    await writeRound(ingest, 1, 10);
    await ingest.commit();
    const set = await estate(store);
    const before = way.bookmarked();
    expect([...set.nodesOfKind('user')]).toHaveLength(20);
    expect(way.bookmarked()).toBeGreaterThan(before);
  });

  it('are refused where what was seen is not known to the server', () => {
    expect(() => thread(['FB:of another database']).read([one])).toThrow(/ookmark/);
  });

  it('know what was read, where several servers may answer', async () => {
    const alone = new Connection(settingsOf(server!));
    const routed = new Connection(settingsOf(server!, url.replace(/^bolt/, 'neo4j')));
    ends.push(
      () => alone.close(),
      () => routed.close(),
    );
    for (const connection of [alone, routed]) expect(await connection.read([one])).toEqual([[{ one: 1 }]]);
    expect(alone.seen).toEqual([]);
    expect(routed.seen).toEqual([expect.stringMatching(/^FB:/)]);
    expect(thread(routed.seen).read([one])).toEqual([[{ one: 1 }]]);
  });

  it('go on after the thread came to its end', async () => {
    const asked = thread([]);
    expect(asked.read([one])).toEqual([[{ one: 1 }]]);
    const { started } = asked as unknown as { started: { worker: Worker } };
    await started.worker.terminate();
    expect(asked.read([one])).toEqual([[{ one: 1 }]]);
    expect((asked as unknown as { started: object }).started).not.toBe(started);
  });

  it('end when whoever asked has stopped them, and that is no fault of the server', async () => {
    const connection = new Connection(settingsOf(server!));
    ends.push(() => connection.close());
    const long = {
      text: 'UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*) AS n',
      parameters: {},
    };
    for (const stopped of [AbortSignal.abort(), AbortSignal.timeout(200), stopping(200)]) {
      const began = performance.now();
      await expect(connection.read([long], { signal: stopped })).rejects.toMatchObject({
        name: expect.stringMatching(/^(Abort|Timeout)Error$/),
      });
      expect(performance.now() - began).toBeLessThan(5000);
    }
  });

  afterAll(() => wipe(server!));
});

function stopping(afterMs: number): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), afterMs);
  return abort.signal;
}
