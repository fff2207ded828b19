import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { awsIndexers } from '../../../src/access/aws/index/factory.js';
import type { Store } from '../../../src/store/contract.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';
import { openNeo4jStore } from '../../../src/store/neo4j/index.js';
import { neo4jSettings } from '../../../src/store/neo4j/settings.js';
import { compareStores } from '../../../src/sync/copy/compare-stores.js';
import { copyStore, planCopy } from '../../../src/sync/copy/copy-store.js';
import { codeOf, store, user } from '../../conformance/sample.js';
import { temporary } from '../../conformance/temporary.js';
import { wipe } from '../../servers/neo4j-wipe.js';
import { everything, goOn, quiet, tellStory } from './copy-story.js';

const server = inject('neo4j');
let opened: Store[] = [];
let count = 0;

const kept = async (opening: Promise<Store>): Promise<Store> => {
  const one = await opening;
  opened.push(one);
  return one;
};
const options = { create: true, indexers: awsIndexers };
const embedded = () => kept(openEmbeddedStore(join(temporary(), `copy-${++count}`), options));
const neo4j = () => {
  const environment = { GRANTGRAPH_NEO4J_USER: server!.user, GRANTGRAPH_NEO4J_PASSWORD: server!.password };
  return kept(openNeo4jStore(neo4jSettings(server!.url, environment), options));
};
const copy = async (from: Store, to: Store, resume = false, signal?: AbortSignal, step = (_text: string) => {}) => {
  const progress = { step, warn: () => {} };
  const plan = await planCopy(from, to, resume);
  return copyStore(from, to, plan, { indexers: awsIndexers, progress, ...(signal ? { signal } : {}) });
};
const compare = (one: Store, other: Store) => compareStores(one, other, { progress: quiet });

beforeEach(async () => {
  if (server !== null) await wipe(server);
});
afterEach(async () => {
  for (const one of opened) await one.close();
  opened = [];
});

describe.runIf(server !== null)('copies between a directory and Neo4j', () => {
  it('tell the same of every generation, there and back', async () => {
    const from = await embedded();
    await tellStory(from);
    const there = await neo4j();
    expect(await copy(from, there)).toHaveLength(6);
    const wanted = await everything(from);
    expect(await everything(there)).toEqual(wanted);
    const back = await embedded();
    expect(await copy(there, back)).toHaveLength(6);
    expect(await everything(back)).toEqual(wanted);
    const [first, second] = [await compare(from, there), await compare(there, back)];
    expect([first.differences, second.differences]).toEqual([[], []]);
    expect(first.generations).toEqual(second.generations);
  });

  it('go on where they were interrupted, and as their source would', async () => {
    const from = await embedded();
    await tellStory(from);
    const there = await neo4j();
    const abort = new AbortController();
    const step = (text: string) => void (text === 'copying generation 3' && abort.abort());
    await expect(copy(from, there, false, abort.signal, step)).rejects.toMatchObject({ name: 'AbortError' });
    expect((await there.generations()).map(({ number }) => number)).toEqual([1, 2]);
    expect(await codeOf(copy(from, there))).toBe('store-not-empty');
    expect((await copy(from, there, true)).map(({ number }) => number)).toEqual([3, 4, 5, 6]);
    for (const one of [from, there]) await goOn(one);
    const latest = async (one: Store) =>
      (({ states, parts, problems }) => [states[6], parts, problems])(
        (await everything(one)) as { states: unknown[]; parts: unknown; problems: unknown },
      );
    expect(await latest(there)).toEqual(await latest(from));
  });

  it('leave what stands in the database alone', async () => {
    const from = await embedded();
    await tellStory(from);
    const there = await neo4j();
    await store(there, [{ facts: [user('zoe')] }]);
    const before = await everything(there);
    expect(await codeOf(copy(from, there))).toBe('store-not-empty');
    expect(await everything(there)).toEqual(before);
  });
});
