import type { JsonObject } from '../graph/fact.js';

/** A small document that a store keeps beside the facts: an API token, a job. */
export interface StoredRecord {
  readonly id: string;
  /** Counts its changes, from 1. */
  readonly version: number;
  readonly body: JsonObject;
}

/** One entry of a log. Logs only grow; numbers count from 1 without a gap. */
export interface LogEntry {
  readonly number: number;
  readonly body: JsonObject;
}

/** Entries of a log that come at once where nothing else is said. */
export const defaultLogLimit = 1000;

/**
 * What a store keeps beside facts, for as long as the store stands: documents by kind and id, and logs. Every change is durable when it
 * comes back, and of many processes at once each is whole. No ingest waits for it or makes it wait.
 */
export interface Records {
  get(kind: string, id: string): Promise<StoredRecord | null>;
  /** Kinds of which there is a document, in order. */
  kinds(): Promise<readonly string[]>;
  /** All of a kind, in order of their ids. */
  list(kind: string): Promise<readonly StoredRecord[]>;
  /**
   * Writes a document where its version is still the one that was read; `null` = there is none yet. The new version, or null where somebody
   * else was faster and nothing was written.
   */
  put(kind: string, id: string, body: JsonObject, version: number | null): Promise<number | null>;
  /** False where the version is not this one. */
  remove(kind: string, id: string, version: number): Promise<boolean>;
  /** Logs that have an entry, in order of their names. */
  logs(): Promise<readonly string[]>;
  /** Adds entries behind the last one, whom `make` sees (null = the log is empty): all of them, or none. It may be asked more than once. */
  append(log: string, make: (last: LogEntry | null) => readonly JsonObject[]): Promise<readonly LogEntry[]>;
  /** Entries behind number `after` (default 0), at most `limit` (default 1000). */
  read(log: string, range?: { readonly after?: number; readonly limit?: number }): Promise<readonly LogEntry[]>;
}
