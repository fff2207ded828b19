import { awsIndexers } from '../../../src/access/aws/index/factory.js';
import type { Fact, JsonObject, PartInput, Problem } from '../../../src/graph/fact.js';
import type { FactChange, PartStatus, Store } from '../../../src/store/contract.js';
import { sync } from '../../../src/sync/index.js';
import { account, bucket, bucketArn, otherAccount, seen, user } from '../../conformance/sample.js';

export const quiet = { step: () => {}, warn: () => {} };
const day = (number: number): string => `2026-03-0${number}T08:00:00.000Z`;

const mayRead = (name: string): JsonObject => ({
  uniqueId: `AIDA${name}`,
  path: '/',
  inline: [
    {
      name: 'own',
      document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` }],
      },
    },
  ],
});

function input(
  part: string,
  digest: string,
  facts: readonly Fact[],
  more: Partial<PartInput> & { found?: readonly Problem[] } = {},
): PartInput {
  const { found = [], ...rest } = more;
  const problems: Problem[] = [];
  return {
    ...{ provider: 'aws', scope: account, part, source: `${part}.json`, digest, problems },
    facts: () => {
      problems.push(...found);
      return facts;
    },
    ...rest,
  };
}

const lint = (code: string, subject: string): Problem => ({
  severity: 'lint',
  code,
  message: `see ${subject}`,
  subject,
  path: '/a',
});

/**
 * Six generations with all that can happen to a part: written, changed, found the same, failed, failed again for another reason, found
 * again, dropped and brought back, of two scopes; problems that come and go; an id that two parts describe and one that a part describes twice.
 */
export async function tellStory(store: Store): Promise<void> {
  const people = [user('ana', mayRead('ana')), user('ben', mayRead('ben')), user('ben', { tags: { team: 'b' } })];
  const owner: Fact = { id: account, kind: 'account', name: 'live', props: { alias: 'live' } };
  const ingest = (number: number, inputs: readonly PartInput[], more: Partial<Parameters<typeof sync>[2]> = {}) =>
    sync(store, inputs, { indexers: awsIndexers, collectedAt: day(number), progress: quiet, ...more });

  const identities = (digest: string, facts: readonly Fact[]) =>
    input('identities', digest, facts, {
      found: [lint('no-mfa', 'ana'), lint('old-key', 'ben')],
      notCollected: ['Tags'],
    });
  await ingest(1, [
    identities('i1', [...people, owner]),
    input('resources', 'r1', [bucket('ana'), bucket('ben', { policy: { Version: '2012-10-17', Statement: [] } })]),
    input('settings', 's1', [{ ...owner, props: { publicAccessBlock: null } }]),
  ]);
  await ingest(2, [
    identities('i1', []),
    input('resources', 'r2', [bucket('ana', { tags: { a: 'b' } }), bucket('cy')], {
      found: [lint('public', bucketArn('cy'))],
    }),
    input('identities', 'o1', [user('dora', mayRead('dora'), { account: otherAccount })], { scope: otherAccount }),
  ]);
  const failed = (message: string) => [{ scope: account, part: 'resources', code: 'AccessDenied', message }];
  await ingest(3, [identities('i2', [people[0]!, owner, people[1]!, people[2]!])], { failures: failed('not today') });
  await ingest(4, [identities('i3', [people[1]!, owner])], { failures: failed('nor today') });
  await ingest(5, [identities('i3', []), input('resources', 'r2', [])], { complete: true });
  await ingest(
    6,
    [
      input('settings', 's1', [{ ...owner, props: { publicAccessBlock: null } }]),
      input('resources', 'r2', [], { source: 'again.json' }),
    ],
    {
      failures: [{ scope: otherAccount, part: 'identities', code: 'ExpiredToken', message: 'gone' }],
    },
  );
}

/** One more generation: a user more. */
export async function goOn(store: Store): Promise<void> {
  const facts = [user('eve', mayRead('eve'))];
  await sync(store, [input('identities', 'i7', facts)], {
    indexers: awsIndexers,
    collectedAt: day(7),
    progress: quiet,
  });
}

/** Everything a reader can learn of a store, generation by generation. */
export async function everything(store: Store): Promise<unknown> {
  const generations = await store.generations();
  const states: unknown[] = [];
  for (const { number } of generations) {
    const set = await store.workingSet({ ask: 'estate' }, { generation: number });
    const parts = await store.parts(number);
    states.push({
      ...{ set: [set.generation, set.collectedAt, set.size(), seen(set)], parts },
      contents: await Promise.all(parts.map((part) => contentsOf(store, part, number))),
      classes: [...set.classKeys()].map((key) => ({
        ...set.classView(key),
        key: null,
        members: [...set.members(key)],
      })),
      changes: await Promise.all(generations.map((other) => changesOf(store, number, other.number))),
    });
  }
  return {
    generations,
    states,
    parts: await store.parts(),
    problems: await store.problems(),
    of: await store.problems(account),
  };
}

async function contentsOf(store: Store, part: PartStatus, generation: number): Promise<unknown> {
  const { facts, problems } = await store.content(part, generation);
  const texts: string[] = [];
  for await (const fact of facts) texts.push(JSON.stringify(fact));
  return { facts: texts.sort(), problems };
}

/** By part and id, several of one id in the order of their texts. */
async function changesOf(store: Store, from: number, to: number): Promise<readonly string[]> {
  const changes: FactChange[] = [...(await store.changes(from, to))];
  return changes.map((change) => JSON.stringify(change)).sort();
}
