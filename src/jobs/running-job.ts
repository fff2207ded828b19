import { setTimeout as pause } from 'node:timers/promises';
import { GrantgraphError } from '../base/errors.js';
import type { JsonObject } from '../graph/fact.js';
import type { Records } from '../store/records.js';
import { interrupted } from './archive.js';
import { isOver, type Job, type JobFailure, type JobLog, type JobOrder, type JobVoice } from './contract.js';
import { bodyOf, heldOf, jobKind, logKind } from './job-record.js';
import { LogLines } from './log-lines.js';
import type { Owner } from './owner.js';

/** Pauses between attempts to write how a job ended, in milliseconds. */
const attempts = [100, 500, 2000, 5000] as const;

/** Why a job was told to stop: somebody asked, the process ends, or another process took this one for dead. */
export class Stop extends Error {
  constructor(
    readonly code: 'cancelled' | 'shutdown' | 'taken',
    readonly by: string | null,
  ) {
    super(code);
    this.name = 'AbortError';
  }
}

export interface Surroundings {
  readonly records: Records;
  readonly owner: Owner;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** A job of this process: what it does, and the record that tells of it. Writes come one after the other. */
export class RunningJob {
  private readonly stopping = new AbortController();
  private readonly lines: LogLines;
  private written: Promise<unknown> = Promise.resolve();
  private logVersion: number | null = null;
  private logChanged = false;
  private changed = false;
  private taken = false;
  private savedAt: number;

  constructor(
    private readonly around: Surroundings,
    private readonly order: JobOrder,
    private job: Job,
    private version: number,
  ) {
    this.lines = new LogLines(around.now);
    this.savedAt = around.now();
  }

  get id(): string {
    return this.job.id;
  }

  get shown(): Job {
    return this.job;
  }

  get log(): JobLog {
    return this.lines.whole;
  }

  stop(reason: Stop): void {
    if (reason.by !== null && this.job.cancelledBy === null) {
      this.job = { ...this.job, cancelledBy: reason.by };
      this.changed = true;
    }
    this.stopping.abort(reason);
  }

  /** Works until the end, and writes it down. Never throws. */
  async run(): Promise<void> {
    try {
      this.stopping.signal.throwIfAborted();
      await this.change({ state: 'running', startedAt: this.instant() });
      this.stopping.signal.throwIfAborted();
      const result = await this.order.work(this.voice(), this.stopping.signal);
      await this.end({ state: 'done', result });
    } catch (error) {
      await this.end(this.failed(error));
    } finally {
      await this.order.after?.().catch(this.around.onError);
    }
  }

  /** Writes what is new, and a sign of life where there was none for so many milliseconds. */
  async beat(pauseMs: number): Promise<void> {
    if (isOver(this.job)) return;
    if (this.changed || this.around.now() - this.savedAt >= pauseMs) await this.change({});
  }

  private voice(): JobVoice {
    return {
      step: (step, done, total) => {
        const known = done !== undefined && total !== undefined && total > 0;
        const fraction = known ? Math.min(1, Math.max(0, done / total)) : null;
        this.job = { ...this.job, progress: { step, done: done ?? null, total: total ?? null, fraction } };
        this.tell('info', step);
      },
      warn: (text) => this.tell('warn', text),
    };
  }

  private tell(level: 'info' | 'warn', text: string): void {
    if (this.lines.add(level, text)) this.logChanged = true;
    this.changed = true;
  }

  private failed(error: unknown): Partial<Job> {
    const reason: unknown = this.stopping.signal.reason;
    if (!(reason instanceof Stop)) return { state: 'failed', failure: this.failureOf(error) };
    if (reason.code === 'taken') return { state: 'failed', failure: interrupted };
    if (reason.code === 'cancelled') return { state: 'cancelled' };
    return {
      state: 'cancelled',
      failure: { code: 'shutdown', message: 'the service ended before the job was over' },
    };
  }

  /** What may be told of an error: of one that is not ours, only that it happened. */
  private failureOf(error: unknown): JobFailure {
    if (error instanceof GrantgraphError && error.exit !== 4) {
      const { code, message, hint } = error;
      return { code, message, ...(hint === undefined ? {} : { hint }) };
    }
    this.around.onError(error);
    return { code: 'internal', message: 'the job failed by a fault of grantgraph; the log of the service tells more' };
  }

  private async end(how: Partial<Job>): Promise<void> {
    const { failure } = how;
    if (failure) this.tell('warn', `${failure.message} [${failure.code}]`);
    for (const wait of [...attempts, null]) {
      try {
        await this.change({ ...how, endedAt: this.instant() });
        return;
      } catch (error) {
        // The store may come back; where it does not, whoever looks later finds a job that nobody works at.
        if (wait === null) this.around.onError(error);
        else await pause(wait);
      }
    }
  }

  private change(what: Partial<Job>): Promise<void> {
    const next = this.written.catch(() => {}).then(() => this.write(what));
    this.written = next;
    return next;
  }

  private async write(what: Partial<Job>): Promise<void> {
    this.changed = false;
    this.job = { ...this.job, ...what };
    if (this.logChanged) await this.writeLog();
    for (;;) {
      // Who was taken for dead says nothing more but how it ended.
      if (this.taken && !isOver(this.job)) return;
      const { records, owner, now } = this.around;
      const body = bodyOf({ job: this.job, owner, heardAt: now() });
      const version = await records.put(jobKind, this.id, body, this.version);
      if (version !== null) {
        this.version = version;
        this.savedAt = now();
        return;
      }
      await this.catchUp();
    }
  }

  /** Somebody else wrote: asked for the end, or took this process for dead. */
  private async catchUp(): Promise<void> {
    const record = await this.around.records.get(jobKind, this.id);
    if (record === null) throw new GrantgraphError('unknown-job', `the job \`${this.id}\` is gone`, { exit: 2 });
    this.version = record.version;
    const { job } = heldOf(record);
    if (isOver(job)) {
      this.taken = true;
      this.stop(new Stop('taken', null));
    } else if (job.cancelledBy !== null) this.stop(new Stop('cancelled', job.cancelledBy));
  }

  private async writeLog(): Promise<void> {
    this.logChanged = false;
    const body = this.lines.whole as unknown as JsonObject;
    const { records } = this.around;
    const version = await records.put(logKind, this.id, body, this.logVersion);
    // Nobody else writes it: what is there was written by an attempt whose answer got lost.
    this.logVersion = version ?? (await records.get(logKind, this.id))?.version ?? null;
    if (version === null) this.logChanged = true;
  }

  private instant(): string {
    return new Date(this.around.now()).toISOString();
  }
}
