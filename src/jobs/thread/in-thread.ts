import { MessageChannel, Worker } from 'node:worker_threads';
import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Settings } from '../../commands/environment.js';
import type { JsonObject } from '../../graph/fact.js';
import type { JobVoice } from '../contract.js';
import type { KindName } from '../kinds.js';
import type { Fault, FromThread, JobThreadData, ToThread } from './messages.js';

export interface ThreadWork {
  readonly kind: KindName;
  readonly caller: Caller;
  /** Plain data. */
  readonly work: unknown;
}

/**
 * Does the work of a job in a thread of its own, so that nobody else waits for a large file to be parsed. `file` is the program of the
 * thread. Errors: those of the work; the signal's reason; `internal` where the thread came to its end.
 */
export function inThread(
  file: string,
  settings: Settings,
  { kind, caller, work }: ThreadWork,
  voice: JobVoice,
  signal: AbortSignal,
): Promise<JsonObject> {
  signal.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const workerData: JobThreadData = { settings, port: port2, kind, caller, work };
  const worker = new Worker(file, { workerData, transferList: [port2], execArgv: [] });
  const stop = () => port1.postMessage({ kind: 'stop' } satisfies ToThread);
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<JsonObject>((resolve, reject) => {
    let why = 'it ended';
    worker.once('error', (error) => {
      why = error.message;
    });
    worker.once('exit', () => {
      reject(new GrantgraphError('internal', `the thread of a job came to its end: ${why}`, { exit: 4 }));
    });
    port1.on('message', (message: FromThread) => {
      if (message.kind === 'step') voice.step(message.text, message.done, message.total);
      else if (message.kind === 'warn') voice.warn(message.text);
      else if (message.kind === 'done') resolve(message.result);
      else reject(signal.aborted ? signal.reason : errorOf(message.fault));
    });
  }).finally(() => {
    signal.removeEventListener('abort', stop);
    port1.close();
  });
}

function errorOf({ ours, name, code, message, details }: Fault): Error {
  if (ours) return new GrantgraphError(code, message, details);
  const error = new Error(message);
  error.name = name;
  return error;
}
