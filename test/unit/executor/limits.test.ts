import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../src/access/contract.js';
import { actualWords, planWords } from '../../../src/executor/index.js';
import { mostHeld } from '../../../src/executor/limits.js';
import { planOf, row, run } from './memory.js';

const every = 'config from iam where path.hops >= 0';

function* endless(): Iterable<AccessRow> {
  for (let at = 0; ; at++) yield row({ source: { id: `s${at}`, name: `s${at}` } });
}

describe('a query that runs long', () => {
  it('gives way to timers and ends when its signal says so', async () => {
    const abort = new AbortController();
    const ticks: number[] = [];
    const timer = setInterval(() => ticks.push(performance.now()), 10);
    const running = run("config from iam where verdict = 'unknown'", endless(), { signal: abort.signal });
    await setTimeout(150);
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    clearInterval(timer);
    expect(ticks.length).toBeGreaterThan(2);
  });

  it('that is cancelled before it began does nothing', async () => {
    const done = run(every, endless(), { signal: AbortSignal.abort() });
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('ends at its time, and says what would make it smaller', async () => {
    const slow = (where: string) =>
      run(`config from iam where ${where}`, endless(), { limit: 1_000_000, timeoutMs: 30 }).catch((error) => error);
    expect(await slow('path.hops >= 0')).toMatchObject({
      code: 'timeout',
      message: 'the query ran longer than 0.03 s',
      hint: 'narrow it: name a source (`source.cloud.resource.name = …`), an action (`action.name = …`) or a destination (`dest.cloud.resource.name = …`, an account or a service), or give it more time (--timeout)',
    });
    expect(
      await slow("path.hops >= 0 AND action.name = 's3:GetObject' AND dest.cloud.service.name = 's3'"),
    ).toMatchObject({
      hint: 'narrow it: name a source (`source.cloud.resource.name = …`), or give it more time (--timeout)',
    });
  });

  it('ends when it would hold too many rows', async () => {
    const one = row();
    function* same(): Iterable<AccessRow> {
      for (let at = 0; at <= mostHeld; at++) yield one;
    }
    await expect(run(`${every} order by verdict`, same())).rejects.toMatchObject({
      code: 'too-many-rows',
      message: 'more than 500,000 rows would have to be held',
    });
  });
});

describe('a sink', () => {
  const rows = Array.from({ length: 1234 }, (_, at) => row({ source: { id: `s${at}` } }));

  it('gets every row, the first at once, without a page of its own accord', async () => {
    const batches: number[] = [];
    const done = await run(every, rows, { sink: (batch) => void batches.push(batch.length) });
    expect(batches[0]).toBe(1);
    expect(batches.reduce((sum, one) => sum + one, 0)).toBe(1234);
    expect(batches.length).toBeGreaterThan(2);
    expect(done).toMatchObject({ rows: [], total: 1234, shown: 1234, more: false });
  });

  it('that takes its time holds the query up, not its clock', async () => {
    let most = 0;
    const done = await run(every, rows, {
      timeoutMs: 2000,
      sink: async (batch) => {
        most = Math.max(most, batch.length);
        await setTimeout(40);
      },
    });
    expect(done.shown).toBe(1234);
    expect(most).toBeLessThanOrEqual(500);
    expect(done.actual.milliseconds).toBeLessThan(2000);
  });

  it('stops at the limit of the query, and takes groups and ordered rows too', async () => {
    const seen: unknown[] = [];
    const sink = (batch: readonly Readonly<Record<string, unknown>>[]) => void seen.push(...batch);
    await run(`${every} limit 7`, endless(), { sink });
    expect(seen).toHaveLength(7);
    seen.length = 0;
    await run(`${every} group by verdict`, rows, { sink });
    expect(seen).toEqual([{ verdict: 'allow', actions: 1, sources: 1234, rows: 1234 }]);
  });
});

describe('in words', () => {
  it('the plan, branch by branch', () => {
    const where =
      "action.name IN ('s3:GetObject', 's3:PutObject') AND (dest.cloud.resource.name = 'payroll' OR source.cloud.resource.name = 'deploy')";
    expect(planWords(planOf(`config from iam where ${where} order by verdict desc limit 5 reach all`))).toEqual([
      'part 1 of 2:',
      '  sources: everybody',
      '  actions: s3:GetObject, s3:PutObject',
      '  destinations: payroll',
      'part 2 of 2:',
      '  sources: deploy',
      '  actions: s3:GetObject, s3:PutObject',
      '  destinations: as granted',
      'ordered by verdict down: needs every row',
      'ends after 5 rows',
      'rights counted: own and those of whoever one can become',
    ]);
    expect(
      planWords(
        planOf(
          "config from iam where dest.cloud.account = 'live' AND dest.cloud.resource.type = 'bucket' group by action.name",
        ),
      ),
    ).toEqual([
      'sources: everybody',
      'actions: all',
      'destinations: resources of the inventory of type bucket in live',
      'grouped by action.name: needs every row',
      'rights counted: own sessions',
    ]);
  });

  it('what a run did', () => {
    const actual = { rowsLookedAt: 1200, rowsKept: 3, classes: 1, decisions: 4000, resources: 2, milliseconds: 12.3 };
    expect(actualWords(actual)).toBe(
      'looked at 1 identity class and 2 resources, computed 4,000 verdicts; made 1,200 rows, kept 3; worked for 12 ms',
    );
  });
});
