import { GrantgraphError } from '../../base/errors.js';
import type { SqlDatabase } from './driver.js';

/** Marks the file as ours (`GGst`). */
const applicationId = 0x47477374;
export const schemaVersion = 1;

/** A row is valid in generations since <= g < until. */
export const forever = 2_147_483_647;

const tables = `
CREATE TABLE generation (number INTEGER PRIMARY KEY, collected_at TEXT NOT NULL, created_at TEXT NOT NULL, facts INTEGER NOT NULL);
CREATE TABLE part (
  provider TEXT NOT NULL, scope TEXT NOT NULL, part TEXT NOT NULL, pid INTEGER NOT NULL, version INTEGER NOT NULL,
  source TEXT NOT NULL, digest TEXT NOT NULL, collected_at TEXT NOT NULL, stale TEXT, not_collected TEXT NOT NULL,
  facts INTEGER NOT NULL, problems TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE INDEX part_until ON part (until);
CREATE INDEX part_version ON part (version);
CREATE TABLE fact (
  key INTEGER PRIMARY KEY, pid INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, account TEXT, region TEXT,
  type TEXT, body TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE TABLE alias (text TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (text, fact)) WITHOUT ROWID;
CREATE TABLE edge_in (target TEXT NOT NULL, kind TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (target, kind, fact)) WITHOUT ROWID;
CREATE TABLE document (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, json TEXT NOT NULL);
CREATE TABLE document_base (version INTEGER PRIMARY KEY, base INTEGER NOT NULL);
CREATE TABLE holder (document INTEGER PRIMARY KEY, classes BLOB NOT NULL);
CREATE TABLE pattern (action_key TEXT NOT NULL, prefix TEXT NOT NULL, document INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (action_key, prefix, document)) WITHOUT ROWID;
CREATE TABLE class_grant (key INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE class (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, account TEXT NOT NULL, size INTEGER NOT NULL, grants TEXT NOT NULL,
  body TEXT NOT NULL, members TEXT NOT NULL);
CREATE TABLE class_member (class INTEGER NOT NULL, chunk INTEGER NOT NULL, members TEXT NOT NULL, PRIMARY KEY (class, chunk)) WITHOUT ROWID;
CREATE TABLE identity_class (id TEXT NOT NULL, version INTEGER NOT NULL, class INTEGER NOT NULL);
CREATE TABLE grantee (key TEXT NOT NULL, node TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (key, node, version)) WITHOUT ROWID;
`;

/** Indexes that a first load builds at its end, sorted in one pass, instead of row by row. */
const lateIndexes: Readonly<Record<string, string>> = {
  fact_id: 'fact (id)',
  fact_name: 'fact (name COLLATE NOCASE)',
  fact_pid: 'fact (pid, until)',
  fact_kind: "fact (kind, account, name COLLATE NOCASE) WHERE kind <> 'resource'",
  fact_account: "fact (account, region) WHERE kind = 'resource'",
  class_account: 'class (account)',
  identity_class_id: 'identity_class (id)',
};

export function createLateIndexes(database: SqlDatabase): void {
  for (const [name, on] of Object.entries(lateIndexes)) database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
}

export function dropLateIndexes(database: SqlDatabase): void {
  for (const name of Object.keys(lateIndexes)) database.exec(`DROP INDEX IF EXISTS ${name}`);
}

/** Settings of the one connection. NORMAL keeps every committed transaction through a killed process; only a power cut may lose the last. */
export function configure(database: SqlDatabase): void {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('PRAGMA busy_timeout = 2000');
  database.exec('PRAGMA cache_size = -65536');
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec('PRAGMA mmap_size = 268435456');
}

export function createSchema(database: SqlDatabase): void {
  database.exec(
    `BEGIN IMMEDIATE; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; ${tables} COMMIT;`,
  );
}

/** True when the file is empty and needs a schema. */
export function verifySchema(database: SqlDatabase, file: string): boolean {
  const application = Number(database.prepare('PRAGMA application_id').get()?.['application_id'] ?? 0);
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  const count = Number(database.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n'] ?? 0);
  if (count === 0 && application === 0) return true;
  if (application !== applicationId)
    throw new GrantgraphError('not-a-store', `\`${file}\` is a database of another program`, { place: { file } });
  if (version !== schemaVersion) {
    const which = version > schemaVersion ? 'a newer' : 'an older';
    throw new GrantgraphError(
      'wrong-store-version',
      `\`${file}\` was written by ${which} version of grantgraph (schema ${version}, this one reads ${schemaVersion})`,
      {
        place: { file },
        hint:
          version > schemaVersion
            ? 'update grantgraph, or use another data directory'
            : 'ingest the dumps into a new data directory',
      },
    );
  }
  return false;
}
