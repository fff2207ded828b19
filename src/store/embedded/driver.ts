import { createRequire } from 'node:module';
import { GrantgraphError } from '../../base/errors.js';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface SqlStatement {
  run(...values: readonly SqlParameter[]): void;
  get(...values: readonly SqlParameter[]): SqlRow | undefined;
  all(...values: readonly SqlParameter[]): SqlRow[];
}

export type SqlParameter = SqlValue | boolean;

/** The small part of SQLite that the store uses. One connection of one process. */
export interface SqlDatabase {
  readonly driver: string;
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface RawStatement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

interface RawDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): RawStatement;
  close(): void;
}

/** SQLite that has the fix for write-ahead logs that are reset under a reader. */
const safeVersion = [3, 51, 3] as const;

/**
 * Opens a database file: the runtime's own SQLite where it is new enough, else libsql. Both are synchronous; libsql ends the
 * process on a value it cannot bind, hence the check before every call.
 */
export function openDatabase(file: string, prefer?: 'node' | 'libsql'): SqlDatabase {
  const native = prefer === 'libsql' ? null : nodeSqlite();
  if (native) return wrap('node:sqlite', new native(file));
  if (prefer === 'node')
    throw new GrantgraphError('no-driver', 'this runtime has no usable SQLite of its own', { exit: 4 });
  const libsql = createRequire(import.meta.url)('libsql') as new (file: string) => RawDatabase;
  return wrap('libsql', new libsql(file));
}

type Constructor = new (file: string) => RawDatabase;

export function nodeSqlite(): Constructor | null {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major < 22 || (major === 22 && minor < 13)) return null;
  try {
    const emit = process.emitWarning;
    process.emitWarning = () => {};
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as { DatabaseSync: Constructor };
    process.emitWarning = emit;
    return isSafe(DatabaseSync) ? DatabaseSync : null;
  } catch {
    return null;
  }
}

function isSafe(Sqlite: Constructor): boolean {
  const probe = new Sqlite(':memory:');
  const { version } = probe.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  probe.close();
  const parts = version.split('.').map(Number);
  for (const [at, wanted] of safeVersion.entries()) {
    if ((parts[at] ?? 0) !== wanted) return (parts[at] ?? 0) > wanted;
  }
  return true;
}

function wrap(driver: string, raw: RawDatabase): SqlDatabase {
  return {
    driver,
    exec: (sql) => void raw.exec(sql),
    prepare: (sql) => wrapStatement(raw.prepare(sql), sql, driver === 'libsql'),
    close: () => raw.close(),
  };
}

/** libsql takes all values as one list, which spares it a copy for each call; the runtime's own SQLite takes them one by one. */
function wrapStatement(raw: RawStatement, sql: string, asList: boolean): SqlStatement {
  const count = (sql.match(/\?/g) ?? []).length;
  const bind = (values: readonly SqlParameter[]): SqlValue[] => {
    const bound = checked(values, count);
    return asList && count > 0 ? ([bound] as unknown as SqlValue[]) : bound;
  };
  return {
    run: (...values) => void raw.run(...bind(values)),
    get: (...values) => raw.get(...bind(values)) as SqlRow | undefined,
    all: (...values) => raw.all(...bind(values)) as SqlRow[],
  };
}

/** Only what SQLite can hold goes down; booleans become 0 and 1. */
export function checked(values: readonly SqlParameter[], count: number): SqlValue[] {
  if (values.length !== count)
    throw new GrantgraphError('invalid-parameter', `${values.length} values for ${count} places`, { exit: 4 });
  let plain = true;
  for (const value of values) {
    if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array)
      continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    if (typeof value !== 'boolean')
      throw new GrantgraphError('invalid-parameter', `a ${typeof value} cannot be stored`, { exit: 4 });
    plain = false;
  }
  return plain ? (values as SqlValue[]) : values.map((value) => (typeof value === 'boolean' ? (value ? 1 : 0) : value));
}
