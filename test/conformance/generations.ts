import { expect, it } from 'vitest';
import type { IndexRecord } from '../../src/graph/generation-index.js';
import type { WorkingSet } from '../../src/store/contract.js';
import {
  account,
  arnOf,
  bucket,
  codeOf,
  estate,
  firstDay,
  idsOf,
  partOf,
  secondDay,
  seen,
  store,
  user,
} from './sample.js';
import type { Bench } from './store.js';

const ana = arnOf('user', 'ana');

/** An index that tells which round of ingest it belongs to. */
function indexOf(round: number): IndexRecord[] {
  const policy = { local: 0, policy: `p${round}`, name: `p${round}`, type: 'Inline Policy', group: null } as const;
  return [
    { record: 'document', local: 0, json: { round } },
    { record: 'pattern', local: 0, actionKey: 's3:*', prefix: `round${round}` },
    { record: 'grantee', key: `key${round}`, node: ana, kind: 'user', name: 'ana' },
    {
      record: 'class',
      body: { kind: 'user', account, grants: [policy], groups: [], props: { round } },
      members: [ana],
    },
  ];
}

/** Everything that tells the round, read anew. */
function rounds(set: WorkingSet): unknown {
  const documents = set.allowDocuments(['s3:*'], 'round', true);
  return {
    ...{ generation: set.generation, collectedAt: set.collectedAt, nodes: seen(set), parts: set.parts() },
    resolved: [set.resolve('round1'), set.resolve('round2'), set.into('g1', 'member-of'), set.into('g2', 'member-of')],
    documents: documents.map((key) => [
      set.document(key),
      [...set.holders(key)].map((one) => set.classView(one).record),
    ]),
    classes: [...set.classKeys()].map((key) => [set.classView(key), [...set.members(key)]]),
    grantees: [set.granteeKeys(''), set.grantees(['key1', 'key2']), set.classOf(ana)],
  };
}

const contents = (round: number) => [
  {
    facts: [
      user('ana', { round }, { aliases: [`round${round}`], edges: [{ kind: 'member-of', to: `g${round}` }] }),
      user(`only${round}`),
    ],
    index: indexOf(round),
    problems: [{ code: `p${round}` }],
  },
];

/** Generations: listed, immutable for who reads them, and answering as of their date. */
export function generationConformance(bench: Bench): void {
  it('lists generations in their order and says what is wrong where there is none', async () => {
    const target = await bench.fresh();
    expect(await target.generations()).toEqual([]);
    expect(await target.parts()).toEqual([]);
    expect(await target.problems()).toEqual([]);
    expect(await codeOf(estate(target))).toBe('empty-store');
    const made = [await store(target, contents(1), firstDay), await store(target, contents(2), secondDay)];
    expect(await target.generations()).toEqual(made);
    expect(made).toMatchObject([
      { number: 1, collectedAt: firstDay, facts: 2 },
      { number: 2, collectedAt: secondDay, facts: 2 },
    ]);
    for (const { createdAt } of made) expect(Math.abs(Date.now() - Date.parse(createdAt))).toBeLessThan(60_000);
    const set = await target.workingSet({ ask: 'check', principal: ana, action: 's3:GetObject', resource: '*' });
    expect(set).toMatchObject({ generation: 2, collectedAt: secondDay });
    expect(set.parts()).toEqual(await target.parts());
  });

  it('finds everything again when it is opened anew', async () => {
    const target = await bench.fresh();
    await store(target, contents(1));
    const before = rounds(await estate(target));
    const again = await bench.again(target);
    expect(rounds(await estate(again))).toEqual(before);
    await target.close();
    expect(rounds(await estate(again))).toEqual(before);
  });

  it('answers every ask from the same data', async () => {
    const target = await bench.fresh();
    await store(target, contents(1));
    const asks = [
      { ask: 'check', principal: ana, action: 's3:GetObject', resource: 'round1' },
      { ask: 'who', actions: ['s3:GetObject'], resource: 'round1' },
      { ask: 'what', principal: ana },
    ] as const;
    for (const request of asks) {
      const set = await target.workingSet(request);
      expect(set.node(ana)?.props, request.ask).toEqual({ round: 1 });
      expect(set.classView(set.classOf(ana)!).record.props, request.ask).toEqual({ round: 1 });
      expect(set.allowDocuments(['s3:*'], 'round1', false), request.ask).toHaveLength(1);
    }
  });

  it('keeps a working set as it was while ingests run, commit and drop', async () => {
    const target = await bench.fresh();
    await store(target, contents(1));
    const untouched = await estate(target);
    const touched = await estate(target);
    const before = rounds(touched);
    const ingest = await target.ingest({ collectedAt: secondDay });
    const part = partOf();
    await ingest.replace(part, contents(2)[0]!.facts);
    await ingest.index(part, indexOf(2));
    expect(rounds(await estate(target)), 'opened while the ingest runs').toEqual(before);
    await ingest.commit();
    // One has answered all of it before, the other answers for the first time.
    expect(rounds(touched)).toEqual(before);
    expect(rounds(untouched)).toEqual(before);
    expect(rounds(await estate(target))).not.toEqual(before);
    const dropping = await target.ingest({ collectedAt: secondDay });
    dropping.drop(account, 'identities');
    await dropping.commit();
    expect(rounds(untouched)).toEqual(before);
  });

  it('goes on with a stream across commits', async () => {
    const target = await bench.fresh();
    const part = { part: 'resources' };
    const facts = Array.from({ length: 1500 }, (_, at) => bucket(`b${at}`, { round: 1 }));
    await store(target, [{ part, facts }]);
    const streams = [(await estate(target)).resources({}), (await estate(target)).nodesOfKind('resource')];
    const open = streams.map((stream) => stream[Symbol.iterator]());
    const found = open.map((stream) => [stream.next().value!]);
    await store(target, [{ part, facts: facts.slice(700).map((fact) => ({ ...fact, props: { round: 2 } })) }]);
    for (const [at, stream] of open.entries()) {
      for (let next = stream.next(); !next.done; next = stream.next()) found[at]!.push(next.value);
      expect(idsOf(found[at]!)).toEqual(facts.map(({ id }) => id).sort());
      expect(new Set(found[at]!.map(({ props }) => props['round']))).toEqual(new Set([1]));
    }
  });

  if (bench.can('as-of')) asOfConformance(bench);
}

