import type { MessagePort } from 'node:worker_threads';
import type { ExitCode } from '../../../base/errors.js';
import type { Row, Statement } from '../connection.js';
import type { Neo4jSettings } from '../settings.js';

/** What `signal` is set to: an answer lies at the port, or there will be none any more. */
export const signals = { waiting: 0, answered: 1, ended: 2 } as const;

/** What the thread is started with. */
export interface ThreadData {
  readonly settings: Neo4jSettings;
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
}

export interface Question {
  readonly statements: readonly Statement[];
  readonly timeoutMs: number;
  /** Of what the one who asks has seen: the answer must not be older. */
  readonly bookmarks: readonly string[];
}

export type Answer =
  | { readonly rows: Row[][] }
  | {
      readonly fault: {
        readonly code: string;
        readonly text: string;
        readonly hint: string | null;
        readonly exit: ExitCode;
      };
    };
