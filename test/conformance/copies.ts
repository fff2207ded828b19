import { expect, it } from 'vitest';
import type { Fact, JsonObject } from '../../src/graph/fact.js';
import type { PartName, Store } from '../../src/store/contract.js';
import { account, arnOf, bucket, codeOf, firstDay, otherAccount, partOf, secondDay, store, user } from './sample.js';
import type { Bench } from './store.js';

const identities: PartName = { provider: 'aws', scope: account, part: 'identities' };
const resources: PartName = { ...identities, part: 'resources' };
const thirdDay = '2026-03-03T08:00:00.000Z';
const madeAt = '2026-03-05T10:11:12.131Z';

/** What a part says in a generation; facts by id, as no order is promised. */
async function said(
  target: Store,
  part: PartName,
  generation: number,
): Promise<{ readonly facts: Fact[]; readonly problems: readonly JsonObject[] }> {
  const { facts, problems } = await target.content(part, generation);
  const list: Fact[] = [];
  for await (const fact of facts) list.push(fact);
  const text = (fact: Fact) => `${fact.id} ${JSON.stringify(fact)}`;
  return { facts: list.sort((a, b) => (text(a) < text(b) ? -1 : 1)), problems };
}

/** What copies rest on: whole contents of parts in any generation, states of parts in any, generations made as they were elsewhere. */
export function copyConformance(bench: Bench): void {
  it('gives a part back as it was given, fact for fact, in every generation', async () => {
    const target = await bench.fresh();
    const whole = user(
      'ana',
      { n: 1, tags: { team: 'a' }, list: [1, null, { deep: true }], text: 'ä\u0000 \ud83d\ude00' },
      {
        aliases: ['ana@example.com'],
        region: 'eu-west-1',
        edges: [{ kind: 'member-of', to: 'g1', props: { via: 'x' } }],
      },
    );
    const nameless: Fact = { id: arnOf('user', 'x'), kind: 'user', props: {} };
    const problems = [{ code: 'second' }, { code: 'first', scope: 'own word', deep: { list: [1] } }];
    await store(target, [
      { facts: [whole, nameless], problems },
      { part: resources, facts: [bucket('b1')] },
    ]);
    await store(target, [{ facts: [nameless, user('ben')] }], secondDay);
    await store(target, [{ part: resources, facts: [], problems: [{ code: 'none' }] }], thirdDay);
    const [first, second, third] = [
      [nameless, whole],
      [user('ben'), nameless],
      [user('ben'), nameless],
    ];
    const sorted = (facts: Fact[]) => facts.sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await said(target, identities, 1)).toEqual({ facts: sorted(first), problems });
    expect(await said(target, identities, 2)).toEqual({ facts: sorted(second), problems: [] });
    expect(await said(target, identities, 3)).toEqual({ facts: sorted(third), problems: [] });
    expect(await said(target, resources, 2)).toEqual({ facts: [bucket('b1')], problems: [] });
    expect(await said(target, resources, 3)).toEqual({ facts: [], problems: [{ code: 'none' }] });
  });

  it('keeps an id that one part describes twice, also where both say the same', async () => {
    const target = await bench.fresh();
    const facts = [user('ana', { n: 1 }), user('ana', { n: 2 }), user('ana', { n: 2 })];
    await store(target, [{ facts }]);
    expect((await said(target, identities, 1)).facts).toEqual(facts);
  });

  it('gives large parts whole', async () => {
    const target = await bench.fresh();
    const facts = Array.from({ length: 12_345 }, (_, at) => bucket(`b${at}`, { at }));
    await store(target, [{ part: resources, facts }]);
    const { facts: found } = await said(target, resources, 1);
    expect(new Set(found.map(({ props }) => props['at'])).size).toBe(facts.length);
    expect(found).toHaveLength(facts.length);
  });

  it('knows the states of parts in every generation, and none that it has not', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana')] }, { part: resources, facts: [bucket('b1')] }]);
    const before = await target.parts();
    const ingest = await target.ingest({ collectedAt: secondDay });
    ingest.stale(account, 'identities', 'AccessDenied: no');
    ingest.drop(account, 'resources', 'aws');
    await ingest.commit();
    expect(await target.parts(1)).toEqual(before);
    expect(await target.parts(2)).toEqual([{ ...before[0], stale: 'AccessDenied: no' }]);
    expect(await target.parts(2)).toEqual(await target.parts());
    expect((await said(target, identities, 2)).facts).toEqual([user('ana')]);
    expect(await codeOf(target.content(resources, 2))).toBe('unknown-part');
    expect(await codeOf(target.content({ ...identities, scope: otherAccount }, 1))).toBe('unknown-part');
    expect(await codeOf(target.content({ ...identities, provider: 'gcp' }, 1))).toBe('unknown-part');
  });

  it('makes a generation with the number and dates it had elsewhere, and no other', async () => {
    const target = await bench.fresh();
    expect(await codeOf(target.ingest({ collectedAt: firstDay, copyOf: { number: 2, createdAt: madeAt } }))).toBe(
      'generation-taken',
    );
    const copy = await target.ingest({ collectedAt: firstDay, copyOf: { number: 1, createdAt: madeAt } });
    await copy.replace(partOf(), [user('ana')]);
    const made = await copy.commit();
    expect(made).toEqual({ number: 1, collectedAt: firstDay, createdAt: madeAt, facts: 1 });
    expect(await target.generations()).toEqual([made]);
    expect(await codeOf(target.ingest({ collectedAt: firstDay, copyOf: { number: 1, createdAt: madeAt } }))).toBe(
      'generation-taken',
    );
    // Who was refused holds nothing up.
    expect((await store(target, [{ facts: [user('ben')] }], secondDay)).number).toBe(2);
  });
}
