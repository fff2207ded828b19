import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrantgraphError } from '../../../src/base/errors.js';
import { type Job, type JobOrder, Jobs, type JobsOptions, type JobVoice } from '../../../src/jobs/index.js';
import { MemoryRecords } from '../memory-records.js';

let records: MemoryRecords;
let opened: Jobs[];
let faults: unknown[];

/** Jobs of a process of its own: on another host, as its number would tell that it is this one. */
const jobs = (options: JobsOptions = {}): Jobs => {
  const owner = { host: `host-${opened.length}`, pid: 1, instance: `instance-${opened.length}` };
  const made = new Jobs(records, { beatMs: 5, owner, onError: (error) => faults.push(error), ...options });
  opened.push(made);
  return made;
};

beforeEach(() => {
  records = new MemoryRecords();
  opened = [];
  faults = [];
});

afterEach(async () => {
  for (const one of opened) await one.close(0);
  expect(faults).toEqual([]);
});

const admin = { name: 'ops', role: 'admin', accounts: null } as const;

/** Work that goes on until the test says how it ends. */
function held(key = 'ingest:aws') {
  let finish: (result: { n: number }) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let voice: JobVoice | null = null;
  let cleared = 0;
  const order: JobOrder = {
    ...{ kind: 'ingest', key, about: { provider: 'aws' }, caller: admin },
    work: (own, signal) =>
      new Promise((resolve, reject) => {
        voice = own;
        finish = resolve;
        fail = reject;
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
    after: async () => {
      cleared++;
    },
  };
  return {
    order,
    say: () => voice!,
    finish: (n = 1) => finish({ n }),
    fail: (error: Error) => fail(error),
    begun: () => expect.poll(() => voice).not.toBeNull(),
    cleared: () => cleared,
  };
}

const until = (room: Jobs, { id }: Job, state: Job['state']) =>
  expect.poll(async () => (await room.get(id))?.state).toBe(state);

describe('a job', () => {
  it('is accepted, runs, and is done with its result', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    expect(job).toMatchObject({
      ...{ kind: 'ingest', key: 'ingest:aws', by: 'ops', about: { provider: 'aws' }, state: 'queued' },
      ...{ startedAt: null, endedAt: null, cancelledBy: null, result: null, failure: null },
    });
    expect(job.id).toMatch(/^[0-9a-z]{19}$/);
    await work.begun();
    await until(room, job, 'running');
    work.finish(7);
    await until(room, job, 'done');
    const done = await room.get(job.id);
    expect(done).toMatchObject({ result: { n: 7 }, failure: null });
    expect(Date.parse(done!.endedAt!)).toBeGreaterThanOrEqual(Date.parse(done!.startedAt!));
    expect(work.cleared()).toBe(1);
  });

  it('is on record before it is told to be accepted', async () => {
    const job = await jobs().start(held().order);
    expect((await records.get('job', job.id))?.body['job']).toMatchObject({ id: job.id, state: 'queued' });
  });

  it('tells how far it is, in words, counts and a fraction', async () => {
    const room = jobs();
    await room.begin();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    work.say().step('storing 111122223333 identities', 1, 4);
    expect((await room.get(job.id))?.progress).toEqual({
      ...{ step: 'storing 111122223333 identities', done: 1, total: 4, fraction: 0.25 },
    });
    work.say().step('reading');
    expect((await room.get(job.id))?.progress).toEqual({ step: 'reading', done: null, total: null, fraction: null });
    // Others read it from the store.
    await expect.poll(async () => (await jobs().get(job.id))?.progress.step).toBe('reading');
    work.finish();
    await until(room, job, 'done');
  });

  it('keeps the newest lines of its log, and a step but once', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    for (let done = 0; done < 10; done++) work.say().step('reading', done, 10);
    for (let line = 0; line < 600; line++) work.say().warn(`line ${line}\nforged`);
    const log = await room.log(job.id);
    expect(log!.lines).toHaveLength(500);
    expect(log!.dropped).toBe(101);
    expect(log!.lines[0]).toEqual({ at: expect.any(String), level: 'warn', text: 'line 100 forged' });
    work.finish();
    await until(room, job, 'done');
    expect((await jobs().log(job.id))!.lines.at(-1)!.text).toBe('line 599 forged');
    expect(await room.log('none')).toBeNull();
  });

  it('fails with the words of its error', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    work.fail(new GrantgraphError('invalid-json', 'line 3 is no JSON', { hint: 'look there' }));
    await until(room, job, 'failed');
    expect((await room.get(job.id))?.failure).toEqual({
      ...{ code: 'invalid-json', message: 'line 3 is no JSON', hint: 'look there' },
    });
    expect((await room.log(job.id))!.lines.at(-1)).toMatchObject({ text: 'line 3 is no JSON [invalid-json]' });
    expect(work.cleared()).toBe(1);
  });

  it('tells nothing of an error that is not ours', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    const fault = new TypeError('secret of /etc/shadow');
    work.fail(fault);
    await until(room, job, 'failed');
    expect(JSON.stringify([await room.get(job.id), await room.log(job.id)])).not.toContain('shadow');
    expect(faults.splice(0)).toEqual([fault]);
  });
});

