import { createHash } from 'node:crypto';
import type { Outcome } from './evaluation/messages.js';

/** An answer as it goes out. */
export interface Kept {
  readonly body: Buffer;
  readonly etag: string;
  readonly rows: number;
  readonly contentType: string;
}

/** Answers also depend on the clock (conditions on time): none is older than this, in milliseconds. */
const freshMs = 2000;
const mostBytes = 64 * 1024 * 1024;
const largest = 1024 * 1024;

/**
 * Answers of the last moments, so that many who ask the same are answered at once, each from the state the store is in. Its keys hold the
 * generation and the caller's row scope.
 */
export class AnswerCache {
  private readonly kept = new Map<string, { readonly answer: Kept; readonly until: number }>();
  private readonly coming = new Map<string, Promise<Kept>>();
  private bytes = 0;

  get(key: string): Kept | null {
    const found = this.kept.get(key);
    if (!found) return null;
    if (found.until > performance.now()) return found.answer;
    this.drop(key);
    return null;
  }

  /** The answer that is kept or on its way, else what `make` comes to. */
  async through(key: string, make: () => Promise<Kept>): Promise<Kept> {
    const known = this.get(key) ?? this.coming.get(key);
    if (known) return known;
    const made = make();
    this.coming.set(key, made);
    try {
      const answer = await made;
      this.keep(key, answer);
      return answer;
    } finally {
      this.coming.delete(key);
    }
  }

  private keep(key: string, answer: Kept): void {
    if (answer.body.length > largest) return;
    this.drop(key);
    this.kept.set(key, { answer, until: performance.now() + freshMs });
    this.bytes += answer.body.length;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= mostBytes) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const found = this.kept.get(key);
    if (!found) return;
    this.kept.delete(key);
    this.bytes -= found.answer.body.length;
  }
}

/** Weak: the clock may change an answer of the same state, but then its text changes too. */
export function etagOf(text: string, generation: number | null): string {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16);
  return `"${generation ?? 0}-${digest}"`;
}

export function keptOf({ text, rows }: Pick<Outcome, 'text' | 'rows'>, generation: number | null): Kept {
  return {
    body: Buffer.from(text),
    etag: etagOf(text, generation),
    rows,
    contentType: 'application/json; charset=utf-8',
  };
}
