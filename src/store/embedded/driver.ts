import { createRequire } from 'node:module';
import { GrantgraphError } from '../../base/errors.js';
import { guarded } from './faults.js';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlParameter = SqlValue | boolean;
/** Bytes are read as the driver has them: an ArrayBuffer from libsql, a Uint8Array from the runtime. */
export type SqlRow = Readonly<Record<string, SqlValue | ArrayBuffer>>;
export type DriverName = 'node:sqlite' | 'libsql';

/** A prepared statement. Every call runs to its end: none leaves a read open behind it. */
export interface SqlStatement {
  run(...values: readonly SqlParameter[]): void;
  get(...values: readonly SqlParameter[]): SqlRow | undefined;
  all(...values: readonly SqlParameter[]): SqlRow[];
}

/** The small part of SQLite that the store uses, synchronous. */
export interface SqlDatabase {
  readonly driver: DriverName;
  /** Runs statements that give no rows. */
  exec(sql: string): void;
  /** Prepared once per text and kept. */
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface RawStatement {
  run(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

interface RawDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): RawStatement;
  close(): void;
}

type Constructor = new (file: string) => RawDatabase;

/** SQLite that has the fix for write-ahead logs that are reset under a reader (https://www.sqlite.org/releaselog/3_51_3.html). */
const safeVersion = [3, 51, 3] as const;

/**
 * Opens a database file: the runtime's own SQLite where it is importable without a flag and new enough, else libsql, which is
 * loaded only then. `uri` is what SQLite opens, where that is not the path itself. Errors: `no-driver`; SQLite's own, here and in
 * every later call, come as the causes of `faults.ts`.
 */
export function openDatabase(file: string, prefer?: 'node' | 'libsql', uri = file): SqlDatabase {
  return guarded(file, () => new Database(file, ...openRaw(uri, prefer)));
}

function openRaw(uri: string, prefer: 'node' | 'libsql' | undefined): [DriverName, RawDatabase] {
  const native = prefer === 'libsql' ? null : nodeSqlite();
  if (native) return ['node:sqlite', new native(uri)];
  if (prefer === 'node')
    throw new GrantgraphError('no-driver', 'this runtime has no usable SQLite of its own', { exit: 4 });
  const libsql = createRequire(import.meta.url)('libsql') as Constructor;
  return ['libsql', new libsql(uri)];
}

/** The runtime's own SQLite, or null: absent in Node 20, behind a flag before 22.13, too old in some releases. */
export function nodeSqlite(): Constructor | null {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major < 22 || (major === 22 && minor < 13)) return null;
  const emit = process.emitWarning;
  try {
    process.emitWarning = () => {};
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as { DatabaseSync: Constructor };
    return isSafe(DatabaseSync) ? DatabaseSync : null;
  } catch {
    return null;
  } finally {
    process.emitWarning = emit;
  }
}

function isSafe(Candidate: Constructor): boolean {
  const probe = new Candidate(':memory:');
  const [row] = probe.prepare('SELECT sqlite_version() AS version').all() as { version: string }[];
  probe.close();
  const parts = (row?.version ?? '').split('.').map(Number);
  for (const [at, wanted] of safeVersion.entries()) {
    if ((parts[at] ?? 0) !== wanted) return (parts[at] ?? 0) > wanted;
  }
  return true;
}

class Database implements SqlDatabase {
  private readonly prepared = new Map<string, SqlStatement>();

  constructor(
    private readonly file: string,
    readonly driver: DriverName,
    private readonly raw: RawDatabase,
  ) {}

  exec(sql: string): void {
    guarded(this.file, () => this.raw.exec(sql));
  }

  prepare(sql: string): SqlStatement {
    let statement = this.prepared.get(sql);
    if (!statement) {
      const raw = guarded(this.file, () => this.raw.prepare(sql));
      statement = wrapStatement(this.file, raw, placesOf(sql), this.driver === 'libsql');
      this.prepared.set(sql, statement);
    }
    return statement;
  }

  close(): void {
    this.prepared.clear();
    this.raw.close();
  }
}

/** Values that a statement takes: its question marks outside of quoted text, or the highest number that stands behind one. */
function placesOf(sql: string): number {
  const marks = sql.replace(/'(?:[^']|'')*'/g, '').match(/\?\d*/g) ?? [];
  return marks.reduce((most, mark) => Math.max(most + (mark === '?' ? 1 : 0), Number(mark.slice(1))), 0);
}

/**
 * libsql takes the values as one list, which spares a copy for each call; the runtime's own SQLite takes them one by one. A single
 * row is read as a list of one: libsql adds a field of its own to rows it gives singly.
 */
function wrapStatement(file: string, raw: RawStatement, places: number, asList: boolean): SqlStatement {
  const bind = (values: readonly SqlParameter[]): SqlValue[] => {
    const bound = checked(values, places);
    return asList && places > 0 ? ([bound] as unknown as SqlValue[]) : bound;
  };
  return {
    run: (...values) => void guarded(file, () => raw.run(...bind(values))),
    get: (...values) => guarded(file, () => raw.all(...bind(values))[0] as SqlRow | undefined),
    all: (...values) => guarded(file, () => raw.all(...bind(values)) as SqlRow[]),
  };
}

/**
 * Only what SQLite can hold goes down, as many values as the statement has places; booleans become 0 and 1. libsql ends the whole
 * process on a value that it cannot bind, hence the check before every call. Errors: `invalid-parameter`.
 */
export function checked(values: readonly SqlParameter[], places: number): SqlValue[] {
  if (values.length !== places) throw invalid(`${values.length} values for ${places} places`);
  let plain = true;
  for (const value of values) {
    if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array)
      continue;
    if (typeof value === 'number') {
      if (Number.isFinite(value)) continue;
      throw invalid(`${value} cannot be stored`);
    }
    if (typeof value !== 'boolean') throw invalid(`a ${typeof value} cannot be stored`);
    plain = false;
  }
  if (plain) return values as SqlValue[];
  return values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
}

function invalid(message: string): GrantgraphError {
  return new GrantgraphError('invalid-parameter', message, { exit: 4 });
}
