import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { demo } from '../../../src/commands/demo.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { clearPublished, publish } from '../../../src/commands/publish.js';
import { query } from '../../../src/commands/query.js';
import { status } from '../../../src/commands/status.js';
import type { PublishedHolding } from '../../../src/publish/contract.js';
import { countHolders, createEdges, createNodes, deleteSome } from '../../../src/publish/cypher/drafts.js';
import { beginBatch, giveUpLock, renewLock, takeLock } from '../../../src/publish/cypher/lock.js';
import { edgeTypes, publishedLabels } from '../../../src/publish/cypher/names.js';
import { announced, bringOut, readPublication, withdraw } from '../../../src/publish/cypher/swap.js';
import { holdingsOf } from '../../../src/publish/holdings.js';
import { type PublishedData, PublishedGraph } from '../../../src/publish/published-graph.js';
import { kindLabels, edgeTypes as storeEdgeTypes } from '../../../src/store/neo4j/cypher/names.js';
import { neo4jSettings } from '../../../src/store/neo4j/settings.js';
import { wire } from '../../../src/wiring.js';
import { codeOf } from '../../conformance/sample.js';
import { temporary } from '../../conformance/temporary.js';
import { Asker } from '../../servers/neo4j-ask.js';
import { wipe } from '../../servers/neo4j-wipe.js';

const server = inject('neo4j');
const quiet = { step() {}, warn() {} };
const leftOvers = 'MATCH (n:Publishing|Unpublished|PublishLock) RETURN count(n)';

let asker: Asker;
let environment: Environment;
let graphs: PublishedGraph[] = [];

const graph = (): PublishedGraph => {
  const credentials = { GRANTGRAPH_NEO4J_USER: server!.user, GRANTGRAPH_NEO4J_PASSWORD: server!.password };
  const one = new PublishedGraph(neo4jSettings(server!.url, credentials));
  graphs.push(one);
  return one;
};

beforeAll(async () => {
  if (server === null) return;
  process.env['GRANTGRAPH_NEO4J_USER'] = server.user;
  process.env['GRANTGRAPH_NEO4J_PASSWORD'] = server.password;
  asker = new Asker(server);
  environment = wire({ data: join(temporary(), 'data'), store: 'embedded:' });
  await demo(environment, localAdministrator, join(temporary(), 'demo'), quiet);
});
afterAll(async () => {
  await environment?.close();
  await asker?.close();
});
beforeEach(async () => {
  if (server !== null) await wipe(server);
});
afterEach(async () => {
  for (const one of graphs) await one.close();
  graphs = [];
});

const dates = { collectedAt: '2026-03-01T00:00:00.000Z', publishedAt: '2026-03-02T00:00:00.000Z' };

/** A holding of one identity on one destination. */
function holding(name: string, more: Partial<PublishedHolding['identity']> = {}): PublishedHolding {
  const destination = {
    pattern: `arn:${name}`,
    name,
    service: 's3',
    account: '1',
    region: null,
    wildcard: false,
    regex: 'x',
  };
  const can = [
    {
      ...{ destination, level: 'Data Read', verdict: 'allow', actions: ['s3:GetObject'], types: ['object'] },
      ...{ administrative: [], conditions: [], until: null, exceptions: [], policies: ['own'] },
    } as const,
  ];
  return {
    identity: {
      ...{ id: name, name, type: 'user', service: 'iam', account: '1', region: null, email: null },
      ...{ public: false, external: false, user: true, ...more },
    },
    ...{ groups: [], rights: { digest: name, name: 'own', can }, hops: [], through: [] },
  };
}

function data(
  generation: number,
  names: readonly string[],
  before: (name: string) => Promise<void> = async () => {},
): PublishedData {
  async function* holdings() {
    for (const name of names) {
      await before(name);
      yield holding(name);
    }
  }
  return { generation, ...dates, holdings: holdings(), accountName: () => 'live' };
}

