import type { MessagePort } from 'node:worker_threads';
import type { ErrorDetails } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Settings } from '../../commands/environment.js';

/** What an evaluation thread is started with. */
export interface ThreadData {
  readonly settings: Settings;
  readonly port: MessagePort;
}

/** To the thread. */
export type Order =
  | {
      readonly kind: 'start';
      readonly task: number;
      readonly operation: string;
      readonly caller: Caller;
      readonly input: unknown;
      /** Rows come in pieces of text while they are found. */
      readonly stream: boolean;
    }
  | { readonly kind: 'cancel'; readonly task: number }
  /** The piece was taken: the next may come. */
  | { readonly kind: 'taken'; readonly task: number }
  | { readonly kind: 'end' };

/** From the thread. */
export type Report =
  | { readonly kind: 'piece'; readonly task: number; readonly text: string }
  | { readonly kind: 'done'; readonly task: number; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly task: number; readonly fault: Fault };

/** What an operation came to. */
export interface Outcome {
  /** JSON text; empty of a stream. */
  readonly text: string;
  /** The state that was asked; null = none. */
  readonly generation: number | null;
  readonly rows: number;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
}

export interface Fault {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: Pick<ErrorDetails, 'exit' | 'place' | 'hint' | 'data'>;
}
