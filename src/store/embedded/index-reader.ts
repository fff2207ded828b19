import { GrantgraphError } from '../../base/errors.js';
import type { Json } from '../../graph/fact.js';
import type { ClassGrant, IdentityClass } from '../../graph/generation-index.js';
import { Cache } from '../cache.js';
import type { ClassView, NodeRef } from '../contract.js';
import { refOf } from '../stored-fact.js';
import type { SqlDatabase, SqlParameter, SqlRow } from './driver.js';
import { above } from './text-range.js';

/** The row belongs to the version that its part had in the generation. */
const active = (alias: string) => `JOIN part ON part.version = ${alias}.version AND part.since <= ? AND part.until > ?`;

/** The index of one generation. Each look-up is one statement: a call costs more than the rows it finds. */
export class IndexReader {
  private readonly views = new Cache<number, ClassView>(50_000);
  private readonly grants = new Cache<number, ClassGrant>(50_000);
  private readonly classes = new Cache<string, number | undefined>(100_000);
  private readonly postings = new Cache<string, readonly number[]>(2000);
  private readonly holding = new Cache<number, Uint32Array>(20_000);
  private readonly smallClasses = new Cache<number, readonly string[] | null>(5000);
  private readonly bases = new Map<string, number>();

  constructor(
    private readonly database: SqlDatabase,
    private readonly generation: number,
  ) {}

  classOf(identity: string): number | undefined {
    return this.classes.get(identity, () => {
      const sql = `SELECT min(x.class) AS class FROM identity_class AS x ${active('x')} WHERE x.id = ?`;
      const key = this.one(sql, ...this.now(), identity)?.['class'] ?? null;
      return key === null ? undefined : Number(key);
    });
  }

  classView(key: number): ClassView {
    return this.views.get(key, () => {
      const row = this.one(
        'SELECT class.grants, class.body, class.size, part.scope FROM class JOIN part ON part.version = class.version WHERE class.key = ? LIMIT 1',
        key,
      );
      if (!row) throw new GrantgraphError('unknown-class', `no class ${key}`, { exit: 4 });
      const body = JSON.parse(String(row['body'])) as Omit<IdentityClass, 'grants'>;
      const record: IdentityClass = { ...body, grants: this.grantsOf(String(row['grants'])) };
      return { key, scope: String(row['scope']), record, size: Number(row['size']) };
    });
  }

  private grantsOf(list: string): ClassGrant[] {
    if (list === '') return [];
    return list.split(' ').map((text) =>
      this.grants.get(Number(text), () => {
        const row = this.one('SELECT body FROM class_grant WHERE key = ?', Number(text));
        return JSON.parse(String(row?.['body'])) as ClassGrant;
      }),
    );
  }

  *classKeys(account?: string): Iterable<number> {
    const narrow = account === undefined ? '' : 'WHERE x.account = ?';
    const rows = this.all(
      `SELECT DISTINCT x.key FROM class AS x ${active('x')} ${narrow} ORDER BY x.key`,
      ...this.now(),
      ...(account === undefined ? [] : [account]),
    );
    for (const row of rows) yield Number(row['key']);
  }

  /** Classes of the generation and their members. */
  classCount(): { readonly identities: number; readonly classes: number } {
    const row = this.one(
      `SELECT count(*) AS classes, sum(x.size) AS identities FROM class AS x ${active('x')}`,
      ...this.now(),
    );
    return { identities: Number(row?.['identities'] ?? 0), classes: Number(row?.['classes'] ?? 0) };
  }

  *members(key: number): Iterable<string> {
    const whole = this.rowMembers(key);
    if (whole) {
      yield* whole;
      return;
    }
    for (let chunk = 0; ; chunk++) {
      const row = this.one('SELECT members FROM class_member WHERE class = ? AND chunk = ?', key, chunk);
      if (!row) return;
      yield* JSON.parse(String(row['members'])) as string[];
    }
  }

