import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { GrantgraphError } from '../../../base/errors.js';
import type { Row, Statement } from '../connection.js';
import type { Neo4jSettings } from '../settings.js';
import type { Answer, Question, ThreadData } from './messages.js';

/** Longest wait for one look-up; the server is told the same. */
const patienceMs = 30_000;

/**
 * A second thread with a connection of its own, for what a question turns out to need that was not fetched beforehand: this thread waits
 * for its answer, so that evaluation stays synchronous. Started on first use.
 */
export class LookupThread {
  /** Round trips it made. */
  trips = 0;
  private started: { readonly worker: Worker; readonly port: MessagePort; readonly answered: Int32Array } | null = null;

  constructor(private readonly settings: Neo4jSettings) {}

  /** Rows of each statement. Errors: those of the connection, `store-timeout`. */
  read(statements: readonly Statement[]): readonly Row[][] {
    const { port, answered } = this.start();
    this.trips++;
    Atomics.store(answered, 0, 0);
    port.postMessage({ statements, timeoutMs: patienceMs } satisfies Question);
    // The thread tries again for a while what may pass: it gives up before this does.
    if (Atomics.wait(answered, 0, 0, 2 * patienceMs) === 'timed-out') throw this.silent();
    const { message } = receiveMessageOnPort(port) as { message: Answer };
    if ('rows' in message) return message.rows;
    const { code, text, hint, exit } = message.fault;
    throw new GrantgraphError(code, text, { exit, ...(hint === null ? {} : { hint }) });
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
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: ThreadData = { settings: this.settings, port: far, signal };
    const worker = new Worker(threadFile(), { workerData, transferList: [far], execArgv: [] });
    // It must not keep a process that is done.
    worker.unref();
    port.unref();
    worker.once('error', () => {
      this.started = null;
    });
    this.started = { worker, port, answered: new Int32Array(signal) };
    return this.started;
  }

  private silent(): GrantgraphError {
    void this.close();
    return new GrantgraphError('store-timeout', `\`${this.settings.place}\` did not answer in time`, {
      hint: 'is the server overloaded? ask again, or narrow the question',
    });
  }
}

/** The thread runs built code; where the sources themselves run, as under the test runner, the build beside them is taken. */
function threadFile(): string {
  const beside = fileURLToPath(new URL('./thread-main.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../../../dist/src/store/neo4j/lookup/thread-main.js', import.meta.url));
}
