import type { ClassGrant, IndexRecord } from '../../graph/generation-index.js';
import type { Statement } from './connection.js';
import {
  boundClasses,
  type ClassRow,
  createClasses,
  createDocuments,
  createGrantees,
  createGrants,
  createIdentities,
  createMembers,
  createPatterns,
  createPrincipals,
} from './cypher/write-index.js';
import { indexText } from './index-text.js';
import { firstOfVersion } from './version-key.js';

/** Members of a class that stand in its own node; larger classes have nodes of so many each. */
const membersPerChunk = 500;
/** Rows, and characters of documents, of one transaction. */
const rowsPerBatch = 5000;
const charactersPerBatch = 4_000_000;

/** What one transaction takes. */
export interface IndexPortion {
  readonly statements: readonly Statement[];
  readonly rows: number;
  readonly classes: number;
  readonly identities: number;
}

/** The index of one version of a part, as the statements of one transaction after the other. */
export function* indexStatements(
  version: number,
  scope: string,
  records: Iterable<IndexRecord>,
): Iterable<IndexPortion> {
  const batch = new IndexBatch(version, scope);
  for (const record of records) {
    batch.add(record);
    if (batch.full) yield batch.take();
  }
  yield batch.take();
}

class IndexBatch {
  private size = 0;
  private characters = 0;
  private documents: { key: number; json: string }[] = [];
  private patterns: { actionKey: string; prefix: string; document: number }[] = [];
  private grants: { key: number; document: number; body: string }[] = [];
  private classes: ClassRow[] = [];
  private members: { class: number; chunk: number; ids: readonly string[] }[] = [];
  private identities: { id: string; idText: string; class: number }[] = [];
  private principals: { key: string; keyText: string }[] = [];
  private grantees: { key: string; keyText: string; node: string; kind: string; name: string }[] = [];
  private readonly base: number;
  private nextClass: number;
  private nextGrant: number;
  /** Grants recur in many classes: indexers share the objects, each is stored once. */
  private readonly known = new Map<ClassGrant, number>();
  private readonly filed = new Set<string>();
  private readonly named = new Set<string>();
  private readonly principalKeys = new Set<string>();

  constructor(
    private readonly version: number,
    private readonly scope: string,
  ) {
    this.base = firstOfVersion(version);
    this.nextClass = this.base;
    this.nextGrant = this.base;
  }

  get full(): boolean {
    return this.size >= rowsPerBatch || this.characters >= charactersPerBatch;
  }

  add(record: IndexRecord): void {
    this.size++;
    switch (record.record) {
      case 'document': {
        const json = JSON.stringify(record.json);
        this.characters += json.length;
        this.documents.push({ key: this.base + record.local, json });
        break;
      }
      case 'pattern':
        this.addPattern(record);
        break;
      case 'class':
        this.addClass(record);
        break;
      case 'grantee':
        this.addGrantee(record);
    }
  }

  /** What has come together, in the order in which it can be written. */
  take(): IndexPortion {
    const { version, scope } = this;
    const counts = { rows: this.size, classes: this.classes.length, identities: this.identities.length };
    const statements = [
      ...some(this.documents, (rows) => createDocuments(version, rows)),
      ...some(this.patterns, createPatterns),
      ...some(this.grants, (rows) => createGrants(version, rows)),
      ...some(this.classes, (rows) => createClasses(version, scope, rows)),
      ...some(
        this.classes.flatMap(({ key, boundary }) => (boundary === null ? [] : [{ key, document: boundary }])),
        boundClasses,
      ),
      ...some(this.members, (rows) => createMembers(version, rows)),
      ...some(this.identities, (rows) => createIdentities(version, rows)),
      ...some(this.principals, (rows) => createPrincipals(version, rows)),
      ...some(this.grantees, (rows) => createGrantees(version, rows)),
    ];
    this.documents = [];
    this.patterns = [];
    this.grants = [];
    this.classes = [];
    this.members = [];
    this.identities = [];
    this.principals = [];
    this.grantees = [];
    this.size = 0;
    this.characters = 0;
    return { statements, ...counts };
  }

  private addPattern({ local, actionKey, prefix }: Extract<IndexRecord, { record: 'pattern' }>): void {
    const row = { actionKey: indexText(actionKey), prefix: indexText(prefix), document: this.base + local };
    const key = `${row.document}\n${row.actionKey}\n${row.prefix}`;
    if (this.filed.has(key)) return;
    this.filed.add(key);
    this.patterns.push(row);
  }

  private addGrantee({ key, node, kind, name }: Extract<IndexRecord, { record: 'grantee' }>): void {
    const once = `${key}\n${node}`;
    if (this.named.has(once)) return;
    this.named.add(once);
    const keyText = indexText(key);
    this.grantees.push({ key, keyText, node, kind, name });
    if (this.principalKeys.has(key)) return;
    this.principalKeys.add(key);
    this.principals.push({ key, keyText });
  }

  private addClass({ body: { grants, ...body }, members: given }: Extract<IndexRecord, { record: 'class' }>): void {
    const key = this.nextClass++;
    const members = given.length === 1 ? given : [...new Set(given)];
    const small = members.length <= membersPerChunk;
    this.size += members.length;
    this.classes.push({
      key,
      account: body.account,
      size: members.length,
      grants: grants.map((grant) => this.grantKey(grant)),
      body: JSON.stringify(body),
      members: small ? members : [],
      boundary: body.boundary?.local == null ? null : this.base + body.boundary.local,
    });
    for (let at = 0; !small && at < members.length; at += membersPerChunk)
      this.members.push({ class: key, chunk: at / membersPerChunk, ids: members.slice(at, at + membersPerChunk) });
    for (const id of members) this.identities.push({ id, idText: indexText(id), class: key });
  }

  private grantKey(grant: ClassGrant): number {
    const known = this.known.get(grant);
    if (known !== undefined) return known;
    const key = this.nextGrant++;
    this.known.set(grant, key);
    this.grants.push({ key, document: this.base + grant.local, body: JSON.stringify(grant) });
    return key;
  }
}

function some<T>(rows: readonly T[], statement: (rows: readonly T[]) => Statement): Statement[] {
  return rows.length === 0 ? [] : [statement(rows)];
}
