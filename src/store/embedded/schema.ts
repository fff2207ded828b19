import { GrantgraphError } from '../../base/errors.js';
import type { SqlDatabase } from './driver.js';

/** Marks the file as ours (`GGst`). */
const applicationId = 0x47477374;
export const schemaVersion = 4;

/** A row is valid in generations since <= g < until. */
export const forever = 2_147_483_647;

/**
 * `part` has a row for each state of a part; `pid` names the part in facts and problems for good, `version` the content that the
 * index rows were made of: a part that was read again and found the same gets a new row of the same version.
 */
const partTable = `
CREATE TABLE part (
  pid INTEGER NOT NULL, version INTEGER NOT NULL, provider TEXT NOT NULL, scope TEXT NOT NULL, part TEXT NOT NULL,
  source TEXT NOT NULL, digest TEXT NOT NULL, collected_at TEXT NOT NULL, stale TEXT, not_collected TEXT NOT NULL,
  facts INTEGER NOT NULL, problems INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE INDEX part_name ON part (scope, part, until);
CREATE INDEX part_until ON part (until);
CREATE INDEX part_version ON part (version);
CREATE INDEX part_pid ON part (pid);
`;

/** Rows made of the facts of one version of a part; they can be made again. `document_base` names the versions that have some. */
const indexTables = `
CREATE TABLE document (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, json TEXT NOT NULL);
CREATE TABLE document_base (version INTEGER PRIMARY KEY, base INTEGER NOT NULL);
CREATE TABLE holder (document INTEGER PRIMARY KEY, version INTEGER NOT NULL, classes BLOB NOT NULL);
CREATE TABLE pattern (action_key TEXT NOT NULL, prefix TEXT NOT NULL, document INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (action_key, prefix, document)) WITHOUT ROWID;
CREATE TABLE class_grant (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE class (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, account TEXT NOT NULL, size INTEGER NOT NULL, grants TEXT NOT NULL,
  body TEXT NOT NULL, members TEXT NOT NULL);
CREATE TABLE class_member (class INTEGER NOT NULL, chunk INTEGER NOT NULL, version INTEGER NOT NULL, members TEXT NOT NULL,
  PRIMARY KEY (class, chunk)) WITHOUT ROWID;
CREATE TABLE identity_class (id TEXT NOT NULL, version INTEGER NOT NULL, class INTEGER NOT NULL);
CREATE TABLE grantee (key TEXT NOT NULL, node TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (key, node, version)) WITHOUT ROWID;
`;

/** `pruned` names versions whose index was dropped, see `index-retention.ts`. */
const factTables = `
CREATE TABLE pruned (version INTEGER PRIMARY KEY);
CREATE TABLE generation (number INTEGER PRIMARY KEY, collected_at TEXT NOT NULL, created_at TEXT NOT NULL, facts INTEGER NOT NULL);
CREATE TABLE problem (pid INTEGER NOT NULL, body TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE INDEX problem_pid ON problem (pid, until);
CREATE TABLE fact (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, account TEXT, region TEXT,
  type TEXT, body TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE TABLE alias (text TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (text, fact)) WITHOUT ROWID;
CREATE TABLE edge_in (target TEXT NOT NULL, kind TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (target, kind, fact)) WITHOUT ROWID;
`;

/**
 * Indexes that a first load builds at its end, sorted in one pass, instead of row by row. Ids and names are found without case
 * (of ASCII letters; other names stand in `alias` in lower case).
 */
const lateIndexes: Readonly<Record<string, string>> = {
  fact_id: 'fact (id COLLATE NOCASE)',
  fact_name: 'fact (name COLLATE NOCASE) WHERE name IS NOT NULL',
  fact_kind: "fact (kind, account, name COLLATE NOCASE) WHERE kind <> 'resource'",
  fact_account: "fact (account) WHERE kind = 'resource'",
  fact_type: "fact (type) WHERE kind = 'resource'",
  class_account: 'class (account)',
  identity_class_id: 'identity_class (id)',
};

/** Every index table: rows of a version carry its number. */
export const indexTableNames = [...indexTables.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name!);

/** The tables of an index alone, for one that is made anew in memory. */
export function createIndexSchema(database: SqlDatabase): void {
  database.exec(`${partTable} ${indexTables}`);
  for (const [name, on] of Object.entries(lateIndexes))
    if (!on.startsWith('fact ')) database.exec(`CREATE INDEX ${name} ON ${on}`);
}

export function createLateIndexes(database: SqlDatabase): void {
  for (const [name, on] of Object.entries(lateIndexes)) database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
}

export function dropLateIndexes(database: SqlDatabase): void {
  for (const name of Object.keys(lateIndexes)) database.exec(`DROP INDEX IF EXISTS ${name}`);
}

/** Settings of every connection; none writes. The journal mode stands in the file: the writer sets it. */
export function configure(database: SqlDatabase): void {
  database.exec('PRAGMA busy_timeout = 2000');
  // NORMAL keeps every committed transaction through a killed process; only a power cut may take the last ones, never half of one.
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('PRAGMA cache_size = -65536');
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec('PRAGMA mmap_size = 268435456');
  database.exec('PRAGMA journal_size_limit = 67108864');
}

/** Makes the tables of a new store, unless another process was quicker. */
export function createSchema(database: SqlDatabase, file: string): void {
  database.exec('PRAGMA page_size = 8192');
  database.exec('BEGIN IMMEDIATE');
  try {
    if (verifySchema(database, file)) {
      database.exec(
        `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; ${partTable} ${factTables} ${indexTables}`,
      );
      createLateIndexes(database);
    }
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Some errors, a full disk among them, have rolled the transaction back already. */
export function rollBack(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch (error) {
    if (!/no transaction/i.test(String((error as Error).message))) throw error;
  }
}

/** True when the file is empty and needs a schema. Errors: `not-a-store`, `wrong-store-version`; only reads. */
export function verifySchema(database: SqlDatabase, file: string): boolean {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
  const application = number('PRAGMA application_id');
  const version = number('PRAGMA user_version');
  if (application === 0 && version === 0 && number('SELECT count(*) FROM sqlite_master') === 0) return true;
  if (application !== applicationId)
    throw new GrantgraphError('not-a-store', `\`${file}\` is a database of another program`, { place: { file } });
  if (version !== schemaVersion) {
    const newer = version > schemaVersion;
    throw new GrantgraphError(
      'wrong-store-version',
      `\`${file}\` was written by ${newer ? 'a newer' : 'an older'} version of grantgraph (schema ${version}, this one reads ${schemaVersion})`,
      {
        place: { file },
        hint: newer ? 'update grantgraph, or use another data directory' : 'ingest the dumps into a new data directory',
      },
    );
  }
  return false;
}