function asOfConformance(bench: Bench): void {
  it('answers as of an older generation, facts and index alike', async () => {
    const target = await bench.fresh();
    await store(target, contents(1), firstDay);
    const first = rounds(await estate(target));
    await store(target, contents(2), secondDay);
    const second = rounds(await estate(target));
    const dropping = await target.ingest({ collectedAt: '2026-03-03T08:00:00.000Z' });
    dropping.drop(account, 'identities');
    await dropping.commit();
    for (const one of [target, await bench.again(target)]) {
      expect(rounds(await estate(one, { generation: 1 }))).toEqual(first);
      expect(rounds(await estate(one, { generation: 2 }))).toEqual(second);
      expect(Object.keys(seen(await estate(one, { generation: 3 })))).toEqual([]);
    }
  });

  it('keeps what stands unchanged over many generations', async () => {
    const target = await bench.fresh();
    const rest = { part: { part: 'resources', digest: 'same' }, facts: [bucket('logs')] };
    await store(target, [rest, ...contents(1)]);
    for (const round of [2, 3, 4]) await store(target, contents(round), secondDay);
    for (const generation of [1, 2, 3, 4]) {
      const set = await estate(target, { generation });
      expect(set.node(ana)?.props, `${generation}`).toEqual({ round: generation });
      expect(set.classView(set.classOf(ana)!).record.props, `${generation}`).toEqual({ round: generation });
      expect(idsOf(set.resources({})), `${generation}`).toHaveLength(1);
    }
  });

  it('keeps the age and state that a part had', async () => {
    const target = await bench.fresh();
    await store(target, [{ part: { digest: 'd' }, facts: [user('ana')] }], firstDay);
    const ingest = await target.ingest({ collectedAt: secondDay });
    ingest.unchanged(partOf({ digest: 'd' }));
    ingest.stale(account, 'identities', 'why');
    await ingest.commit();
    const statusOf = async (generation: number) => (await estate(target, { generation })).parts();
    expect(await statusOf(1)).toMatchObject([{ collectedAt: firstDay, stale: null }]);
    expect(await statusOf(2)).toMatchObject([{ collectedAt: secondDay, stale: 'why' }]);
  });

  it('finds the last generation whose data is not younger than a date', async () => {
    const target = await bench.fresh();
    await store(target, contents(1), firstDay);
    await store(target, contents(2), secondDay);
    const at = async (date: string) => (await estate(target, { date })).generation;
    expect(await at(firstDay)).toBe(1);
    expect(await at('2026-03-01')).toBe(1);
    expect(await at('2026-03-02T07:59:59Z')).toBe(1);
    expect(await at('2026-03-02T10:00:00+02:00')).toBe(2);
    expect(await at('2026-03-02')).toBe(2);
    expect(await at('2030-01-01')).toBe(2);
    expect(await codeOf(at('2026-02-28'))).toBe('no-generation');
    expect(await codeOf(at('yesterday'))).toBe('invalid-date');
    expect(await codeOf(estate(target, { generation: 3 }))).toBe('no-generation');
    expect(await codeOf(estate(target, { generation: 0 }))).toBe('no-generation');
  });
}