describe('one key', () => {
  it('has one job at a time, over all processes', async () => {
    const [room, other] = [jobs(), jobs()];
    const work = held();
    const job = await room.start(work.order);
    for (const one of [room, other])
      await expect(one.start(held().order)).rejects.toMatchObject({
        ...{ code: 'job-busy', message: `the job \`${job.id}\` does this already`, data: { job: job.id } },
      });
    expect(await room.list()).toHaveLength(1);
    const elsewhere = held('ingest:okta');
    await other.start(elsewhere.order);
    await work.begun();
    work.finish();
    await until(room, job, 'done');
    const next = held();
    const second = await other.start(next.order);
    await next.begun();
    next.finish();
    elsewhere.finish();
    await until(other, second, 'done');
  });

  it('goes to one of many who want it', async () => {
    const rooms = Array.from({ length: 8 }, () => jobs());
    const started = await Promise.allSettled(rooms.map((room) => room.start(held().order)));
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rooms[0]!.list()).toHaveLength(1);
  });
});

describe('more jobs than places', () => {
  it('wait their turn', async () => {
    const room = jobs({ atOnce: 1, mostWaiting: 1 });
    const [first, second] = [held('a'), held('b')];
    const one = await room.start(first.order);
    await first.begun();
    const two = await room.start(second.order);
    expect((await room.get(two.id))?.state).toBe('queued');
    await expect(room.start(held('c').order)).rejects.toMatchObject({ code: 'too-many-jobs' });
    first.finish();
    await until(room, one, 'done');
    await second.begun();
    second.finish();
    await until(room, two, 'done');
    expect((await room.list()).map(({ id }) => id)).toEqual([two.id, one.id].sort().reverse());
  });

  it('keep no more history than they should', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const room = jobs({ history: 3, now: () => now });
    for (let count = 0; count < 5; count++) {
      now += 1000;
      const work = held();
      const job = await room.start(work.order);
      await work.begun();
      work.say().warn('something');
      work.finish(count);
      await until(room, job, 'done');
      await expect.poll(work.cleared).toBe(1);
    }
    await expect
      .poll(async () => (await room.list()).map(({ result }) => result))
      .toEqual([{ n: 4 }, { n: 3 }, { n: 2 }]);
    expect(await records.list('job-log')).toHaveLength(3);
  });
});

describe('cancelling', () => {
  it('ends a job that works', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    expect(await room.cancel(job.id, 'ada')).toMatchObject({ cancelledBy: 'ada' });
    await until(room, job, 'cancelled');
    expect(await room.get(job.id)).toMatchObject({ cancelledBy: 'ada', failure: null, result: null });
    expect(work.cleared()).toBe(1);
    await expect(room.cancel(job.id, 'ada')).rejects.toMatchObject({ code: 'job-over' });
    expect(await room.cancel('none', 'ada')).toBeNull();
  });

  it('ends a job that waits, which never begins', async () => {
    const room = jobs({ atOnce: 1 });
    const [first, second] = [held('a'), held('b')];
    await room.start(first.order);
    const waits = await room.start(second.order);
    expect(await room.cancel(waits.id, 'ada')).toMatchObject({ state: 'cancelled', startedAt: null });
    expect(second.cleared()).toBe(1);
  });

  it('reaches the process that works at it', async () => {
    const [room, other] = [jobs(), jobs()];
    await room.begin();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    expect(await other.cancel(job.id, 'ada')).toMatchObject({ state: 'running', cancelledBy: 'ada' });
    await until(other, job, 'cancelled');
  });

  it('of what is done in the same moment leaves it done', async () => {
    const room = jobs();
    const work = held();
    const deaf: JobOrder = {
      ...work.order,
      work: async (voice) => work.order.work(voice, new AbortController().signal),
    };
    const job = await room.start(deaf);
    await work.begun();
    await room.cancel(job.id, 'ada');
    work.finish(3);
    await until(room, job, 'done');
    expect(await room.get(job.id)).toMatchObject({ cancelledBy: 'ada', result: { n: 3 } });
  });
});

