import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { GrantgraphError } from '../base/errors.js';
import type { Records } from '../store/records.js';
import { JobArchive } from './archive.js';
import { isOver, type Job, type JobLog, type JobOrder } from './contract.js';
import { type Owner, thisProcess, Watch } from './owner.js';
import { RunningJob, Stop } from './running-job.js';

export interface JobsOptions {
  /** Jobs of this process that go on at once; more wait. */
  readonly atOnce?: number;
  /** Jobs that wait here at most. */
  readonly mostWaiting?: number;
  /** Jobs that are over and still kept. */
  readonly history?: number;
  /** Milliseconds between two signs of life. */
  readonly beatMs?: number;
  /** Milliseconds without one after which a process of another host is taken for dead. */
  readonly silenceMs?: number;
  /** Milliseconds that a job has to heed when it is told to stop at the end of the process. */
  readonly graceMs?: number;
  readonly owner?: Owner;
  readonly now?: () => number;
  /** Hears of errors that no caller waits for. */
  readonly onError?: (error: unknown) => void;
}

interface Mine {
  readonly job: RunningJob;
  /** Null = it waits. */
  end: Promise<void> | null;
}

/** Long work of this process, and a view of the jobs of every process over the same store. */
export class Jobs {
  private readonly mine = new Map<string, Mine>();
  /** Accepted next; nobody may take them for lost. */
  private readonly starting = new Set<string>();
  private readonly archive: JobArchive;
  private readonly owner: Owner;
  private readonly now: () => number;
  private readonly options: Required<Omit<JobsOptions, 'owner' | 'now'>>;
  private timer: NodeJS.Timeout | null = null;
  private beating = false;
  private sweptAt = 0;
  private closed = false;

  constructor(
    private readonly records: Records,
    { owner = thisProcess(), now = Date.now, ...options }: JobsOptions = {},
  ) {
    this.owner = owner;
    this.now = now;
    const usual = { atOnce: 2, mostWaiting: 20, history: 200, beatMs: 5000, silenceMs: 60_000, graceMs: 10_000 };
    this.options = { ...usual, onError: () => {}, ...options };
    const watch = new Watch(owner, this.options.silenceMs, now);
    const isMine = (id: string) => this.mine.has(id) || this.starting.has(id);
    this.archive = new JobArchive(records, owner, watch, now, isMine);
  }

  /** Finds jobs whose process died, now and from time to time, and gives signs of life of its own. */
  async begin(): Promise<void> {
    await this.sweep();
    this.timer = setInterval(() => void this.beat(), Math.min(1000, this.options.beatMs));
    this.timer.unref();
  }

  /**
   * Accepts work; it is on record when this comes back. Errors: `job-busy` while another job of the key goes on, `too-many-jobs`,
   * `shutting-down`.
   */
  async start(order: JobOrder): Promise<Job> {
    if (this.closed) throw new GrantgraphError('shutting-down', 'the service ends and takes no more jobs');
    if (this.waiting().length >= this.options.mostWaiting)
      throw new GrantgraphError('too-many-jobs', `${this.options.mostWaiting} jobs wait already`);
    const job = this.made(order);
    this.starting.add(job.id);
    try {
      const version = await this.archive.add(job);
      await this.archive.claim(job).catch(async (error: unknown) => {
        await this.archive.drop(job.id, version);
        throw error;
      });
      const { records, owner, now } = this;
      const running = new RunningJob({ records, owner, now, onError: this.options.onError }, order, job, version);
      this.mine.set(job.id, { job: running, end: null });
      if (this.closed) await this.stopWaiting();
      this.next();
      return running.shown;
    } finally {
      this.starting.delete(job.id);
    }
  }

  /** Null = there is none. */
  async get(id: string): Promise<Job | null> {
    return this.mine.get(id)?.job.shown ?? (await this.archive.get(id))?.held.job ?? null;
  }

  /** The newest first. */
  async list(): Promise<readonly Job[]> {
    const jobs = await this.archive.all();
    return jobs.map((job) => this.mine.get(job.id)?.job.shown ?? job).reverse();
  }

  /** Null = there is no such job. */
  async log(id: string): Promise<JobLog | null> {
    const own = this.mine.get(id);
    if (own) return own.job.log;
    return (await this.archive.get(id)) === null ? null : this.archive.log(id);
  }

  /** Asks for the end; the job is `cancelled` once it heeds. Null = there is none. Errors: `job-over`. */
  async cancel(id: string, by: string): Promise<Job | null> {
    const own = this.mine.get(id);
    if (own && !isOver(own.job.shown)) {
      own.job.stop(new Stop('cancelled', by));
      if (own.end === null) await this.run(own);
      else await own.job.beat(0);
      return own.job.shown;
    }
    for (;;) {
      const found = await this.archive.get(id);
      if (found === null) return null;
      const { held, version } = found;
      if (isOver(held.job)) throw new GrantgraphError('job-over', `the job \`${id}\` is over`, { exit: 2 });
      if (held.job.cancelledBy !== null) return held.job;
      const asked = { ...held, job: { ...held.job, cancelledBy: by } };
      if (await this.archive.write(asked, version)) return asked.job;
    }
  }

  /** Takes no more jobs; those that wait are cancelled, those that go on have this long before they are told to stop. */
  async close(patienceMs: number): Promise<void> {
    this.closed = true;
    await this.stopWaiting();
    const ends = Promise.all([...this.mine.values()].map(({ end }) => end));
    const over = new AbortController();
    const { signal } = over;
    const tooLong = pause(patienceMs, undefined, { signal }).then(() => {
      for (const { job } of this.mine.values()) job.stop(new Stop('shutdown', null));
      return pause(this.options.graceMs, undefined, { signal });
    });
    await Promise.race([ends, tooLong]);
    over.abort();
    await tooLong.catch(() => {});
    if (this.timer) clearInterval(this.timer);
  }

  private made({ kind, key, about, caller }: JobOrder): Job {
    const at = this.now();
    return {
      id: `${at.toString(36).padStart(9, '0')}${randomBytes(5).toString('hex')}`,
      ...{ kind, key, about, by: caller.name, state: 'queued' },
      progress: { step: '', done: null, total: null, fraction: null },
      queuedAt: new Date(at).toISOString(),
      ...{ startedAt: null, endedAt: null, cancelledBy: null, result: null, failure: null },
    };
  }

  private waiting(): readonly Mine[] {
    return [...this.mine.values()].filter(({ end }) => end === null);
  }

  private next(): void {
    const waiting = this.waiting();
    const free = this.options.atOnce - (this.mine.size - waiting.length);
    for (const one of waiting.slice(0, Math.max(0, free))) void this.run(one);
  }

  private run(one: Mine): Promise<void> {
    one.end ??= this.finish(one.job);
    return one.end;
  }

  private async finish(job: RunningJob): Promise<void> {
    await job.run();
    this.mine.delete(job.id);
    await this.archive.keep(this.options.history).catch(this.options.onError);
    this.next();
  }

  private async stopWaiting(): Promise<void> {
    for (const one of this.waiting()) {
      one.job.stop(new Stop('shutdown', null));
      await this.run(one);
    }
  }

  private async sweep(): Promise<void> {
    this.sweptAt = this.now();
    await this.archive.all();
    await this.archive.keep(this.options.history);
  }

  private async beat(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    try {
      for (const { job } of this.mine.values()) await job.beat(this.options.beatMs);
      if (this.now() - this.sweptAt > this.options.silenceMs / 4) await this.sweep();
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.beating = false;
    }
  }
}
