import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import { openDatabase, type SqlDatabase } from './driver.js';
import { configure, createSchema, verifySchema } from './schema.js';

/**
 * The one connection this process has to a store file, however often the store is opened: the SQLite that libsql carries can damage
 * a log that two connections of one process reset (fixed in 3.51.3), and the locks of a file belong to the process.
 */
export class Connection {
  private static readonly open = new Map<string, Connection>();
  private users = 0;
  private ended = false;
  /** An ingest of this process is open. */
  writing = false;

  private constructor(
    readonly file: string,
    readonly database: SqlDatabase,
  ) {}

  /** Errors: those of the schema and of SQLite, in our words. */
  static to(path: string, driver?: 'node' | 'libsql'): Connection {
    const file = realpathSync(path);
    let connection = Connection.open.get(file);
    if (!connection) {
      connection = new Connection(file, openStoreFile(file, driver));
      Connection.open.set(file, connection);
    }
    connection.users++;
    return connection;
  }

  get directory(): string {
    return dirname(this.file);
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Gives up one use of it; the last one closes the file. */
  release(): void {
    if (--this.users > 0) return;
    this.ended = true;
    Connection.open.delete(this.file);
    this.database.close();
  }

  /** Names the writer as far as it is known. */
  busy(cause?: unknown): GrantgraphError {
    const pid = this.writing ? String(process.pid) : writerOf(this.directory);
    const who = pid === null ? 'another process' : pid === String(process.pid) ? 'this process' : `process ${pid}`;
    return new GrantgraphError('store-busy', `${who} is already writing to the store`, {
      place: { file: this.directory },
      hint: 'wait for it to end and try again',
      ...(cause === undefined ? {} : { cause }),
      ...(pid === null ? {} : { data: { pid: Number(pid) } }),
    });
  }
}

function openStoreFile(file: string, driver?: 'node' | 'libsql'): SqlDatabase {
  const database = openDatabase(file, driver, onlyReadable(file) ? immutable(file) : file);
  try {
    configure(database);
    if (verifySchema(database, file)) createSchema(database, file);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Where nothing can be written there is no writer to coordinate with, and no place for the files that coordination takes. */
function onlyReadable(file: string): boolean {
  return !existsSync(`${file}-wal`) && !(writable(file) && writable(dirname(file)));
}

export function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function immutable(file: string): string {
  return `file:${encodeURI(file).replaceAll('?', '%3f').replaceAll('#', '%23')}?immutable=1`;
}

/** Names who writes, for messages only: the lock itself is SQLite's and ends with its process. */
export function writerFile(directory: string): string {
  return join(directory, 'writer.pid');
}

function writerOf(directory: string): string | null {
  try {
    const pid = readFileSync(writerFile(directory), 'utf8').trim();
    process.kill(Number(pid), 0);
    return pid;
  } catch (error) {
    // A process of another user cannot be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? readPid(directory) : null;
  }
}

function readPid(directory: string): string | null {
  try {
    return readFileSync(writerFile(directory), 'utf8').trim();
  } catch {
    return null;
  }
}
