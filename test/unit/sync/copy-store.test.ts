import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsIndexers } from '../../../src/access/aws/index/factory.js';
import type { GrantgraphError } from '../../../src/base/errors.js';
import type { Store } from '../../../src/store/contract.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';
import { type Comparison, compareStores } from '../../../src/sync/copy/compare-stores.js';
import { copyStore, countSteps, planCopy } from '../../../src/sync/copy/copy-store.js';
import {
  account,
  bucket,
  bucketArn,
  codeOf,
  estate,
  firstDay,
  idsOf,
  partOf,
  store,
  user,
} from '../../conformance/sample.js';
import { temporary } from '../../conformance/temporary.js';
import { everything, goOn, quiet, tellStory } from './copy-story.js';

let opened: Store[] = [];
let count = 0;
let from: Store;
let to: Store;

const open = async (directory = join(temporary(), `copy-${++count}`)): Promise<Store> => {
  const one = await openEmbeddedStore(directory, { create: true, indexers: awsIndexers });
  opened.push(one);
  return one;
};

beforeEach(async () => {
  [from, to] = [await open(), await open()];
});
afterEach(async () => {
  for (const one of opened) await one.close();
  opened = [];
});

interface Copying {
  readonly resume?: boolean;
  readonly step?: (text: string) => void;
  readonly signal?: AbortSignal;
}

async function copy({ resume = false, step = () => {}, signal }: Copying = {}, into = to) {
  const plan = await planCopy(from, into, resume);
  const progress = { step, warn: () => {} };
  return copyStore(from, into, plan, { indexers: awsIndexers, progress, ...(signal ? { signal } : {}) });
}

const compare = (one = from, other = to): Promise<Comparison> => compareStores(one, other, { progress: quiet });
const hintOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason as GrantgraphError,
  );
  return error?.hint;
};

describe('a copied store', () => {
  it('tells the same of every generation: parts, facts, problems, changes, index', async () => {
    await tellStory(from);
    const copied = await copy();
    expect(copied.map(({ number, parts }) => [number, ...Object.values(parts)])).toEqual([
      [1, 3, 0, 0, 0],
      [2, 2, 1, 0, 0],
      [3, 1, 0, 1, 0],
      [4, 1, 0, 1, 0],
      [5, 0, 2, 0, 1],
      [6, 1, 1, 1, 0],
    ]);
    expect(await everything(to)).toEqual(await everything(from));
    const { generations, differences } = await compare();
    expect(differences).toEqual([]);
    expect(generations.map(({ number, parts, facts, same }) => [number, parts, facts, same])).toEqual([
      [1, 3, 7, true],
      [2, 4, 8, true],
      [3, 4, 8, true],
      [4, 4, 6, true],
      [5, 3, 5, true],
      [6, 4, 6, true],
    ]);
    expect(new Set(generations.map(({ digest }) => digest)).size).toBe(6);
  });

  it('has the digests of its source, and so has a copy of it', async () => {
    await tellStory(from);
    await copy();
    const third = await open();
    await copyStore(to, third, await planCopy(to, third, false), { indexers: awsIndexers, progress: quiet });
    const digests = async (...pair: [Store, Store]) => (await compare(...pair)).generations.map(({ digest }) => digest);
    expect(await digests(third, to)).toEqual(await digests(from, third));
    expect(await everything(third)).toEqual(await everything(from));
  });

  it('goes on as its source would', async () => {
    await tellStory(from);
    await copy();
    for (const one of [from, to]) await goOn(one);
    const seventh = async (one: Store) => {
      const { states, parts, problems } = (await everything(one)) as {
        states: unknown[];
        parts: unknown;
        problems: unknown;
      };
      return { state: states[6], parts, problems };
    };
    expect(await seventh(to)).toEqual(await seventh(from));
    const ingest = await to.ingest({ collectedAt: firstDay });
    expect(ingest.unchanged(partOf({ digest: 'r2', part: 'resources' }))).toBe(true);
    expect(await ingest.replace(partOf(), [user('eve', { n: 9 })])).toEqual({
      added: 0,
      changed: 1,
      removed: 0,
      same: 0,
    });
    await ingest.abort();
  });
});

