import { workerData } from 'node:worker_threads';
import { GrantgraphError } from '../../../base/errors.js';
import { Connection } from '../connection.js';
import type { Answer, Question, ThreadData } from './messages.js';

const { settings, port, signal } = workerData as ThreadData;
const answered = new Int32Array(signal);
const connection = new Connection(settings);

port.on('message', async ({ statements, timeoutMs }: Question) => {
  port.postMessage(await answer(statements, timeoutMs));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});

async function answer(statements: Question['statements'], timeoutMs: number): Promise<Answer> {
  try {
    return { rows: await connection.read(statements, { timeoutMs }) };
  } catch (error) {
    if (error instanceof GrantgraphError)
      return { fault: { code: error.code, text: error.message, hint: error.hint ?? null, exit: error.exit } };
    return { fault: { code: 'internal', text: String((error as Error).message), hint: null, exit: 4 } };
  }
}
