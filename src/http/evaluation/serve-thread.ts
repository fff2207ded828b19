import type { MessagePort } from 'node:worker_threads';
import type { Environment } from '../../commands/environment.js';
import { faultOf } from './faults.js';
import type { Order, Report } from './messages.js';
import { operate } from './operations.js';

type Start = Extract<Order, { kind: 'start' }>;

interface Task {
  readonly abort: AbortController;
  /** Waits for the reader of a stream. */
  taken: (() => void) | null;
}

/** The life of an evaluation thread: takes orders until it is told to end. Several tasks go on at once, in slices. */
export function serveThread(port: MessagePort, environment: Environment): void {
  const tasks = new Map<number, Task>();
  const report = (message: Report) => port.postMessage(message);
  port.on('message', (order: Order) => {
    if (order.kind === 'start') void start(order);
    else if (order.kind === 'cancel') cancel(tasks.get(order.task));
    else if (order.kind === 'taken') goOn(tasks.get(order.task));
    else void environment.close().then(() => port.close());
  });

  async function start({ task: number, operation, caller, input, stream }: Start): Promise<void> {
    const task: Task = { abort: new AbortController(), taken: null };
    tasks.set(number, task);
    const send = async (text: string): Promise<void> => {
      task.abort.signal.throwIfAborted();
      const taken = new Promise<void>((resolve) => {
        task.taken = resolve;
      });
      report({ kind: 'piece', task: number, text });
      await taken;
      task.abort.signal.throwIfAborted();
    };
    try {
      const run = { environment, caller, signal: task.abort.signal, send: stream ? send : null };
      report({ kind: 'done', task: number, outcome: await operate(run, operation, input) });
    } catch (error) {
      report({ kind: 'failed', task: number, fault: faultOf(error) });
    } finally {
      tasks.delete(number);
    }
  }
}

function cancel(task: Task | undefined): void {
  task?.abort.abort();
  goOn(task);
}

function goOn(task: Task | undefined): void {
  task?.taken?.();
}
