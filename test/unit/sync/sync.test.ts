import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrantgraphError } from '../../../src/base/errors.js';
import type { Fact, PartInput, Problem } from '../../../src/graph/fact.js';
import type { IndexerFactory } from '../../../src/graph/generation-index.js';
import type { Store } from '../../../src/store/contract.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';
import { type SyncOptions, type SyncReport, sync } from '../../../src/sync/index.js';
import {
  account,
  arnOf,
  bucket,
  bucketArn,
  codeOf,
  estate,
  firstDay,
  otherAccount,
  role,
  secondDay,
  seen,
  user,
} from '../../conformance/sample.js';
import { temporary } from '../../conformance/temporary.js';

let target: Store;
let steps: [string, number | undefined, number | undefined][];
let count = 0;

beforeEach(async () => {
  target = await openEmbeddedStore(join(temporary(), `data-${++count}`), { create: true });
  steps = [];
});

afterEach(() => target.close());

/** Indexes the names of a part's users: one grantee each. */
const indexers: IndexerFactory = (_provider, _scope, part) => {
  if (part !== 'identities') return null;
  const names: string[] = [];
  return {
    add: ({ name }) => void names.push(name ?? ''),
    finish: () => names.map((name) => ({ record: 'grantee', key: `is ${name}`, node: name, kind: 'user', name })),
  };
};

const run = (inputs: readonly PartInput[], options: Partial<SyncOptions> = {}): Promise<SyncReport> => {
  const progress = {
    step: (...step: [string, number?, number?]) => void steps.push([step[0], step[1], step[2]]),
    warn: () => {},
  };
  return sync(target, inputs, { indexers, collectedAt: firstDay, progress, ...options });
};

let digests = 0;

function input(facts: readonly Fact[], more: Partial<PartInput> = {}): PartInput {
  const names = { provider: 'aws', scope: account, part: 'identities', source: 'dump.json' };
  return { ...names, digest: `d${++digests}`, problems: [], facts: () => facts, ...more };
}

const resources = (facts: readonly Fact[], more: Partial<PartInput> = {}) =>
  input(facts, { part: 'resources', ...more });

/** A part that brings some facts and then breaks, as a mapper does on a record it cannot read. */
function broken(more: Partial<PartInput> = {}): PartInput {
  const place = { file: 'roles.json', line: 7 };
  function* facts(): Iterable<Fact> {
    yield role('half');
    throw new GrantgraphError('invalid-json', 'not JSON', { place });
  }
  return input([], { facts, ...more });
}

const ids = async () => Object.keys(seen(await estate(target))).sort();
const everything = async () => [
  ...[seen(await estate(target)), (await estate(target)).granteeKeys('')],
  ...[await target.parts(), await target.problems(), await target.generations()],
];

