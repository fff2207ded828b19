import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { unreadable } from './dump-files.js';

/** What one pass over the bytes of a file tells without parsing it. */
export interface FileScan {
  readonly digest: string;
  readonly size: number;
  /** The first 64 KB as text, without a byte order mark. */
  readonly head: string;
  readonly complete: boolean;
  /** First groups of each pattern's matches, in order of appearance. */
  readonly found: Readonly<Record<string, ReadonlySet<string>>>;
}

const headSize = 64 * 1024;
const chunkSize = 4 * 1024 * 1024;
/** No match may be longer: that much of each chunk is looked at again with the next. */
const overlap = 2048;

/**
 * Streams the file once: digest, head, and the texts that cheap patterns (global, one group) find; the head tells which are worth
 * looking for. Memory does not grow with the file.
 */
export async function scanFile(
  path: string,
  patternsFor: (head: string) => Readonly<Record<string, RegExp>>,
  signal?: AbortSignal,
): Promise<FileScan> {
  const hash = createHash('sha256');
  const found: Record<string, Set<string>> = {};
  let patterns: [name: string, pattern: RegExp][] = [];
  let size = 0;
  let head = '';
  let tail = '';
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const buffer = Buffer.allocUnsafe(chunkSize);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, chunkSize, null).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      if (size === 0) {
        head = chunk.toString('utf8', 0, Math.min(headSize, bytesRead)).replace(/^\ufeff/, '');
        patterns = Object.entries(patternsFor(head));
        for (const [name] of patterns) found[name] = new Set();
      }
      size += bytesRead;
      const text = tail + chunk.toString('latin1');
      for (const [name, pattern] of patterns) collect(text, pattern, found[name]!);
      tail = text.slice(-overlap);
    }
  } finally {
    await handle.close();
  }
  return { digest: hash.digest('hex'), size, head, complete: size <= headSize, found };
}

function collect(text: string, pattern: RegExp, into: Set<string>): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[1] !== undefined) into.add(match[1]);
  }
}
