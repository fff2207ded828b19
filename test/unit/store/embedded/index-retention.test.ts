import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/graph/fact.js';
import type { IndexerFactory, IndexRecord } from '../../../../src/graph/generation-index.js';
import type { Store, WorkingSet } from '../../../../src/store/contract.js';
import { Connection } from '../../../../src/store/embedded/connection.js';
import { databaseFile, type EmbeddedOptions, openEmbeddedStore } from '../../../../src/store/embedded/index.js';
import { sync } from '../../../../src/sync/index.js';
import { account, arnOf, estate, user } from '../../../conformance/sample.js';
import { driversHere, temporary } from '../../../conformance/temporary.js';

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
  };
}

let opened: Store[] = [];
let directories = 0;

afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
});

async function open(directory: string, options: EmbeddedOptions): Promise<Store> {
  const store = await openEmbeddedStore(directory, { create: true, ...options });
  opened.push(store);
  return store;
}

async function ingest(store: Store, round: number): Promise<void> {
  const input = (part: string, props: Fact['props'], digest: string) => ({
    ...{ provider: 'aws', scope: account, source: part, problems: [], part, digest },
    facts: () => [user('ana', props), user('bo', props)],
  });
  const collectedAt = `2026-03-0${round}T00:00:00Z`;
  const parts = [
    input('identities', { round }, `${round}`),
    input('a steady part', { round: 0 }, 'same'),
    input('settings', {}, `${round}`),
  ];
  await sync(store, parts, { indexers, collectedAt, progress: { step() {}, warn() {} } });
}

function rowsOf(directory: string, table: string): number {
  const connection = Connection.to(join(directory, databaseFile));
  const n = Number(connection.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  connection.release();
  return n;
}

describe.each(driversHere)('the index of earlier generations (%s)', (driver) => {
  const fresh = () => join(temporary(), `retention-${driver}-${directories++}`);

  it('is dropped after its time and made again from the facts', async () => {
    const [kept, dropping] = [fresh(), fresh()];
    const everything = await open(kept, { driver, indexers });
    const little = await open(dropping, { driver, indexers, keepIndexDays: 0 });
    for (const round of [1, 2, 3]) for (const store of [everything, little]) await ingest(store, round);
    expect([rowsOf(kept, 'class'), rowsOf(dropping, 'class')]).toEqual([8, 4]);
    for (const table of ['document', 'holder', 'pattern', 'class_grant', 'identity_class', 'grantee'])
      expect(rowsOf(dropping, table), table).toBe(4);
    for (const generation of [1, 2, 3]) {
      const again = told(await estate(little, { generation }));
      expect(again).toEqual(told(await estate(everything, { generation })));
      expect(JSON.stringify(again)).toContain(`identities ${generation} ana`);
    }
  });

  it('is kept within its time', async () => {
    const directory = fresh();
    const store = await open(directory, { driver, indexers, keepIndexDays: 1 });
    for (const round of [1, 2, 3]) await ingest(store, round);
    expect(rowsOf(directory, 'class')).toBe(8);
  });

  it('is kept where nothing could make it again', async () => {
    const directory = fresh();
    const store = await open(directory, { driver, keepIndexDays: 0 });
    for (const round of [1, 2, 3]) await ingest(store, round);
    expect(rowsOf(directory, 'class')).toBe(8);
    expect(JSON.stringify(told(await estate(store, { generation: 1 })))).toContain('identities 1 ana');
  });

  it('is said to be gone, never read half', async () => {
    const directory = fresh();
    const store = await open(directory, { driver, indexers, keepIndexDays: 0 });
    await ingest(store, 1);
    const before = await estate(store);
    told(before);
    await ingest(store, 2);
    const gone = expect.objectContaining({ code: 'index-pruned' });
    expect(() => before.classOf(arnOf('user', 'nobody'))).toThrow(gone);
    expect(before.node(arnOf('user', 'ana'))?.props, 'facts are kept').toEqual({ round: 1 });
    const without = await open(directory, { driver });
    const old = await estate(without, { generation: 1 });
    expect(() => [...old.classKeys()]).toThrow(gone);
    expect(JSON.stringify(told(await estate(without)))).toContain('identities 2 ana');
  });
});
