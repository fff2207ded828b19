import type { Caller } from '../callers/caller.js';
import type { JsonObject } from '../graph/fact.js';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** How far a job is. */
export interface JobProgress {
  /** The step it is at, in words; empty before the first. */
  readonly step: string;
  /** In units of the step; null = they cannot be counted. */
  readonly done: number | null;
  readonly total: number | null;
  /** Of the step, 0 to 1. */
  readonly fraction: number | null;
}

export interface JobFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A piece of long work, as everybody who may sees it. Instants are ISO. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  /** Only one job of a key goes on at a time. */
  readonly key: string;
  /** What was asked for; nothing secret. */
  readonly about: JsonObject;
  /** Name of the caller who started it. */
  readonly by: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Who asked for its end, once somebody did. */
  readonly cancelledBy: string | null;
  /** Of a job that is done. */
  readonly result: JsonObject | null;
  /** Of a job that failed, or why it was cancelled where nobody asked. */
  readonly failure: JobFailure | null;
}

export interface LogLine {
  readonly at: string;
  readonly level: 'info' | 'warn';
  readonly text: string;
}

export interface JobLog {
  readonly lines: readonly LogLine[];
  /** Lines before these that are no longer kept. */
  readonly dropped: number;
}

/** What a job tells while it works. */
export interface JobVoice {
  step(text: string, done?: number, total?: number): void;
  warn(text: string): void;
}

/** Work to start. */
export interface JobOrder {
  readonly kind: string;
  readonly key: string;
  readonly about: JsonObject;
  readonly caller: Caller;
  /** Does the work; comes back with the result. Throws the signal's reason once it is aborted. */
  readonly work: (voice: JobVoice, signal: AbortSignal) => Promise<JsonObject>;
  /** Clears up, whatever became of the work. */
  readonly after?: () => Promise<void>;
}

export const isOver = ({ state }: Pick<Job, 'state'>): boolean => state !== 'queued' && state !== 'running';
