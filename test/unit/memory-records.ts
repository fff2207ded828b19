import type { JsonObject } from '../../src/graph/fact.js';
import type { LogEntry, Records, StoredRecord } from '../../src/store/records.js';

/** Records of one process, gone with it. Bodies pass through JSON, as they do in a store. */
export class MemoryRecords implements Records {
  private readonly byKind = new Map<string, Map<string, StoredRecord>>();
  private readonly byLog = new Map<string, LogEntry[]>();

  async get(kind: string, id: string): Promise<StoredRecord | null> {
    return this.of(kind).get(id) ?? null;
  }

  async kinds(): Promise<readonly string[]> {
    return [...this.byKind].flatMap(([kind, records]) => (records.size > 0 ? [kind] : [])).sort();
  }

  async logs(): Promise<readonly string[]> {
    return [...this.byLog].flatMap(([log, entries]) => (entries.length > 0 ? [log] : [])).sort();
  }

  async list(kind: string): Promise<readonly StoredRecord[]> {
    return [...this.of(kind).values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  async put(kind: string, id: string, body: JsonObject, version: number | null): Promise<number | null> {
    const known = this.of(kind).get(id);
    if ((known?.version ?? null) !== version) return null;
    const next = (version ?? 0) + 1;
    this.of(kind).set(id, { id, version: next, body: JSON.parse(JSON.stringify(body)) as JsonObject });
    return next;
  }

  async remove(kind: string, id: string, version: number): Promise<boolean> {
    return this.of(kind).get(id)?.version === version && this.of(kind).delete(id);
  }

  async append(log: string, make: (last: LogEntry | null) => readonly JsonObject[]): Promise<readonly LogEntry[]> {
    const entries = this.byLog.get(log) ?? [];
    this.byLog.set(log, entries);
    const added = make(entries.at(-1) ?? null).map((body, at) => ({ number: entries.length + at + 1, body }));
    entries.push(...added);
    return added;
  }

  async read(log: string, { after = 0, limit = 1000 } = {}): Promise<readonly LogEntry[]> {
    return (this.byLog.get(log) ?? []).slice(after, after + limit);
  }

  private of(kind: string): Map<string, StoredRecord> {
    const records = this.byKind.get(kind) ?? new Map<string, StoredRecord>();
    this.byKind.set(kind, records);
    return records;
  }
}
