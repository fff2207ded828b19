import type { ClassGrant, IndexRecord } from '../../graph/generation-index.js';
import type { SqlDatabase } from './driver.js';

const membersPerChunk = 500;

/** Writes the index of one part version. Document and class keys are global; `document_base` maps the part's own numbers. */
export function writeIndex(database: SqlDatabase, version: number, records: Iterable<IndexRecord>): void {
  const next = (table: string) => Number(database.prepare(`SELECT max(key) AS n FROM ${table}`).get()?.['n'] ?? 0) + 1;
  const base = next('document');
  let classKey = next('class');
  database.prepare('INSERT INTO document_base VALUES (?, ?)').run(version, base);
  const document = database.prepare('INSERT INTO document VALUES (?, ?, ?)');
  const pattern = database.prepare('INSERT OR IGNORE INTO pattern VALUES (?, ?, ?, ?)');
  const class_ = database.prepare('INSERT INTO class VALUES (?, ?, ?, ?, ?, ?, ?)');
  const grants = new GrantTable(database, next('class_grant'));
  const member = database.prepare('INSERT INTO class_member VALUES (?, ?, ?)');
  const identity = database.prepare('INSERT INTO identity_class VALUES (?, ?, ?)');
  const grantee = database.prepare('INSERT OR IGNORE INTO grantee VALUES (?, ?, ?, ?, ?)');
  const holders = new Map<number, number[]>();
  for (const record of records) {
    switch (record.record) {
      case 'document':
        document.run(base + record.local, version, JSON.stringify(record.json));
        break;
      case 'pattern':
        pattern.run(record.actionKey, record.prefix, base + record.local, version);
        break;
      case 'class': {
        const key = classKey++;
        const { grants: own, ...body } = record.body;
        const small = record.members.length <= membersPerChunk;
        class_.run(
          key,
          version,
          body.account,
          record.members.length,
          grants.keys(own),
          JSON.stringify(body),
          small ? JSON.stringify(record.members) : '',
        );
        for (let at = 0; !small && at < record.members.length; at += membersPerChunk) {
          member.run(key, at / membersPerChunk, JSON.stringify(record.members.slice(at, at + membersPerChunk)));
        }
        for (const id of record.members) identity.run(id, version, key);
        for (const local of new Set(record.body.grants.map((grant) => grant.local))) {
          const list = holders.get(local);
          if (list) list.push(key);
          else holders.set(local, [key]);
        }
        break;
      }
      case 'grantee':
        grantee.run(record.key, record.node, version, record.kind, record.name);
    }
  }
  const holder = database.prepare('INSERT INTO holder VALUES (?, ?)');
  for (const [local, classes] of holders) holder.run(base + local, new Uint8Array(Uint32Array.from(classes).buffer));
}

/** Grants recur in many classes: indexers share the objects, each is stored once, and a class lists their keys. */
class GrantTable {
  private readonly known = new Map<ClassGrant, number>();
  private readonly insert;

  constructor(
    database: SqlDatabase,
    private nextKey: number,
  ) {
    this.insert = database.prepare('INSERT INTO class_grant VALUES (?, ?)');
  }

  keys(grants: readonly ClassGrant[]): string {
    return grants.map((grant) => this.key(grant)).join(' ');
  }

  private key(grant: ClassGrant): number {
    const known = this.known.get(grant);
    if (known !== undefined) return known;
    const key = this.nextKey++;
    this.insert.run(key, JSON.stringify(grant));
    this.known.set(grant, key);
    return key;
  }
}
