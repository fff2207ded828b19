import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GrantgraphError } from '../../base/errors.js';
import { immutable, writable } from './connection.js';
import { openDatabase, type SqlDatabase } from './driver.js';
import { rollBack } from './schema.js';

/** Marks the file as ours (`GGrc`). */
const applicationId = 0x47477263;
const schemaVersion = 1;
const schema = `
CREATE TABLE record (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE log (log TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (log, number)) WITHOUT ROWID;
`;

export const recordsFile = 'records.db';
export const lockFile = 'records.lock';

/** How long a change waits for others. The thread itself stands still for the first of these only. */
const busyMs = 20;
const patienceMs = 15_000;

/**
 * The file beside the facts, written by several processes at once. Whoever writes holds the lock of a second, always empty file for as
 * long: writers and their checkpoints never meet, which the SQLite that libsql carries does not bear (fixed in 3.51.3), and a lock ends with
 * its process. Readers need none. This process has one connection to it, however often it is opened, for the same reason.
 */
export class RecordsFile {
  private static readonly all = new Map<string, RecordsFile>();
  private users = 0;
  private database: SqlDatabase | null = null;
  private lock: SqlDatabase | null = null;

  private constructor(
    private readonly file: string,
    private readonly driver: 'node' | 'libsql' | undefined,
  ) {}

  /** The one of a data directory, which is there; the file need not be. */
  static in(directory: string, driver?: 'node' | 'libsql'): RecordsFile {
    const file = join(realpathSync(directory), recordsFile);
    let found = RecordsFile.all.get(file);
    if (!found) {
      found = new RecordsFile(file, driver);
      RecordsFile.all.set(file, found);
    }
    found.users++;
    return found;
  }

  /** Gives up one use of it; the last one closes the file. */
  release(): void {
    if (--this.users > 0) return;
    RecordsFile.all.delete(this.file);
    // The last connection of all takes the log into the file, when nobody else can be there.
    this.database?.close();
    this.lock?.close();
    this.database = null;
    this.lock = null;
  }

  /** What `work` reads, or `none` where nothing was ever written. */
  read<T>(none: T, work: (database: SqlDatabase) => T): T {
    const database = this.opened();
    return database === null ? none : work(database);
  }

  /** One transaction, durable when it comes back. Errors: `store-busy` after a long wait, those of SQLite. */
  async write<T>(work: (database: SqlDatabase) => T): Promise<T> {
    const until = Date.now() + patienceMs;
    for (let wait = 2; ; wait = Math.min(2 * wait, 100)) {
      try {
        return this.writeOnce(work);
      } catch (error) {
        if (!isBusy(error) || Date.now() + wait > until) throw error;
        await pause(wait * (0.5 + Math.random()));
      }
    }
  }

  private writeOnce<T>(work: (database: SqlDatabase) => T): T {
    return this.locked(() => {
      const database = this.opened() ?? this.begin();
      database.exec('BEGIN IMMEDIATE');
      try {
        const done = work(database);
        database.exec('COMMIT');
        return done;
      } catch (error) {
        rollBack(database);
        throw error;
      }
    });
  }

  private locked<T>(work: () => T): T {
    const lock = this.openedLock();
    lock.exec('BEGIN EXCLUSIVE');
    try {
      return work();
    } finally {
      lock.exec('ROLLBACK');
    }
  }

  private openedLock(): SqlDatabase {
    if (this.lock) return this.lock;
    const file = join(dirname(this.file), lockFile);
    makeFile(file);
    const lock = openDatabase(file, this.driver);
    lock.exec(`PRAGMA busy_timeout = ${busyMs}`);
    this.lock = lock;
    return lock;
  }

  /** Null where it was not begun yet. */
  private opened(): SqlDatabase | null {
    if (this.database) return this.database;
    if (!begun(this.file)) return null;
    const alone = !existsSync(`${this.file}-wal`) && !(writable(this.file) && writable(dirname(this.file)));
    const database = openDatabase(this.file, this.driver, alone ? immutable(this.file) : this.file);
    try {
      configure(database);
      if (!hasSchema(database, this.file)) {
        database.close();
        return null;
      }
    } catch (error) {
      database.close();
      throw error;
    }
    this.database = database;
    return database;
  }

  /** Only under the lock: nobody else makes the same file. */
  private begin(): SqlDatabase {
    makeFile(this.file);
    const database = openDatabase(this.file, this.driver);
    try {
      configure(database);
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('BEGIN IMMEDIATE');
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; ${schema}`);
      database.exec('COMMIT');
    } catch (error) {
      database.close();
      throw error;
    }
    this.database = database;
    return database;
  }
}

function configure(database: SqlDatabase): void {
  database.exec('PRAGMA busy_timeout = 2000');
  // Every committed transaction outlives a killed process; only a power cut may take the last ones, never half of one.
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('PRAGMA journal_size_limit = 67108864');
}

/** False for what was left when its beginning was killed. Errors: `not-a-store`, `wrong-store-version`. */
function hasSchema(database: SqlDatabase, file: string): boolean {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
  const application = number('PRAGMA application_id');
  if (application === 0 && number('SELECT count(*) FROM sqlite_master') === 0) return false;
  if (application !== applicationId)
    throw new GrantgraphError('not-a-store', `\`${file}\` is a database of another program`, { place: { file } });
  if (number('PRAGMA user_version') !== schemaVersion)
    throw new GrantgraphError('wrong-store-version', `\`${file}\` was written by another version of grantgraph`, {
      place: { file },
      hint: 'update grantgraph, or use another data directory',
    });
  return true;
}

function begun(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}

function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new GrantgraphError('store-not-writable', `cannot write \`${file}\``, {
      place: { file },
      hint: 'check the owner and mode of the data directory',
      cause,
    });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof GrantgraphError && error.code === 'store-busy';
}