describe('sync', () => {
  it('stores and indexes all parts in one generation and reports each', async () => {
    const report = await run([input([user('ana'), user('bo')]), resources([bucket('logs')])]);
    expect(report).toMatchObject({
      generation: { number: 1, collectedAt: firstDay, facts: 3 },
      parts: [
        {
          scope: account,
          part: 'identities',
          facts: 2,
          added: 2,
          changed: 0,
          removed: 0,
          same: 0,
          unchanged: false,
          problems: 0,
        },
        { scope: account, part: 'resources', facts: 1, added: 1, unchanged: false },
      ],
      dropped: [],
    });
    expect(report.ms).toBeGreaterThanOrEqual(0);
    expect(await ids()).toEqual([arnOf('user', 'ana'), arnOf('user', 'bo'), bucketArn('logs')].sort());
    const set = await estate(target);
    expect(set.granteeKeys('')).toEqual(['is ana', 'is bo']);
    expect(await target.generations()).toHaveLength(1);
    expect(steps).toEqual([
      [`storing ${account} identities`, 0, 2],
      [`storing ${account} resources`, 1, 2],
      ['committing', 2, 2],
    ]);
  });

  it('leaves parts alone that were not brought', async () => {
    await run([input([user('ana')]), resources([bucket('logs')])]);
    const report = await run([input([user('ana', { age: 1 }), user('bo')])], { collectedAt: secondDay });
    expect(report.parts).toMatchObject([{ added: 1, changed: 1, removed: 0, same: 0, facts: 2 }]);
    expect(await ids()).toContain(bucketArn('logs'));
    expect((await target.parts()).map(({ part, collectedAt }) => [part, collectedAt])).toEqual([
      ['identities', secondDay],
      ['resources', firstDay],
    ]);
  });

  it('leaves the store as it was where a later part breaks', async () => {
    await run([input([user('ana')], { problems: [{ severity: 'lint', code: 'c', message: 'm' }] })]);
    const before = await everything();
    const work = run([input([user('ana', { age: 2 }), user('bo')]), broken({ part: 'resources' })]);
    await expect(work).rejects.toMatchObject({ code: 'invalid-json', place: { file: 'roles.json', line: 7 } });
    expect(await everything()).toEqual(before);
    expect(await run([input([user('bo')])])).toMatchObject({ generation: { number: 2, facts: 1 } });
  });

  it('leaves the store as it was where an indexer breaks', async () => {
    await run([input([user('ana')])]);
    const before = await everything();
    const breaking: IndexerFactory = () => ({
      add: () => {},
      finish: () => {
        throw new Error('a broken indexer');
      },
    });
    await expect(run([input([user('bo')])], { indexers: breaking })).rejects.toThrow('a broken indexer');
    expect(await everything()).toEqual(before);
  });

  it('keeps nothing of a first dump that breaks', async () => {
    await expect(run([input([user('ana')]), broken({ part: 'resources' })])).rejects.toThrow('not JSON');
    expect(await target.generations()).toEqual([]);
    expect(await target.parts()).toEqual([]);
    await run([input([user('bo')])]);
    expect(await ids()).toEqual([arnOf('user', 'bo')]);
  });

  it('does not read a part whose digest stands', async () => {
    const problem: Problem = { severity: 'invalid', code: 'c', message: 'm' };
    await run([input([user('ana')], { digest: 'same', problems: [problem] })]);
    const unread = (): never => {
      throw new Error('read');
    };
    const report = await run([input([], { digest: 'same', facts: unread })], { collectedAt: secondDay });
    expect(report.parts).toMatchObject([
      { facts: 1, same: 1, added: 0, changed: 0, removed: 0, unchanged: true, problems: 1 },
    ]);
    expect(report.generation).toMatchObject({ number: 2, facts: 1 });
    expect((await target.parts())[0]).toMatchObject({ collectedAt: secondDay, digest: 'same', problems: 1 });
    expect((await estate(target)).granteeKeys('')).toEqual(['is ana']);
    expect(await target.problems()).toMatchObject([problem]);
  });

  it('says that a part is unchanged whose facts are the same under another digest', async () => {
    await run([input([user('ana')])]);
    const report = await run([input([user('ana')])]);
    expect(report.parts).toMatchObject([{ same: 1, unchanged: true }]);
    expect((await estate(target)).granteeKeys('')).toEqual(['is ana']);
  });

  it('keeps problems, those that come up while the facts are read too', async () => {
    const problems: Problem[] = [];
    function* facts(): Iterable<Fact> {
      yield user('ana');
      problems.push({ severity: 'lint', code: 'late', message: 'm', subject: arnOf('user', 'ana') });
      problems.push({ severity: 'error', code: 'later', message: 'm' });
    }
    const report = await run([input([], { facts, problems })]);
    expect(report.parts).toMatchObject([{ problems: 2, severities: { lint: 1, error: 1 } }]);
    expect(await target.problems(account)).toMatchObject(problems);
  });

  it('takes facts that come later', async () => {
    async function* facts(): AsyncIterable<Fact> {
      for (const name of ['ana', 'bo']) {
        await setImmediate();
        yield user(name);
      }
    }
    expect((await run([input([], { facts })])).parts).toMatchObject([{ added: 2 }]);
    expect((await estate(target)).granteeKeys('')).toEqual(['is ana', 'is bo']);
  });
});

