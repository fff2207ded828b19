import { GrantgraphError } from '../../base/errors.js';
import type { JsonObject } from '../../graph/fact.js';
import { defaultLogLimit, type LogEntry, type Records, type StoredRecord } from '../records.js';
import type { SqlDatabase, SqlRow } from './driver.js';
import { RecordsFile } from './records-file.js';

const versionOf = 'SELECT version FROM record WHERE kind = ? AND id = ?';
const lastOf = 'SELECT number, body FROM log WHERE log = ? ORDER BY number DESC LIMIT 1';

/** Records in a SQLite file of their own, so that an ingest, which is one long transaction, holds nothing up. */
export class EmbeddedRecords implements Records {
  private readonly file: RecordsFile;
  private closed = false;

  constructor(
    private readonly directory: string,
    private readonly readOnly: boolean,
    driver?: 'node' | 'libsql',
  ) {
    this.file = RecordsFile.in(directory, driver);
  }

  async get(kind: string, id: string): Promise<StoredRecord | null> {
    const sql = 'SELECT id, version, body FROM record WHERE kind = ? AND id = ?';
    return this.reading(null, (database) => {
      const row = database.prepare(sql).get(kind, id);
      return row === undefined ? null : recordOf(row);
    });
  }

  async kinds(): Promise<readonly string[]> {
    return this.reading([], (database) =>
      database
        .prepare('SELECT DISTINCT kind FROM record ORDER BY kind')
        .all()
        .map((row) => String(row['kind'])),
    );
  }

  async list(kind: string): Promise<readonly StoredRecord[]> {
    const sql = 'SELECT id, version, body FROM record WHERE kind = ? ORDER BY id';
    return this.reading([], (database) => database.prepare(sql).all(kind).map(recordOf));
  }

  put(kind: string, id: string, body: JsonObject, version: number | null): Promise<number | null> {
    const text = JSON.stringify(body);
    return this.writing((database) => {
      const standing = database.prepare(versionOf).get(kind, id);
      if ((standing === undefined ? null : Number(standing['version'])) !== version) return null;
      const next = (version ?? 0) + 1;
      database
        .prepare('INSERT OR REPLACE INTO record (kind, id, version, body) VALUES (?, ?, ?, ?)')
        .run(kind, id, next, text);
      return next;
    });
  }

  remove(kind: string, id: string, version: number): Promise<boolean> {
    return this.writing((database) => {
      const standing = database.prepare(versionOf).get(kind, id);
      if (standing === undefined || Number(standing['version']) !== version) return false;
      database.prepare('DELETE FROM record WHERE kind = ? AND id = ?').run(kind, id);
      return true;
    });
  }

  async logs(): Promise<readonly string[]> {
    return this.reading([], (database) =>
      database
        .prepare('SELECT DISTINCT log FROM log ORDER BY log')
        .all()
        .map((row) => String(row['log'])),
    );
  }

  append(log: string, make: (last: LogEntry | null) => readonly JsonObject[]): Promise<readonly LogEntry[]> {
    return this.writing((database) => {
      const row = database.prepare(lastOf).get(log);
      const last = row === undefined ? null : entryOf(row);
      const insert = database.prepare('INSERT INTO log (log, number, body) VALUES (?, ?, ?)');
      return make(last).map((body, at) => {
        const number = (last?.number ?? 0) + at + 1;
        insert.run(log, number, JSON.stringify(body));
        return { number, body };
      });
    });
  }

  async read(
    log: string,
    range: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly LogEntry[]> {
    const { after = 0, limit = defaultLogLimit } = range;
    const sql = 'SELECT number, body FROM log WHERE log = ? AND number > ? ORDER BY number LIMIT ?';
    return this.reading([], (database) => database.prepare(sql).all(log, after, limit).map(entryOf));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.file.release();
  }

  private reading<T>(none: T, work: (database: SqlDatabase) => T): T {
    this.assertOpen();
    return this.file.read(none, work);
  }

  private async writing<T>(work: (database: SqlDatabase) => T): Promise<T> {
    this.assertOpen();
    if (this.readOnly)
      throw new GrantgraphError('store-not-writable', 'the store was opened for reading only', {
        place: { file: this.directory },
      });
    return this.file.write(work);
  }

  private assertOpen(): void {
    if (this.closed) throw new GrantgraphError('store-closed', 'the store was closed', { exit: 4 });
  }
}

function recordOf(row: SqlRow): StoredRecord {
  return { id: String(row['id']), version: Number(row['version']), body: JSON.parse(String(row['body'])) };
}

function entryOf(row: SqlRow): LogEntry {
  return { number: Number(row['number']), body: JSON.parse(String(row['body'])) };
}