const names = () =>
  asker
    .rows('MATCH (i:PublishedIdentity) RETURN i.name AS name ORDER BY name')
    .then((rows) => rows.map(({ name }) => name));

describe.runIf(server !== null)('published access', () => {
  it('is what the rows say, node for node and edge for edge', async () => {
    const result = await publish(environment, localAdministrator, { to: server!.url, progress: quiet });
    const { access, set } = await environment.access({ ask: 'estate' });
    const rows = access.stream({ resources: 'granted' }, { caller: localAdministrator, now: environment.now() });
    const holdings = [...holdingsOf(rows)].filter((one) => one !== null);
    const plain = (value: object) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
    const sorted = (list: unknown[]) => list.map((one) => JSON.stringify(one)).sort();

    const held = await asker.rows(
      'MATCH (i:PublishedIdentity)-[has:HAS]->(r:PublishedRights) RETURN i.id AS id, r.digest AS digest, has.hops AS hops, has.through AS through',
    );
    const wanted = holdings.map(({ identity, rights, hops, through }) => ({
      id: identity.id,
      digest: rights.digest,
      hops,
      through,
    }));
    expect(sorted(held)).toEqual([...new Set(sorted(wanted))]);

    const identities = new Map(holdings.map(({ identity }) => [identity.id, plain(identity)]));
    const found = await asker.rows('MATCH (i:PublishedIdentity) RETURN i {.*} AS identity');
    expect(new Map(found.map(({ identity }) => [(identity as { id: string }).id, identity]))).toEqual(identities);

    const rights = new Map(holdings.map((one) => [one.rights.digest, one.rights.can]));
    for (const [digest, can] of rights) {
      const edges = await asker.rows(
        'MATCH (r:PublishedRights {digest: $digest})-[can:CAN]->(d:PublishedDestination) RETURN can {.*, destination: d {.*}} AS can',
        { digest },
      );
      const mine = can.map(({ destination, ...rest }) => ({ ...plain(rest), destination: plain(destination) }));
      const key = (one: unknown) =>
        JSON.stringify(
          Object.entries(one as object)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => [name, name === 'destination' ? Object.entries(value as object).sort() : value]),
        );
      expect(edges.map((row) => key(row['can'])).sort()).toEqual(mine.map(key).sort());
    }

    const counts = Object.fromEntries(
      await Promise.all(
        [...publishedLabels].map(async (label) => [
          label,
          await asker.value(`MATCH (n:${label}:Published) RETURN count(n)`),
        ]),
      ),
    );
    expect(counts).toEqual({
      PublishedIdentity: identities.size,
      PublishedGroup: result.groups,
      PublishedAccount: result.accounts,
      PublishedRights: rights.size,
      PublishedDestination: result.destinations,
    });
    expect(result).toMatchObject({
      generation: set.generation,
      identities: identities.size,
      rights: rights.size,
      before: null,
    });
    expect(result.edges).toBe([...rights.values()].reduce((sum, can) => sum + can.length, 0));
    expect(await asker.value('MATCH ()-[can:CAN]->() RETURN count(can)')).toBe(result.edges);
    expect(
      await asker.rows(
        'MATCH (a:PublishedAccess) RETURN a.generation AS generation, a.collectedAt AS collectedAt, a.edges AS edges',
      ),
    ).toEqual([{ generation: set.generation, collectedAt: set.collectedAt, edges: result.edges }]);
    expect(
      await asker.value(
        'MATCH (r:PublishedRights) WHERE r.holders <> COUNT { (r)<-[:HAS]-(:PublishedIdentity) } RETURN count(r)',
      ),
    ).toBe(0);
    expect(await asker.value('MATCH (n) WHERE NOT n:Published RETURN count(n)')).toBe(0);
    expect(await asker.value(leftOvers)).toBe(0);
  });

  it('takes the place of what was published before, and goes without a trace', async () => {
    const target = graph();
    expect(await target.current()).toBeNull();
    await target.publish(data(1, ['ana', 'ben']));
    const second = await target.publish(data(2, ['cy']));
    expect(second).toEqual({
      generation: 2,
      ...dates,
      identities: 1,
      groups: 0,
      accounts: 1,
      rights: 1,
      destinations: 1,
      edges: 1,
    });
    expect(await target.current()).toEqual(second);
    expect(await names()).toEqual(['cy']);
    expect(await asker.value('MATCH (n) RETURN count(n)')).toBe(5);
    expect(await target.clear()).toBe(true);
    expect(await asker.value('MATCH (n) RETURN count(n)')).toBe(0);
    expect(await target.clear()).toBe(false);
  });

  it('is the old one or the new one to whoever looks, never both', async () => {
    const target = graph();
    const first = Array.from({ length: 3000 }, (_, at) => `old ${at}`);
    await target.publish(data(1, first));
    const seen: string[] = [];
    let writing = true;
    const looking = (async () => {
      while (writing) {
        const [row] = await asker.rows(
          `MATCH (i:PublishedIdentity) RETURN count(CASE WHEN i.name STARTS WITH 'old' THEN 1 END) AS old, count(CASE WHEN i.name STARTS WITH 'new' THEN 1 END) AS new`,
        );
        seen.push(`${row!['old']} ${row!['new']}`);
      }
    })();
    await target.publish(
      data(
        2,
        Array.from({ length: 4000 }, (_, at) => `new ${at}`),
      ),
    );
    writing = false;
    await looking;
    // One may have counted at the very moment: the database lets a running query see what is committed meanwhile.
    expect(seen.filter((one) => one !== '3000 0' && one !== '0 4000').length).toBeLessThanOrEqual(1);
    expect(seen.filter((one) => one === '3000 0').length).toBeGreaterThan(3);
    expect(await asker.value('MATCH (i:PublishedIdentity) RETURN count(i)')).toBe(4000);
  });

  it('stays as it was where a publication fails or is interrupted', async () => {
    const target = graph();
    const standing = await target.publish(data(1, ['ana']));
    const many = Array.from({ length: 9000 }, (_, at) => `new ${at}`);
    let drafts: unknown = 0;
    const failing = data(2, many, async (name) => {
      if (name !== 'new 8000') return;
      drafts = await asker.value('MATCH (n:Publishing) RETURN count(n)');
      throw new Error('the rows ended');
    });
    await expect(target.publish(failing)).rejects.toThrow('the rows ended');
    expect(drafts).toBeGreaterThan(1000);
    expect(await target.current()).toEqual(standing);
    expect(await names()).toEqual(['ana']);
    expect(await asker.value(leftOvers)).toBe(0);
    const abort = new AbortController();
    const progress = { step: () => abort.abort() };
    const stopped = publish(environment, localAdministrator, { to: server!.url, progress, signal: abort.signal });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await names()).toEqual(['ana']);
    expect(await asker.value(leftOvers)).toBe(0);
  });

  it('is made by one at a time; whoever died holds nobody up for long and leaves nothing behind', async () => {
    const [one, other] = [graph(), graph()];
    let second = '';
    await one.publish(
      data(1, ['ana'], async () => {
        second = await codeOf(other.publish(data(2, ['ben'])));
      }),
    );
    expect(second).toBe('publish-busy');
    expect(await names()).toEqual(['ana']);
    // As a killed process leaves it: drafts, and a lock that nobody renews.
    await asker.rows(`CREATE (:PublishLock {name: 'grantgraph', token: 'dead', until: timestamp() - 1, batch: 7})
                      CREATE (:Publishing:PublishingIdentity {key: 1, name: 'ghost'})`);
    await other.publish(data(3, ['cy']));
    expect(await names()).toEqual(['cy']);
    expect(await asker.value(leftOvers)).toBe(0);
  });

  it('writes nothing more once another took over', async () => {
    const target = graph();
    await target.publish(data(1, ['ana']));
    const robbed = data(2, ['ben'], async () => {
      await asker.rows("MATCH (lock:PublishLock) SET lock.token = 'another'");
    });
    expect(await codeOf(target.publish(robbed))).toBe('publish-busy');
    expect(await names()).toEqual(['ana']);
    expect(await asker.value("MATCH (lock:PublishLock {token: 'another'}) RETURN count(lock)")).toBe(1);
  });

  it('stands beside a store, and is none of its facts', async () => {
    await graph().publish(data(1, ['ana']));
    const own = wire({ data: join(temporary(), 'unused'), store: server!.url });
    try {
      const from = join(temporary(), 'demo', 'dump');
      const ask = () => query(own, localAdministrator, { text: "who can s3:GetObject on 'larkfield-payroll'" });
      await ingest(own, localAdministrator, { provider: 'aws', from, progress: quiet });
      const before = [
        await ask(),
        (await status(own, localAdministrator)).parts.map(({ ageSeconds: _, ...part }) => part),
      ];
      const { generation } = await publish(own, localAdministrator, { progress: quiet });
      expect(generation).toBe(1);
      expect((await names()).length).toBeGreaterThan(50);
      const after = [
        await ask(),
        (await status(own, localAdministrator)).parts.map(({ ageSeconds: _, ...part }) => part),
      ];
      expect(JSON.parse(JSON.stringify(after, timeless))).toEqual(JSON.parse(JSON.stringify(before, timeless)));
      expect(await clearPublished(own, localAdministrator)).toBe(true);
      expect(await asker.value('MATCH (n:Fact) RETURN count(n)')).toBe(209);
    } finally {
      await own.close();
    }
  });

  it('needs a graph database, and the right to see everything', async () => {
    expect(await codeOf(publish(environment, localAdministrator, { progress: quiet }))).toBe('no-graph');
    const reader = { ...localAdministrator, accounts: new Set(['111122223333']) };
    expect(await codeOf(publish(environment, reader, { to: server!.url, progress: quiet }))).toBe('outside-your-scope');
    expect(await asker.value('MATCH (n) RETURN count(n)')).toBe(0);
  });

  it('goes by indexes and labels, whatever else is in the database', async () => {
    await graph().publish(data(1, ['ana']));
    const statements = [
      ...[
        takeLock('t', 1),
        renewLock('t', 1),
        beginBatch('t', 1, 1),
        giveUpLock('t'),
        readPublication,
        withdraw,
        ...bringOut,
      ],
      ...[announced('t'), countHolders([1]), deleteSome('Publishing', 't', 1), deleteSome('Unpublished', 't', 1)],
      ...publishedLabels.map((label) => createNodes(label, [])),
      ...edgeTypes.map((type) => createEdges(type, [])),
    ];
    for (const { text, parameters } of statements) {
      const operators = (await asker.plan(text, parameters)).map((name) => name.replace(/@.*/, ''));
      expect(
        operators.filter((name) => /AllNodesScan|AllRelationships/.test(name)),
        text,
      ).toEqual([]);
    }
    const [edges] = [createEdges('CAN', [])];
    expect((await asker.plan(edges.text, edges.parameters)).join(' ')).toMatch(
      /NodeUniqueIndexSeek.*NodeUniqueIndexSeek/,
    );
  });

  it('shares no label and no edge with the facts', () => {
    const labels: readonly string[] = [...publishedLabels, 'Published', 'PublishedAccess'];
    expect([...kindLabels.values(), 'Fact', 'Entity', 'Store', 'Class'].filter((one) => labels.includes(one))).toEqual(
      [],
    );
    const types: readonly string[] = edgeTypes;
    expect([...storeEdgeTypes.values(), 'NAMES', 'ALLOWS', 'OF', 'HOLDS'].filter((one) => types.includes(one))).toEqual(
      [],
    );
  });
});

/** Times of the work itself differ from run to run. */
function timeless(key: string, value: unknown): unknown {
  return key === 'actual' ? undefined : value;
}
