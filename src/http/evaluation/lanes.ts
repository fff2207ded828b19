import { GrantgraphError } from '../../base/errors.js';
import type { Settings } from '../../commands/environment.js';
import type { Outcome } from './messages.js';
import type { OperationName } from './operations.js';
import { EvaluationThread, type Task } from './thread.js';

export interface LaneSettings extends Settings {
  /** Program of a thread. */
  readonly threadFile: string;
  /** Threads for what is answered at once; one more is for what takes long. */
  readonly threads: number;
  /** Milliseconds after which a question counts as long, and begins anew where it holds up nobody. Default 300. */
  readonly quickMs?: number;
}

/** Work that may take long in one go, without a pause in which others had their turn. */
const alwaysLong: ReadonlySet<OperationName> = new Set(['paths']);

/**
 * Evaluation beside the faces: quick threads for questions that are answered at once, one for those that turn out to take longer. So
 * nobody waits for another's scan but who scans as well.
 */
export class Lanes {
  private readonly quick: readonly EvaluationThread[];
  private readonly long: EvaluationThread;
  private readonly quickMs: number;

  constructor({ threadFile, threads, quickMs = 300, ...settings }: LaneSettings) {
    this.quick = Array.from({ length: Math.max(1, threads) }, () => new EvaluationThread(threadFile, settings));
    this.long = new EvaluationThread(threadFile, settings);
    this.quickMs = quickMs;
  }

  get busy(): { readonly quick: number; readonly long: number } {
    return { quick: this.quick.reduce((sum, { busy }) => sum + busy, 0), long: this.long.busy };
  }

  async run(task: Task): Promise<Outcome> {
    if (task.take || alwaysLong.has(task.operation)) return this.long.run(task);
    const thread = this.quick.reduce((best, one) => (one.busy < best.busy ? one : best));
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.quickMs);
    try {
      return await thread.run({ ...task, signal: AbortSignal.any([task.signal, patience.signal]) });
    } catch (error) {
      // Not the asker's doing: it takes longer, and begins anew in the other lane.
      if (!patience.signal.aborted || task.signal.aborted || error instanceof GrantgraphError) throw error;
      return this.long.run(task);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.quick, this.long].map((thread) => thread.close()));
  }
}
