import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { builtFile } from '../../../base/built-file.js';
import { GrantgraphError } from '../../../base/errors.js';
import type { Row, Statement } from '../connection.js';
import type { Neo4jSettings } from '../settings.js';
import { type Answer, type Question, signals, type ThreadData } from './messages.js';

/** Longest wait for one look-up; the server is told the same. */
const patienceMs = 30_000;

/**
 * A second thread with a connection of its own, for what a question turns out to need that was not fetched beforehand: this thread waits
 * for its answer, so that evaluation stays synchronous. Started on first use.
 */
export class LookupThread {
  /** Round trips it made. */
  trips = 0;
  private started: { readonly worker: Worker; readonly port: MessagePort; readonly signal: Int32Array } | null = null;

  /** `seen` are the bookmarks of what the process saw so far: no look-up may answer with less. */
  constructor(
    private readonly settings: Neo4jSettings,
    private readonly seen: () => readonly string[],
  ) {}

  /** Rows of each statement. Errors: those of the connection, `store-timeout`. */
  read(statements: readonly Statement[]): readonly Row[][] {
    this.trips++;
    const question: Question = { statements, timeoutMs: patienceMs, bookmarks: this.seen() };
    // A thread that came to its end, for want of memory perhaps, is started once more.
    const answer = this.ask(question) ?? this.ask(question);
    if (answer === null) throw new GrantgraphError('internal', 'the thread of look-ups ends on its own', { exit: 4 });
    if ('rows' in answer) return answer.rows;
    const { code, text, hint, exit } = answer.fault;
    throw new GrantgraphError(code, text, { exit, ...(hint === null ? {} : { hint }) });
  }

  /** Null where the thread came to its end. */
  private ask(question: Question): Answer | null {
    const { port, signal } = this.start();
    // One that ended long ago has said so already.
    if (Atomics.compareExchange(signal, 0, signals.answered, signals.waiting) !== signals.ended) {
      port.postMessage(question);
      // The thread tries again for a while what may pass: it gives up before this does.
      if (Atomics.wait(signal, 0, signals.waiting, 2 * patienceMs) === 'timed-out') throw this.silent();
    }
    const received = receiveMessageOnPort(port) as { message: Answer } | undefined;
    if (received) return received.message;
    void this.close();
    return null;
  }

  async close(): Promise<void> {
    const { started } = this;
    this.started = null;
    if (!started) return;
    started.port.close();
    await started.worker.terminate();
  }

  private start() {
    if (this.started) return this.started;
    const { port1: port, port2: far } = new MessageChannel();
    const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: ThreadData = { settings: this.settings, port: far, signal: shared };
    const worker = new Worker(builtFile('./thread-main.js', import.meta.url), {
      workerData,
      transferList: [far],
      execArgv: [],
    });
    // It must not keep a process that is done.
    worker.unref();
    port.unref();
    const signal = new Int32Array(shared);
    worker.once('error', () => {});
    // Where it could not say so itself.
    worker.once('exit', () => Atomics.store(signal, 0, signals.ended));
    this.started = { worker, port, signal };
    return this.started;
  }

  private silent(): GrantgraphError {
    void this.close();
    return new GrantgraphError('store-timeout', `\`${this.settings.place}\` did not answer in time`, {
      hint: 'is the server overloaded? ask again, or narrow the question',
    });
  }
}