describe('inputs of one part', () => {
  const pages = (): PartInput[] => [
    input([user('ana')], {
      source: 'a.json',
      digest: 'a',
      notCollected: ['Tags'],
      problems: [{ severity: 'lint', code: 'a', message: 'm' }],
    }),
    input([user('bo')], {
      source: 'b.json',
      digest: 'b',
      notCollected: ['Policy', 'Tags'],
      problems: [{ severity: 'lint', code: 'b', message: 'm' }],
    }),
  ];

  it('come together in any order', async () => {
    const report = await run(pages());
    expect(report.parts).toMatchObject([{ facts: 2, added: 2, problems: 2 }]);
    expect(await ids()).toEqual([arnOf('user', 'ana'), arnOf('user', 'bo')]);
    expect((await estate(target)).granteeKeys('')).toEqual(['is ana', 'is bo']);
    const [part] = await target.parts();
    expect(part).toMatchObject({ source: 'a.json, b.json', facts: 2, problems: 2 });
    expect([...part!.notCollected].sort()).toEqual(['Policy', 'Tags']);
    expect((await run(pages().reverse())).parts).toMatchObject([{ unchanged: true }]);
    expect((await target.problems()).map(({ code }) => code)).toEqual(['a', 'b']);
  });

  it('are another part as soon as one of them is', async () => {
    await run(pages());
    const [first, second] = pages() as [PartInput, PartInput];
    const report = await run([first, { ...second, digest: 'c', facts: () => [user('cy')] }]);
    expect(report.parts).toMatchObject([{ added: 1, removed: 1, same: 1 }]);
    expect((await run([first])).parts).toMatchObject([{ removed: 1, same: 1 }]);
  });

  it('are kept apart from those of other scopes and providers', async () => {
    const other = { scope: otherAccount };
    const foreign = { provider: 'elsewhere' };
    await run([input([user('ana')]), input([user('bo')], other), input([user('cy')], foreign)]);
    expect((await target.parts()).map(({ provider, scope, facts }) => [provider, scope, facts])).toEqual([
      ['aws', account, 1],
      ['aws', otherAccount, 1],
      ['elsewhere', account, 1],
    ]);
    await run([input([], foreign)]);
    expect(await ids()).toEqual([arnOf('user', 'ana'), arnOf('user', 'bo')]);
  });

  it.each(['provider', 'scope', 'part', 'digest'] as const)('are refused without a %s, untouched', async (field) => {
    expect(await codeOf(run([input([user('ana')], { [field]: '' })]))).toBe('invalid-input');
    expect(await target.generations()).toEqual([]);
  });

  it('are refused without an instant', async () => {
    expect(await codeOf(run([input([user('ana')])], { collectedAt: 'yesterday' }))).toBe('invalid-input');
  });
});

describe('a complete dump', () => {
  it('drops what it does not bring, of the scopes and the provider it touches alone', async () => {
    const parts = [input([user('ana')]), resources([bucket('logs')])];
    await run([
      ...parts,
      resources([bucket('far')], { scope: otherAccount }),
      resources([bucket('x')], { provider: 'elsewhere' }),
    ]);
    const report = await run([input([user('ana')])], { complete: true });
    expect(report.dropped).toEqual([{ scope: account, part: 'resources' }]);
    expect(report.generation.facts).toBe(3);
    expect(await ids()).toEqual([arnOf('user', 'ana'), bucketArn('far'), bucketArn('x')].sort());
    expect((await target.parts()).map(({ provider, scope, part }) => `${provider} ${scope} ${part}`)).toEqual([
      `aws ${account} identities`,
      `aws ${otherAccount} resources`,
      `elsewhere ${account} resources`,
    ]);
  });

  it('drops nothing unless it says that it is complete', async () => {
    await run([input([user('ana')]), resources([bucket('logs')])]);
    expect((await run([input([user('ana')])])).dropped).toEqual([]);
    expect(await ids()).toContain(bucketArn('logs'));
  });

  it('keeps what could not be collected', async () => {
    await run([input([user('ana')]), resources([bucket('logs')])]);
    const failures = [{ scope: account, part: 'resources', code: 'access-denied', message: 'no rights' }];
    const report = await run([input([user('ana')])], { complete: true, failures, collectedAt: secondDay });
    expect(report.dropped).toEqual([]);
    expect(await ids()).toContain(bucketArn('logs'));
    expect((await target.parts())[1]).toMatchObject({
      part: 'resources',
      stale: 'access-denied: no rights',
      collectedAt: firstDay,
    });
  });
});