describe('the end of a process', () => {
  it('lets jobs end that need not long', async () => {
    const room = jobs();
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    const closed = room.close(60_000);
    await expect(room.start(held('b').order)).rejects.toMatchObject({ code: 'shutting-down' });
    work.finish();
    await closed;
    expect((await jobs().get(job.id))?.state).toBe('done');
  });

  it('cancels those that need longer, and those that wait', async () => {
    const room = jobs({ atOnce: 1 });
    const [first, second] = [held('a'), held('b')];
    const works = await room.start(first.order);
    const waits = await room.start(second.order);
    await first.begun();
    await room.close(10);
    const failure = { code: 'shutdown', message: 'the service ended before the job was over' };
    for (const { id } of [works, waits])
      expect(await jobs().get(id)).toMatchObject({ state: 'cancelled', cancelledBy: null, failure });
  });

  it('does not wait for ever for a job that does not heed', async () => {
    const room = jobs({ graceMs: 10 });
    const work = held();
    await room.start({ ...work.order, work: () => new Promise(() => {}) });
    await room.close(10);
  });
});

describe('jobs whose process died', () => {
  const gone = { host: 'elsewhere', pid: 1, instance: 'gone' };
  const here = { host: hostname(), pid: process.pid, instance: 'here' };
  const failure = { code: 'interrupted' };
  const working = async (room: Jobs) => {
    const work = held();
    const job = await room.start(work.order);
    await work.begun();
    return job;
  };

  it('on this host are failed at once', async () => {
    const dead = new Jobs(records, { owner: { ...gone, host: hostname(), pid: 2 ** 22 + 7 } });
    const job = await working(dead);
    const room = jobs({ owner: here });
    await room.begin();
    expect((await records.get('job', job.id))?.body['job']).toMatchObject({ state: 'failed', failure });
    const next = held();
    await room.start(next.order);
  });

  it('that had the number which this process has now are failed as well', async () => {
    const dead = new Jobs(records, { owner: { ...gone, host: hostname(), pid: process.pid } });
    const job = await working(dead);
    expect(await jobs({ owner: here }).get(job.id)).toMatchObject({ state: 'failed', failure });
  });

  it('elsewhere are failed once nothing was heard of them for long enough', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const dead = new Jobs(records, { owner: gone, now: () => now });
    const job = await working(dead);
    const room = jobs({ silenceMs: 60_000, now: () => now });
    expect((await room.get(job.id))?.state).toBe('running');
    now += 60_000;
    expect((await room.get(job.id))?.state).toBe('running');
    now += 1;
    expect(await room.get(job.id)).toMatchObject({ state: 'failed', failure });
  });

  it('and nobody’s clock is believed', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const ahead = new Jobs(records, { owner: gone, now: () => now - 3_600_000 });
    const job = await working(ahead);
    const room = jobs({ silenceMs: 60_000, now: () => now });
    expect((await room.get(job.id))?.state).toBe('running');
    now += 59_000;
    expect((await room.get(job.id))?.state).toBe('running');
  });

  it('are told to stop where they live after all, and say how it ended', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const asleep = new Jobs(records, { owner: gone, now: () => now, beatMs: 5 });
    const work = held();
    const job = await asleep.start(work.order);
    await work.begun();
    const room = jobs({ silenceMs: 60_000, now: () => now });
    await room.get(job.id);
    now += 60_001;
    expect((await room.get(job.id))?.state).toBe('failed');
    await asleep.begin();
    await until(asleep, job, 'failed');
    expect(await room.get(job.id)).toMatchObject({ state: 'failed', failure });
    await asleep.close(0);
  });
});
