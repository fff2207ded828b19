import type { Environment } from '../commands/environment.js';
import type { QueryAnswer } from '../commands/query.js';
import type { Terminal } from './terminal.js';

export const formats = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];
export type Parameters = Record<string, string | number | boolean>;
export type Rows = Extract<QueryAnswer, { kind: 'rows' }>;

/** What a session remembers between two questions, and what can be set in it. */
export interface Settings {
  format: Format;
  reach: 'own' | 'all';
  strict: boolean;
  timing: boolean;
  /** Rows of a page. */
  limit: number;
  timeoutSeconds: number;
  /** Values of $names. */
  readonly parameters: Parameters;
}

/** The question that was answered last, and what was asked with it. */
export interface Asked {
  readonly text: string;
  readonly parameters: Parameters;
  readonly reach: Settings['reach'];
  readonly strict: boolean;
}

export interface Last {
  readonly asked: Asked;
  readonly answer: QueryAnswer;
  /** Rows of every page so far; numbers count through. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly cursor: string | null;
}

/** A conversation as the commands of it see it. */
export interface Session {
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly settings: Settings;
  /** Where the data lies, for people. */
  readonly data: string;
  readonly last: Last | null;
  /** What was asked before, oldest first. */
  history(): readonly string[];
  /** Asks and shows. */
  ask(text: string, parameters: Parameters, signal: AbortSignal): Promise<void>;
  /** Shows the page after the last one. */
  next(signal: AbortSignal): Promise<void>;
  /** One page of an answer, shown nowhere. */
  query(asked: Asked, cursor: string | null, limit: number, signal: AbortSignal): Promise<QueryAnswer>;
}
