import { GrantgraphError } from '../base/errors.js';
import type { JsonObject } from '../graph/fact.js';
import type { Records, StoredRecord } from '../store/records.js';
import { isOver, type Job, type JobFailure, type JobLog } from './contract.js';
import { bodyOf, type Held, heldOf, jobKind, keyKind, logKind } from './job-record.js';
import type { Owner, Watch } from './owner.js';

export const interrupted: JobFailure = {
  code: 'interrupted',
  message: 'the process that ran the job ended before it was over',
  hint: 'facts are stored whole or not at all: the status tells which',
};

/** The jobs of every process over one store, as they stand there. */
export class JobArchive {
  constructor(
    private readonly records: Records,
    private readonly me: Owner,
    private readonly watch: Watch,
    private readonly now: () => number,
    /** Is it a job that this process still works at? */
    private readonly isMine: (id: string) => boolean,
  ) {}

  /** Writes a job that is new. The version of its record. */
  async add(job: Job): Promise<number> {
    const body = bodyOf({ job, owner: this.me, heardAt: this.now() });
    const version = await this.records.put(jobKind, job.id, body, null);
    if (version === null) throw new GrantgraphError('internal', 'a job could not be written', { exit: 4 });
    return version;
  }

  async drop(id: string, version: number): Promise<void> {
    await this.records.remove(jobKind, id, version);
  }

  /** Null = there is none. A job whose process died is a failed one from the moment that somebody looks. */
  async get(id: string): Promise<{ readonly held: Held; readonly version: number } | null> {
    const record = await this.records.get(jobKind, id);
    if (record === null) return null;
    const current = await this.current(record);
    return { held: heldOf(current), version: current.version };
  }

  /** By their ids: the oldest first. */
  async all(): Promise<readonly Job[]> {
    const jobs: Job[] = [];
    for (const record of await this.records.list(jobKind)) jobs.push(heldOf(await this.current(record)).job);
    return jobs;
  }

  /** False where somebody else wrote in between. */
  async write(held: Held, version: number): Promise<boolean> {
    return (await this.records.put(jobKind, held.job.id, bodyOf(held), version)) !== null;
  }

  async log(id: string): Promise<JobLog> {
    const record = await this.records.get(logKind, id);
    return (record?.body as unknown as JobLog | undefined) ?? { lines: [], dropped: 0 };
  }

  /** The key belongs to the job from now on. Error: `job-busy`. */
  async claim({ id, key }: Job): Promise<void> {
    for (;;) {
      const record = await this.records.get(keyKind, key);
      const holder = record === null ? null : ((await this.get(String(record.body['job'])))?.held.job ?? null);
      if (holder !== null && !isOver(holder))
        throw new GrantgraphError('job-busy', `the job \`${holder.id}\` does this already`, {
          exit: 3,
          hint: 'wait for it, or cancel it',
          data: { job: holder.id },
        });
      const body: JsonObject = { job: id };
      if ((await this.records.put(keyKind, key, body, record?.version ?? null)) !== null) return;
    }
  }

  /** Drops the oldest of those that are over. */
  async keep(history: number): Promise<void> {
    const over = (await this.records.list(jobKind)).filter((record) => isOver(heldOf(record).job));
    for (const record of over.slice(0, Math.max(0, over.length - history))) {
      const log = await this.records.get(logKind, record.id);
      if (log) await this.records.remove(logKind, log.id, log.version);
      await this.records.remove(jobKind, record.id, record.version);
    }
  }

  /** The record as it is, or as it has to be now that nobody works at it. */
  private async current(record: StoredRecord): Promise<StoredRecord> {
    const { job, owner, heardAt } = heldOf(record);
    if (isOver(job) || !this.isLost(job.id, owner, heardAt)) return record;
    const endedAt = new Date(this.now()).toISOString();
    const over: Job = { ...job, state: 'failed', endedAt, failure: interrupted };
    const body = bodyOf({ job: over, owner, heardAt });
    const version = await this.records.put(jobKind, record.id, body, record.version);
    this.watch.forget(record.id);
    if (version !== null) return { id: record.id, version, body };
    // Somebody wrote: its owner lives, or another one was as quick.
    return (await this.records.get(jobKind, record.id)) ?? record;
  }

  private isLost(id: string, owner: Owner, heardAt: number): boolean {
    if (owner.instance === this.me.instance) return !this.isMine(id);
    return this.watch.isGone(id, owner, heardAt);
  }
}
