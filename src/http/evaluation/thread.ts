import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Settings } from '../../commands/environment.js';
import { errorOf } from './faults.js';
import type { Order, Outcome, Report, ThreadData } from './messages.js';
import type { OperationName } from './operations.js';

export interface Task {
  readonly operation: OperationName;
  readonly caller: Caller;
  readonly input: unknown;
  readonly signal: AbortSignal;
  /** Takes pieces of a stream; the next is made when it comes back. */
  readonly take?: (piece: string) => Promise<void>;
}

interface Waiting {
  readonly task: Task;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that evaluates, with a store of its own opened: whatever it is doing, whoever asks it stays awake. */
export class EvaluationThread {
  private worker: Worker | null = null;
  private port: MessagePort | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** `file` is the program of the thread. */
  constructor(
    private readonly file: string,
    private readonly settings: Settings,
  ) {}

  /** Tasks it has not finished. */
  get busy(): number {
    return this.waiting.size;
  }

  /** Errors: those of the operation; an AbortError; `internal` where the thread came to its end. */
  run(task: Task): Promise<Outcome> {
    task.signal.throwIfAborted();
    const port = this.started();
    const number = ++this.last;
    const cancel = () => this.tell({ kind: 'cancel', task: number });
    task.signal.addEventListener('abort', cancel, { once: true });
    return new Promise<Outcome>((resolve, reject) => {
      this.waiting.set(number, { task, resolve, reject });
      const { operation, caller, input } = task;
      const order: Order = { kind: 'start', task: number, operation, caller, input, stream: task.take !== undefined };
      port.postMessage(order);
    }).finally(() => {
      task.signal.removeEventListener('abort', cancel);
      this.waiting.delete(number);
    });
  }

  async close(): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    this.tell({ kind: 'end' });
    const patience = setTimeout(() => void worker.terminate(), 5000);
    await ended;
    clearTimeout(patience);
  }

  private started(): MessagePort {
    if (this.port) return this.port;
    const { port1, port2 } = new MessageChannel();
    const workerData: ThreadData = { settings: this.settings, port: port2 };
    const worker = new Worker(this.file, { workerData, transferList: [port2], execArgv: [] });
    port1.on('message', (report: Report) => void this.hear(report));
    let why = 'it ended';
    worker.once('error', (error) => {
      why = error.message;
    });
    worker.once('exit', () => {
      this.worker = null;
      this.port = null;
      port1.close();
      const ended = new GrantgraphError('internal', `a thread of the service came to its end: ${why}`, { exit: 4 });
      for (const { reject } of this.waiting.values()) reject(ended);
    });
    this.worker = worker;
    this.port = port1;
    return port1;
  }

  private async hear(report: Report): Promise<void> {
    const waiting = this.waiting.get(report.task);
    if (!waiting) return;
    if (report.kind === 'done') waiting.resolve(report.outcome);
    else if (report.kind === 'failed') waiting.reject(errorOf(report.fault));
    else {
      await waiting.task.take?.(report.text).catch(waiting.reject);
      this.tell({ kind: 'taken', task: report.task });
    }
  }

  private tell(order: Order): void {
    this.port?.postMessage(order);
  }
}
