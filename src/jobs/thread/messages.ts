import type { MessagePort } from 'node:worker_threads';
import type { ErrorDetails } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Settings } from '../../commands/environment.js';
import type { JsonObject } from '../../graph/fact.js';
import type { KindName } from '../kinds.js';

/** What the thread of a job is started with. */
export interface JobThreadData {
  readonly settings: Settings;
  readonly port: MessagePort;
  readonly kind: KindName;
  readonly caller: Caller;
  readonly work: unknown;
}

/** To the thread. */
export type ToThread = { readonly kind: 'stop' };

/** From the thread. */
export type FromThread =
  | { readonly kind: 'step'; readonly text: string; readonly done?: number; readonly total?: number }
  | { readonly kind: 'warn'; readonly text: string }
  | { readonly kind: 'done'; readonly result: JsonObject }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** An error as it travels. */
export interface Fault {
  readonly ours: boolean;
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: Pick<ErrorDetails, 'exit' | 'hint'>;
}
