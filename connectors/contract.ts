import type { PartInput } from '../src/graph/fact.js';

export interface Progress {
  /** Work begun, in words: `reading 111122223333/authorization-details.json`. `done`/`total` in units of the step. */
  step(text: string, done?: number, total?: number): void;
  warn(text: string): void;
}

export interface ReadOptions {
  /** Scope for files that name none. */
  readonly scope?: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

export interface CollectOptions {
  /** Directory to write the dump to (created; files replaced atomically). */
  readonly out: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Provider settings as typed on the command line or read from the environment; each connector declares its own. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** What a live collection could not read: the earlier facts of these parts stay and are reported stale. */
export interface CollectFailure {
  readonly scope: string;
  readonly part: string;
  readonly code: string;
  readonly message: string;
  /** Only fields or single services are missing: the part itself was read and replaces the earlier one. */
  readonly partial?: boolean;
}

export interface CollectReport {
  readonly files: readonly string[];
  readonly failures: readonly CollectFailure[];
}

export interface Connector {
  readonly provider: string;
  readonly title: string;
  /** Recognises dump files by content first, name second, and maps them. Pure but for reading the files. Throws on unreadable or foreign input. */
  read(path: string, options: ReadOptions): Promise<readonly PartInput[]>;
  /** Live collection to a dump directory; loads the SDK on use. Absent when the provider has none yet. */
  readonly collect?: (options: CollectOptions) => Promise<CollectReport>;
  /** The rights `collect` needs, as text in the provider's own policy language. */
  readonly printPolicy?: () => string | Promise<string>;
  /** `--name` settings `collect` understands, for `--help`. */
  readonly settings?: readonly { readonly name: string; readonly description: string; readonly default?: string }[];
}