describe('failures', () => {
  const failure = { scope: account, part: 'resources', code: 'throttled', message: 'too many requests' };

  it('mark a part stale and keep its facts until it is collected again', async () => {
    await run([resources([bucket('logs')])]);
    await run([], { failures: [failure], collectedAt: secondDay });
    const stale = async () => (await target.parts()).map((part) => part.stale);
    expect(await stale()).toEqual(['throttled: too many requests']);
    expect(await ids()).toEqual([bucketArn('logs')]);
    await run([resources([bucket('logs')])], { collectedAt: secondDay });
    expect(await stale()).toEqual([null]);
  });

  it('mark the part of the provider they name', async () => {
    await run([resources([bucket('a')]), resources([bucket('b')], { provider: 'elsewhere' })]);
    await run([], { failures: [{ ...failure, provider: 'elsewhere' }] });
    expect((await target.parts()).map(({ provider, stale }) => [provider, stale !== null])).toEqual([
      ['aws', false],
      ['elsewhere', true],
    ]);
  });

  it('make no part where there never was one', async () => {
    await run([input([user('ana')])], { failures: [failure] });
    expect((await target.parts()).map(({ part }) => part)).toEqual(['identities']);
  });
});

describe('an abort by the signal', () => {
  const many = Array.from({ length: 30_000 }, (_, at) => role(`r${at}`));

  it('before the start opens no ingest', async () => {
    const signal = AbortSignal.abort(new Error('no more'));
    await expect(run([input([user('ana')])], { signal })).rejects.toThrow('no more');
    expect(await target.generations()).toEqual([]);
  });

  it.each(['while facts are read', 'between parts', 'before the commit'])(
    '%s leaves the store as it was',
    async (when) => {
      await run([input([user('ana')])]);
      const before = await everything();
      const controller = new AbortController();
      const stop = () => controller.abort(new Error('interrupted'));
      function* facts(): Iterable<Fact> {
        for (const [at, fact] of many.entries()) {
          if (at === 12_000 && when === 'while facts are read') stop();
          yield fact;
        }
        if (when === 'between parts') stop();
      }
      function* last(): Iterable<Fact> {
        if (when === 'before the commit') stop();
        yield bucket('logs');
      }
      const parts = [input([], { facts }), resources([], { facts: last })];
      await expect(run(parts, { signal: controller.signal })).rejects.toThrow('interrupted');
      expect(await everything()).toEqual(before);
      expect(await run([input([user('bo')])])).toMatchObject({ generation: { number: 2 } });
    },
  );

  it('is heard while a large part is stored', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('interrupted')), 1);
    await expect(run([input([], { facts: () => many })], { signal: controller.signal })).rejects.toThrow('interrupted');
    expect(await target.generations()).toEqual([]);
  });
});

describe('two at once', () => {
  it('refuse the second, which changes nothing', async () => {
    async function* slow(): AsyncIterable<Fact> {
      yield user('ana');
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      yield user('bo');
    }
    const first = run([input([], { facts: slow })]);
    await expect(run([input([user('cy')])])).rejects.toMatchObject({
      code: 'store-busy',
      message: 'this process is already writing to the store',
      data: { pid: process.pid },
    });
    await first;
    expect(await ids()).toEqual([arnOf('user', 'ana'), arnOf('user', 'bo')]);
    expect(await target.generations()).toHaveLength(1);
  });
});
