import { join } from 'node:path';
import neo4j from 'neo4j-driver';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Fact } from '../../src/graph/fact.js';
import type { IndexerFactory, IndexRecord } from '../../src/graph/generation-index.js';
import type { Store, WorkingSet } from '../../src/store/contract.js';
import { openEmbeddedStore } from '../../src/store/embedded/index.js';
import { type Neo4jOptions, openNeo4jStore } from '../../src/store/neo4j/index.js';
import { neo4jSettings } from '../../src/store/neo4j/settings.js';
import { sync } from '../../src/sync/index.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { account, arnOf, codeOf, estate, user } from './sample.js';
import { temporary } from './temporary.js';

const server = inject('neo4j');
const opened: Store[] = [];
let directories = 0;

/** One class, document, pattern and grantee for every fact: everything an index can hold, told apart by round. */
const indexers: IndexerFactory = (_provider, _scope, part) => {
  if (part === 'settings') return null;
  const facts: Fact[] = [];
  return {
    add: (fact) => void facts.push(fact),
    *finish(): Iterable<IndexRecord> {
      for (const [local, { id, name, props }] of facts.entries()) {
        const policy = `${part} ${String(props['round'])} ${name}`;
        yield { record: 'document', local, json: { policy } };
        yield { record: 'pattern', local, actionKey: 's3:*', prefix: policy };
        yield {
          record: 'class',
          body: {
            ...{ kind: 'user', account, groups: [], props: { policy } },
            grants: [{ local, policy, name: policy, type: 'Inline Policy', group: null }],
          },
          members: [id],
        };
        yield { record: 'grantee', key: `key ${policy}`, node: id, kind: 'user', name: name! };
      }
    },
  };
};

