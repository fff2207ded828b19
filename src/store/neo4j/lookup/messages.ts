import type { MessagePort } from 'node:worker_threads';
import type { ExitCode } from '../../../base/errors.js';
import type { Row, Statement } from '../connection.js';
import type { Neo4jSettings } from '../settings.js';

/** What the thread is started with: `signal` is set to 1 when an answer lies at the port. */
export interface ThreadData {
  readonly settings: Neo4jSettings;
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
}

export interface Question {
  readonly statements: readonly Statement[];
  readonly timeoutMs: number;
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
