import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Environment } from '../../commands/environment.js';
import type { JobVoice } from '../contract.js';
import { type Kind, kinds } from '../kinds.js';
import type { Fault, FromThread, JobThreadData, ToThread } from './messages.js';

/** The life of a job's thread: one piece of work, then the end. */
export async function runThread({ port, kind, caller, work }: JobThreadData, environment: Environment): Promise<void> {
  const stopping = new AbortController();
  const tell = (message: FromThread) => port.postMessage(message);
  port.on('message', (message: ToThread) => {
    if (message.kind === 'stop') stopping.abort();
  });
  const voice = paced(tell);
  try {
    const run: (
      environment: Environment,
      caller: Caller,
      work: never,
      voice: JobVoice,
      signal: AbortSignal,
    ) => ReturnType<Kind> = kinds[kind];
    const result = await run(environment, caller, work as never, voice, stopping.signal);
    // What was done is there for everybody before it is said to be.
    await environment.close();
    tell({ kind: 'done', result });
  } catch (error) {
    await environment.close().catch(() => {});
    tell({ kind: 'failed', fault: faultOf(error) });
  } finally {
    port.close();
  }
}

/** Counts come more often than anybody can look: of one step, ten in a second are enough. */
function paced(tell: (message: FromThread) => void): JobVoice {
  let last = { text: '', at: 0 };
  return {
    step: (text, done, total) => {
      const now = performance.now();
      const whole = done !== undefined && done === total;
      if (text === last.text && !whole && now - last.at < 100) return;
      last = { text, at: now };
      tell({ kind: 'step', text, ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) });
    },
    warn: (text) => tell({ kind: 'warn', text }),
  };
}

function faultOf(error: unknown): Fault {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof GrantgraphError))
    return { ours: false, name, code: 'internal', message: stack ?? message, details: {} };
  const { code, exit, hint } = error;
  return { ours: true, name, code, message, details: { exit, ...(hint === undefined ? {} : { hint }) } };
}