/** All that the index says, without its keys: another index of the same facts may number otherwise. */
function told(set: WorkingSet): unknown {
  const documents = set.allowDocuments(['s3:*'], '', true);
  return {
    documents: documents
      .map((key) => ({
        json: set.document(key),
        holders: [...set.holders(key)].map((holder) => set.classView(holder).record),
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    classes: [...set.classKeys(account)].map((key) => [set.classView(key).record.props, [...set.members(key)]]).sort(),
    grantees: set.granteeKeys('').map((key) => [key, set.grantees([key])]),
    ana: set.classView(set.classOf(arnOf('user', 'ana'))!).record.grants,
    first: set.document(set.documentKey(account, 'identities', 0)),
    size: set.size(),
  };
}

async function ingest(store: Store, round: number): Promise<void> {
  const input = (part: string, props: Fact['props'], digest: string) => ({
    ...{ provider: 'aws', scope: account, source: part, problems: [], part, digest },
    facts: () => [user('ana', props), user('bo', props)],
  });
  const parts = [
    input('identities', { round }, `${round}`),
    input('a steady part', { round: 0 }, 'same'),
    input('settings', {}, `${round}`),
  ];
  const collectedAt = `2026-03-0${round}T00:00:00Z`;
  await sync(store, parts, { indexers, collectedAt, progress: { step() {}, warn() {} } });
}

async function open(options: Neo4jOptions): Promise<Store> {
  const { url, user: name, password } = server!;
  const settings = neo4jSettings(url, { GRANTGRAPH_NEO4J_USER: name, GRANTGRAPH_NEO4J_PASSWORD: password });
  const store = await openNeo4jStore(settings, { create: true, ...options });
  opened.push(store);
  return store;
}

/** The same rounds in a store that drops nothing. */
async function reference(rounds: readonly number[]): Promise<Store> {
  const store = await openEmbeddedStore(join(temporary(), `kept-${directories++}`), { create: true });
  opened.push(store);
  for (const round of rounds) await ingest(store, round);
  return store;
}

async function ask(text: string): Promise<readonly unknown[]> {
  const driver = neo4j.driver(server!.url, neo4j.auth.basic(server!.user, server!.password), {
    disableLosslessIntegers: true,
  });
  try {
    const { records } = await driver.executeQuery(text);
    return records.map((record) => record.get(0) as unknown);
  } finally {
    await driver.close();
  }
}

const classes = 'MATCH (class:Class) RETURN class.key';

/** Dropping goes on in the background. */
async function dropped(left: number): Promise<void> {
  await expect.poll(async () => (await ask(classes)).length, { timeout: 20_000 }).toBe(left);
}

describe.skipIf(server === null)('the index of earlier generations on Neo4j', () => {
  beforeEach(() => wipe(server!));
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  it('is dropped after its time, made again from the facts and written back', async () => {
    const store = await open({ indexers, keepIndexDays: 0 });
    for (const round of [1, 2, 3]) await ingest(store, round);
    await dropped(4);
    const whole = await reference([1, 2, 3]);
    for (const generation of [1, 2, 3]) {
      const again = told(await estate(store, { generation }));
      expect(again).toEqual(told(await estate(whole, { generation })));
      expect(JSON.stringify(again)).toContain(`identities ${generation} ana`);
    }
    // What was made again stands for others too, who need not be able to make it.
    const other = await open({ readOnly: true });
    expect(told(await estate(other, { generation: 1 }))).toEqual(told(await estate(whole, { generation: 1 })));
    expect(await ask('MATCH (pending:Pending) RETURN pending')).toEqual([]);
    // The next ingest takes numbers behind those that were given.
    await ingest(store, 4);
    expect(JSON.stringify(told(await estate(store)))).toContain('identities 4 ana');
    await dropped(4);
    expect(told(await estate(store, { generation: 2 }))).toEqual(told(await estate(whole, { generation: 2 })));
  });

  it('is kept within its time, and as long once it was made again', async () => {
    const store = await open({ indexers, keepIndexDays: 1 });
    for (const round of [1, 2]) await ingest(store, round);
    await ask("MATCH (generation:Generation) SET generation.createdAt = '2026-01-01T00:00:00.000Z'");
    await ingest(store, 3);
    await dropped(4 + 2);
    expect(JSON.stringify(told(await estate(store, { generation: 1 })))).toContain('identities 1 ana');
    await ingest(store, 4);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ask(classes)).toHaveLength(4 + 2 + 2 + 2);
  });

  it('is said to be gone, never read half', async () => {
    const store = await open({ indexers, keepIndexDays: 0 });
    await ingest(store, 1);
    const before = await estate(store);
    told(before);
    await ingest(store, 2);
    await dropped(4);
    expect(await codeOf(() => before.classOf(arnOf('user', 'nobody')))).toBe('index-pruned');
    const without = await open({});
    expect(await codeOf(estate(without, { generation: 1 }))).toBe('index-pruned');
    const reading = await open({ indexers, readOnly: true });
    expect(await codeOf(estate(reading, { generation: 1 }))).toBe('index-pruned');
    expect(JSON.stringify(told(await estate(without)))).toContain('identities 2 ana');
    // Made again, its keys may mean something else: who knows the old ones must ask anew.
    expect(JSON.stringify(told(await estate(store, { generation: 1 })))).toContain('identities 1 ana');
    expect(await codeOf(() => before.classOf(arnOf('user', 'somebody')))).toBe('index-pruned');
  });

  it('is made again whole where somebody died over it', async () => {
    const store = await open({ indexers, keepIndexDays: 0 });
    for (const round of [1, 2]) await ingest(store, round);
    await dropped(4);
    await ask(
      `MATCH (pruned:Pruned) SET pruned.rebuilding = true
       WITH pruned.version AS version MATCH (part:Part {version: version})
       CREATE (:Pending {pid: part.pid, fromKey: (part.pid + 1) * 4294967296, versions: [version]})
       CREATE (:Class:Indexed {key: version * 4294967296 + 7, version: version, account: '${account}', grants: [], members: []})`,
    );
    const whole = await reference([1, 2]);
    expect(told(await estate(store, { generation: 1 }))).toEqual(told(await estate(whole, { generation: 1 })));
    expect(await ask('MATCH (left) WHERE left:Pending OR left:Pruned RETURN left')).toEqual([]);
  });

  it('is not made again while an ingest writes', async () => {
    const store = await open({ indexers, keepIndexDays: 0 });
    for (const round of [1, 2]) await ingest(store, round);
    await dropped(4);
    const other = await open({ indexers, keepIndexDays: 0 });
    const writing = await other.ingest({ collectedAt: '2026-03-03T00:00:00Z' });
    const refused = estate(store, { generation: 1 });
    await expect(refused).rejects.toMatchObject({
      code: 'index-pruned',
      hint: 'it can be made again when the ingest that is under way has ended: ask again then',
    });
    await writing.abort();
    expect(JSON.stringify(told(await estate(store, { generation: 1 })))).toContain('identities 1 ana');
  });
});