describe('a copy', () => {
  it('goes into an empty store only, and leaves another as it was', async () => {
    await tellStory(from);
    await store(to, [{ facts: [user('zoe')] }]);
    const before = await everything(to);
    expect(await codeOf(copy())).toBe('store-not-empty');
    expect(await hintOf(copy())).toBe('copy into an empty database or data directory');
    expect(await codeOf(copy({ resume: true }))).toBe('store-not-empty');
    expect(await everything(to)).toEqual(before);
  });

  it('has something to copy', async () => {
    expect(await codeOf(copy())).toBe('empty-store');
    expect(await to.generations()).toEqual([]);
  });

  it('is planned without a target', async () => {
    await tellStory(from);
    const { standing, planned } = await planCopy(from, null, false);
    expect(standing).toBe(0);
    expect(planned.map(({ generation, steps }) => [generation.number, countSteps(steps)]).slice(4)).toEqual([
      [5, { replace: 0, renew: 2, stale: 0, drop: 1 }],
      [6, { replace: 1, renew: 1, stale: 1, drop: 0 }],
    ]);
  });

  it('shows whole generations to whoever reads meanwhile', async () => {
    await tellStory(from);
    const source = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (generation) => idsOf((await estate(from, { generation })).nodesOfKind('user'))),
    );
    const seen: [number, string[]][] = [];
    const reading: Promise<void>[] = [];
    await copy({
      step: () => {
        reading.push(
          to.generations().then(async (list) => {
            if (list.length > 0) seen.push([list.length, idsOf((await estate(to)).nodesOfKind('user'))]);
          }),
        );
      },
    });
    await Promise.all(reading);
    expect(seen.length).toBeGreaterThan(3);
    for (const [generations, ids] of seen) expect(source.slice(generations - 1)).toContainEqual(ids);
  });

  it('keeps the generations it finished when it is interrupted, and goes on behind them', async () => {
    await tellStory(from);
    const abort = new AbortController();
    const step = (text: string) => void (text === 'copying generation 4' && abort.abort());
    await expect(copy({ step, signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect((await to.generations()).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await hintOf(copy())).toBe('it is the beginning of a copy: --resume goes on behind them');
    expect((await copy({ resume: true })).map(({ number }) => number)).toEqual([4, 5, 6]);
    expect(await everything(to)).toEqual(await everything(from));
    expect(await hintOf(copy())).toBe('it is a copy of the source: --resume goes on behind them');
    expect(await copy({ resume: true })).toEqual([]);
    await goOn(from);
    expect((await copy({ resume: true })).map(({ number }) => number)).toEqual([7]);
    expect((await compare()).differences).toEqual([]);
  });

  it('does not mix with what somebody else ingests meanwhile', async () => {
    await tellStory(from);
    const [plan, progress] = [await planCopy(from, to, false), { step: () => {}, warn: () => {} }];
    const ahead = { ...plan, planned: plan.planned.slice(0, 2) };
    await copyStore(from, to, ahead, { indexers: awsIndexers, progress });
    await store(to, [{ part: { part: 'other' }, facts: [user('zoe')] }]);
    const rest = { ...plan, planned: plan.planned.slice(2) };
    expect(await codeOf(copyStore(from, to, rest, { indexers: awsIndexers, progress }))).toBe('generation-taken');
    expect((await to.generations()).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await codeOf(planCopy(from, to, true))).toBe('store-not-empty');
  });
});

describe('comparing', () => {
  it('names what differs, and only that', async () => {
    const facts = [user('ana', { n: 1 }), user('ben')];
    const contents = (more: object = {}) => ({ part: { digest: 'same' }, facts, problems: [{ code: 'p' }], ...more });
    await store(from, [contents(), { part: { part: 'resources', digest: 'r' }, facts: [bucket('b')] }]);
    await store(to, [contents({ facts: [user('ana', { n: 2 }), user('ben')], problems: [{ code: 'q' }] })]);
    const { differences, generations } = await compare();
    expect(generations).toMatchObject([{ number: 1, same: false }]);
    const [first] = await from.generations();
    const [second] = await to.generations();
    const made = ({ createdAt }: { createdAt: string }) => `${firstDay}, made ${createdAt}`;
    const none = { generation: 1, scope: null, part: null };
    expect(differences.filter(({ of }) => of !== 'dates')).toEqual([
      {
        of: 'facts',
        generation: 1,
        scope: account,
        part: 'identities',
        from: expect.stringMatching(/^2 facts, digest [0-9a-f]{64}$/),
        to: expect.stringMatching(/^2 facts, digest [0-9a-f]{64}$/),
      },
      {
        of: 'problems',
        generation: 1,
        scope: account,
        part: 'identities',
        from: expect.any(String),
        to: expect.any(String),
      },
      { of: 'part', generation: 1, scope: account, part: 'resources', from: 'there', to: 'absent' },
      {
        ...none,
        of: 'index',
        from: '0 identities in 0 classes, 1 resources',
        to: '0 identities in 0 classes, 0 resources',
      },
    ]);
    expect(differences.filter(({ of }) => of === 'dates')).toEqual(
      made(first!) === made(second!) ? [] : [{ ...none, of: 'dates', from: made(first!), to: made(second!) }],
    );
  });

  it('reads again in the latest generation what an unchanged digest stands for', async () => {
    const copyOf = (number: number) => ({ number, createdAt: firstDay });
    for (const [one, changed] of [
      [from, false],
      [to, true],
    ] as const) {
      const first = await one.ingest({ collectedAt: firstDay, copyOf: copyOf(1) });
      await first.replace(partOf({ digest: 'd' }), [user('ana', { n: 1 })]);
      await first.commit();
      const second = await one.ingest({ collectedAt: firstDay, copyOf: copyOf(2) });
      // The digest lies.
      if (changed) await second.replace(partOf({ digest: 'd' }), [user('ana', { n: 2 })]);
      await second.commit();
    }
    const { differences } = await compare();
    expect(differences.map(({ of, generation, part }) => [of, generation, part])).toEqual([['facts', 2, 'identities']]);
  });

  it('sees that one of them has more', async () => {
    await tellStory(from);
    await copy();
    await store(from, [{ part: { part: 'resources' }, facts: [bucket('z')] }]);
    expect((await compare()).differences).toEqual([
      {
        of: 'generations',
        generation: null,
        scope: null,
        part: null,
        from: '1, 2, 3, 4, 5, 6, 7',
        to: '1, 2, 3, 4, 5, 6',
      },
    ]);
    expect(idsOf((await estate(from)).resources({}))).toContain(bucketArn('z'));
  });
});