  /** Members of a class that fits into its own row; null where they stand in chunks. */
  private rowMembers(key: number): readonly string[] | null {
    return this.smallClasses.get(key, () => {
      const whole = this.one('SELECT members FROM class WHERE key = ?', key)?.['members'] ?? '';
      return whole === '' ? null : (JSON.parse(String(whole)) as string[]);
    });
  }

  holders(document: number): Iterable<number> {
    return this.holding.get(document, () => {
      const row = this.one('SELECT classes FROM holder WHERE document = ?', document);
      // A copy of its own: the driver's bytes may begin anywhere in a larger buffer.
      const bytes = new Uint8Array((row?.['classes'] as Uint8Array | ArrayBuffer | undefined) ?? []);
      return new Uint32Array(bytes.buffer, 0, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
    });
  }

  document(key: number): Json {
    const row = this.one('SELECT json FROM document WHERE key = ?', key);
    if (!row) throw new GrantgraphError('unknown-document', `no document ${key}`, { exit: 4 });
    return JSON.parse(String(row['json'])) as Json;
  }

  documentKey(scope: string, part: string, local: number): number {
    const key = `${scope}\n${part}`;
    let base = this.bases.get(key);
    if (base === undefined) {
      const row = this.one(
        `SELECT x.base FROM document_base AS x ${active('x')} WHERE part.scope = ? AND part.part = ? LIMIT 1`,
        ...this.now(),
        scope,
        part,
      );
      if (!row) throw new GrantgraphError('unknown-part', `no index of \`${part}\` of \`${scope}\``, { exit: 4 });
      base = Number(row['base']);
      this.bases.set(key, base);
    }
    return base + local;
  }

  /** A pattern meets a name where its literal prefix is one of the name's; a glob stands for every name that begins as it does. */
  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[] {
    const literal = resourceIsPattern ? resource.slice(0, resource.search(/[*?]|$/)) : resource;
    return this.postings.get(JSON.stringify([actionKeys, literal, resourceIsPattern]), () => {
      const prefixes = Array.from({ length: literal.length + 1 }, (_, length) => literal.slice(0, length));
      const select = 'SELECT x.document FROM json_each(?) AS a CROSS JOIN';
      const keys = JSON.stringify(actionKeys);
      const shorter = `${select} json_each(?) AS p CROSS JOIN pattern AS x ON x.action_key = a.value AND x.prefix = p.value ${active('x')}`;
      const longer = `${select} pattern AS x ON x.action_key = a.value AND x.prefix > ? AND x.prefix < ? ${active('x')}`;
      const values = [keys, JSON.stringify(prefixes), ...this.now()];
      const rows = resourceIsPattern
        ? this.all(`${shorter} UNION ${longer}`, ...values, keys, literal, above(literal), ...this.now())
        : this.all(shorter, ...values);
      return [...new Set(rows.map((row) => Number(row['document'])))];
    });
  }

  grantees(keys: readonly string[]): readonly NodeRef[] {
    const rows = this.all(
      `SELECT DISTINCT x.node AS id, x.kind, x.name FROM json_each(?) AS k CROSS JOIN grantee AS x ON x.key = k.value ${active('x')} ORDER BY x.node`,
      JSON.stringify(keys),
      ...this.now(),
    );
    return rows.map(refOf);
  }

  granteeKeys(prefix: string): readonly string[] {
    const rows = this.all(
      `SELECT DISTINCT x.key FROM grantee AS x ${active('x')} WHERE x.key >= ? AND x.key < ? ORDER BY x.key`,
      ...this.now(),
      prefix,
      above(prefix),
    );
    return rows.map((row) => String(row['key']));
  }

  private now(): [number, number] {
    return [this.generation, this.generation];
  }

  private one(sql: string, ...values: SqlParameter[]): SqlRow | undefined {
    return this.database.prepare(sql).get(...values);
  }

  private all(sql: string, ...values: SqlParameter[]): SqlRow[] {
    return this.database.prepare(sql).all(...values);
  }
}
