import { createHash } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { LogEntry, Records } from '../../store/records.js';

export interface CopiedRecords {
  /** Written or removed. */
  readonly documents: number;
  readonly entries: number;
}

export interface RecordsDifference {
  readonly of: 'documents' | 'log';
  /** Kind of the documents, or name of the log. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const entriesPerPage = 1000;

export async function hasRecords(records: Records): Promise<boolean> {
  return (await records.kinds()).length > 0 || (await records.logs()).length > 0;
}

/**
 * Brings what stands beside the facts, documents as they stand now and logs entry by entry with their numbers. Where an earlier copy was here,
 * only what is new or other. Errors: `store-not-empty` where a log of the target is not the beginning of the source's.
 */
export async function copyRecords(from: Records, to: Records, signal?: AbortSignal): Promise<CopiedRecords> {
  let documents = 0;
  for (const kind of await union(from.kinds(), to.kinds())) {
    signal?.throwIfAborted();
    documents += await copyKind(from, to, kind);
  }
  let entries = 0;
  for (const log of await from.logs()) entries += await copyLog(from, to, log, signal);
  return { documents, entries };
}

async function copyKind(from: Records, to: Records, kind: string): Promise<number> {
  const standing = new Map((await to.list(kind)).map((record) => [record.id, record]));
  let changed = 0;
  for (const { id, body } of await from.list(kind)) {
    const other = standing.get(id);
    standing.delete(id);
    if (other !== undefined && JSON.stringify(other.body) === JSON.stringify(body)) continue;
    if ((await to.put(kind, id, body, other?.version ?? null)) === null) throw inUse(`${kind} ${id}`);
    changed++;
  }
  for (const { id, version } of standing.values()) {
    if (!(await to.remove(kind, id, version))) throw inUse(`${kind} ${id}`);
    changed++;
  }
  return changed;
}

async function copyLog(from: Records, to: Records, log: string, signal?: AbortSignal): Promise<number> {
  let after = await lengthOf(to, log);
  if (after > 0) await requireBeginning(from, to, log, after);
  for (let copied = 0; ; ) {
    signal?.throwIfAborted();
    const page = await from.read(log, { after, limit: entriesPerPage });
    if (page.length === 0) return copied;
    await to.append(log, (last) => {
      if ((last?.number ?? 0) !== after) throw inUse(`log ${log}`);
      return page.map(({ body }) => body);
    });
    after += page.length;
    copied += page.length;
  }
}

async function lengthOf(records: Records, log: string): Promise<number> {
  let length = 0;
  for await (const page of pages(records, log)) length += page.length;
  return length;
}

async function requireBeginning(from: Records, to: Records, log: string, length: number): Promise<void> {
  const at = { after: length - 1, limit: 1 };
  const [one, other] = [await from.read(log, at), await to.read(log, at)];
  if (JSON.stringify(one) !== JSON.stringify(other))
    throw new GrantgraphError('store-not-empty', `the target has entries of its own in log \`${log}\``, {
      hint: 'copy into an empty database or data directory',
    });
}

function inUse(what: string): GrantgraphError {
  return new GrantgraphError('store-busy', `somebody else changed \`${what}\` of the target meanwhile`, {
    hint: 'end what works with it, and go on with --resume',
  });
}

/** What of the records is not the same in both: whole kinds and whole logs, told by count and digest. */
export async function compareRecords(one: Records, other: Records): Promise<RecordsDifference[]> {
  const differences: RecordsDifference[] = [];
  const compare = async (of: RecordsDifference['of'], name: string, text: (records: Records) => Promise<string>) => {
    const [from, to] = [await text(one), await text(other)];
    if (from !== to) differences.push({ of, name, from, to });
  };
  for (const kind of await union(one.kinds(), other.kinds()))
    await compare('documents', kind, (records) => documentsText(records, kind));
  for (const log of await union(one.logs(), other.logs()))
    await compare('log', log, (records) => logText(records, log));
  return differences;
}

async function documentsText(records: Records, kind: string): Promise<string> {
  const documents = await records.list(kind);
  const hash = createHash('sha256');
  for (const { id, body } of documents) hash.update(`${JSON.stringify([id, body])}\n`);
  return `${documents.length} documents, digest ${hash.digest('hex')}`;
}

async function logText(records: Records, log: string): Promise<string> {
  const hash = createHash('sha256');
  let entries = 0;
  for await (const page of pages(records, log)) {
    entries += page.length;
    for (const { number, body } of page) hash.update(`${JSON.stringify([number, body])}\n`);
  }
  return `${entries} entries, digest ${hash.digest('hex')}`;
}

async function* pages(records: Records, log: string): AsyncIterable<readonly LogEntry[]> {
  for (let after = 0; ; ) {
    const page = await records.read(log, { after, limit: entriesPerPage });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.number;
  }
}

async function union(...lists: Promise<readonly string[]>[]): Promise<readonly string[]> {
  return [...new Set((await Promise.all(lists)).flat())].sort();
}
