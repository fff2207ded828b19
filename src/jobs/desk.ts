import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { Settings } from '../commands/environment.js';
import type { Job, JobLog } from './contract.js';
import { type IngestGrounds, type IngestRequest, ingestOrder, type RunIngest } from './ingest/order.js';
import { clearUploads } from './ingest/upload.js';
import type { Jobs } from './jobs.js';
import { inThread } from './thread/in-thread.js';

export interface DeskOptions {
  readonly jobs: Jobs;
  readonly grounds: IngestGrounds;
  /** Where the data is: the thread of a job opens it for itself. */
  readonly store: Settings;
  /** Program of such a thread. */
  readonly threadFile: string;
}

/** What faces ask about jobs. Jobs concern the estate as a whole: whoever sees a part of it only has nothing to do with them. */
export class JobDesk {
  private constructor(private readonly options: DeskOptions) {}

  /** Finds what earlier processes left behind. */
  static async open(options: DeskOptions): Promise<JobDesk> {
    await clearUploads();
    await options.jobs.begin();
    return new JobDesk(options);
  }

  /** Errors: `outside-your-scope`, those of `ingestOrder` and `Jobs.start`. */
  async ingest(caller: Caller, request: IngestRequest): Promise<Job> {
    assertEverything(caller, 'a job');
    const { jobs, grounds, store, threadFile } = this.options;
    const run: RunIngest = (work, by, voice, signal) =>
      inThread(threadFile, store, { kind: 'ingest', caller: by, work }, voice, signal);
    const order = await ingestOrder(grounds, caller, request, run);
    try {
      return await jobs.start(order);
    } catch (error) {
      await order.after?.();
      throw error;
    }
  }

  /** The newest first. */
  async list(caller: Caller): Promise<readonly Job[]> {
    assertEverything(caller, 'a job');
    return this.options.jobs.list();
  }

  /** Error: `unknown-job`. */
  async get(caller: Caller, id: string): Promise<Job> {
    assertEverything(caller, 'a job');
    return known(await this.options.jobs.get(id), id);
  }

  /** Error: `unknown-job`. */
  async log(caller: Caller, id: string): Promise<JobLog> {
    assertEverything(caller, 'a job');
    return known(await this.options.jobs.log(id), id);
  }

  /** Errors: `unknown-job`, `job-over`. */
  async cancel(caller: Caller, id: string): Promise<Job> {
    assertEverything(caller, 'a job');
    return known(await this.options.jobs.cancel(id, caller.name), id);
  }

  close(patienceMs: number): Promise<void> {
    return this.options.jobs.close(patienceMs);
  }
}

/** Error: `unknown-job`. */
export function known<T>(found: T | null, id: string): T {
  if (found === null) throw new GrantgraphError('unknown-job', `there is no job \`${id}\``, { exit: 2 });
  return found;
}
