import type { ClassGrant, IndexRecord } from '../../graph/generation-index.js';
import { BatchInsert } from './batch-insert.js';
import type { SqlDatabase } from './driver.js';

/** Members of a class that stand in its own row; larger classes have rows of so many each. */
const membersPerChunk = 500;

/** Writes the index of one part version. Document and class keys are global; `document_base` maps the part's own numbers. */
export function writeIndex(database: SqlDatabase, version: number, records: Iterable<IndexRecord>): void {
  const writer = new IndexWriter(database, version);
  for (const record of records) writer.add(record);
  writer.finish();
}

class IndexWriter {
  private readonly base: number;
  private readonly documents: BatchInsert;
  private readonly patterns: BatchInsert;
  private readonly grantees: BatchInsert;
  private readonly classes: ClassWriter;

  constructor(
    private readonly database: SqlDatabase,
    private readonly version: number,
  ) {
    this.base = nextKey(database, 'document');
    database.prepare('INSERT INTO document_base VALUES (?, ?)').run(version, this.base);
    this.documents = new BatchInsert(database, 'INSERT INTO document (key, json, version)', `(?, ?, ${version})`, 2);
    this.patterns = new BatchInsert(
      database,
      'INSERT OR IGNORE INTO pattern (action_key, prefix, document, version)',
      `(?, ?, ?, ${version})`,
      3,
    );
    this.grantees = new BatchInsert(
      database,
      'INSERT OR IGNORE INTO grantee (key, node, kind, name, version)',
      `(?, ?, ?, ?, ${version})`,
      4,
    );
    this.classes = new ClassWriter(database, version);
  }

  add(record: IndexRecord): void {
    switch (record.record) {
      case 'document':
        this.documents.add(this.base + record.local, JSON.stringify(record.json));
        break;
      case 'pattern':
        this.patterns.add(record.actionKey, record.prefix, this.base + record.local);
        break;
      case 'class':
        this.classes.add(record);
        break;
      case 'grantee':
        this.grantees.add(record.key, record.node, record.kind, record.name);
    }
  }

  finish(): void {
    for (const batch of [this.documents, this.patterns, this.grantees]) batch.flush();
    const holders = new BatchInsert(
      this.database,
      'INSERT INTO holder (document, classes, version)',
      `(?, ?, ${this.version})`,
      2,
    );
    for (const [local, classes] of this.classes.finish()) {
      holders.add(this.base + local, new Uint8Array(Uint32Array.from(classes).buffer));
    }
    holders.flush();
  }
}

class ClassWriter {
  private next: number;
  private readonly classes: BatchInsert;
  private readonly chunks: BatchInsert;
  private readonly identities: BatchInsert;
  private readonly grants: GrantTable;
  /** Class keys by local document number. */
  private readonly holders = new Map<number, number[]>();

  constructor(database: SqlDatabase, version: number) {
    this.next = nextKey(database, 'class');
    this.classes = new BatchInsert(
      database,
      'INSERT INTO class (key, account, size, grants, body, members, version)',
      `(?, ?, ?, ?, ?, ?, ${version})`,
      6,
    );
    this.chunks = new BatchInsert(
      database,
      'INSERT INTO class_member (class, chunk, members, version)',
      `(?, ?, ?, ${version})`,
      3,
    );
    this.identities = new BatchInsert(
      database,
      'INSERT INTO identity_class (id, class, version)',
      `(?, ?, ${version})`,
      2,
    );
    this.grants = new GrantTable(database, version);
  }

  add({ body: { grants, ...body }, members: given }: Extract<IndexRecord, { record: 'class' }>): void {
    const key = this.next++;
    const members = given.length === 1 ? given : [...new Set(given)];
    const small = members.length <= membersPerChunk;
    const inRow = small ? JSON.stringify(members) : '';
    this.classes.add(key, body.account, members.length, this.grants.keys(grants), JSON.stringify(body), inRow);
    for (let at = 0; !small && at < members.length; at += membersPerChunk) {
      this.chunks.add(key, at / membersPerChunk, JSON.stringify(members.slice(at, at + membersPerChunk)));
    }
    for (const id of members) this.identities.add(id, key);
    for (const { local } of grants) {
      const classes = this.holders.get(local);
      if (!classes) this.holders.set(local, [key]);
      // Two grants of one class may carry the same document.
      else if (classes.at(-1) !== key) classes.push(key);
    }
  }

  finish(): ReadonlyMap<number, readonly number[]> {
    this.grants.flush();
    for (const batch of [this.classes, this.chunks, this.identities]) batch.flush();
    return this.holders;
  }
}

/** Grants recur in many classes: indexers share the objects, each is stored once, and a class lists their keys. */
class GrantTable {
  private readonly known = new Map<ClassGrant, number>();
  private readonly rows: BatchInsert;
  private next: number;

  constructor(database: SqlDatabase, version: number) {
    this.next = nextKey(database, 'class_grant');
    this.rows = new BatchInsert(database, 'INSERT INTO class_grant (key, body, version)', `(?, ?, ${version})`, 2);
  }

  keys(grants: readonly ClassGrant[]): string {
    return grants.map((grant) => this.key(grant)).join(' ');
  }

  flush(): void {
    this.rows.flush();
  }

  private key(grant: ClassGrant): number {
    const known = this.known.get(grant);
    if (known !== undefined) return known;
    const key = this.next++;
    this.rows.add(key, JSON.stringify(grant));
    this.known.set(grant, key);
    return key;
  }
}

function nextKey(database: SqlDatabase, table: 'document' | 'class' | 'class_grant'): number {
  return Number(database.prepare(`SELECT max(key) AS last FROM ${table}`).get()?.['last'] ?? 0) + 1;
}
