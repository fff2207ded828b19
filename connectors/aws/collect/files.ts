import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Files of the dump directory. Each appears whole or not at all: written beside its place, then renamed. They hold what an
 * intruder would like to know, so only the owner may read them.
 */
export class DumpDirectory {
  readonly #root: string;
  readonly #signal: AbortSignal;
  readonly #written: string[] = [];

  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** Paths written so far, sorted. */
  get written(): readonly string[] {
    return [...this.#written].sort();
  }

  /** `name` is relative, with `/`. */
  async write(name: string, chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Promise<void> {
    const path = join(this.#root, ...name.split('/'));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
    try {
      await pipeline(Readable.from(chunks), createWriteStream(draft, { mode: 0o600, flush: true }), {
        signal: this.#signal,
      });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    this.#written.push(path);
  }

  writeJson(name: string, value: object): Promise<void> {
    return this.write(name, jsonChunks(value));
  }
}

/** One object as JSON text, list items one by one: a large account does not fit into one string. */
function* jsonChunks(value: object): Generator<string> {
  yield '{';
  let first = true;
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    yield `${first ? '' : ','}\n${JSON.stringify(key)}:`;
    first = false;
    if (!Array.isArray(entry)) {
      yield JSON.stringify(entry);
      continue;
    }
    yield '[';
    for (const [index, item] of entry.entries()) yield `${index === 0 ? '' : ','}\n ${JSON.stringify(item)}`;
    yield ']';
  }
  yield '\n}\n';
}
