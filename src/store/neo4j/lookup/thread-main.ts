import { workerData } from 'node:worker_threads';
import { GrantgraphError } from '../../../base/errors.js';
import { Connection } from '../connection.js';
import { type Answer, type Question, signals, type ThreadData } from './messages.js';

const { settings, port, signal: shared } = workerData as ThreadData;
const signal = new Int32Array(shared);
const connection = new Connection(settings);

port.on('message', async (question: Question) => {
  port.postMessage(await answer(question));
  tell(signals.answered);
});

// Whoever waits must not wait in vain.
process.once('exit', () => tell(signals.ended));

function tell(what: number): void {
  Atomics.store(signal, 0, what);
  Atomics.notify(signal, 0);
}

async function answer({ statements, timeoutMs, bookmarks }: Question): Promise<Answer> {
  try {
    return { rows: await connection.read(statements, { timeoutMs }, bookmarks) };
  } catch (error) {
    if (error instanceof GrantgraphError)
      return { fault: { code: error.code, text: error.message, hint: error.hint ?? null, exit: error.exit } };
    return { fault: { code: 'internal', text: String((error as Error).message), hint: null, exit: 4 } };
  }
}
