import { GrantgraphError } from '../../base/errors.js';
import type { Edge, Json, JsonObject } from '../../graph/fact.js';
import type { ClassGrant, IdentityClass } from '../../graph/generation-index.js';
import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import type { ClassView, Generation, Node, NodeRef, PartStatus, ResourceFilter, WorkingSet } from '../contract.js';
import type { SqlDatabase, SqlParameter, SqlRow, SqlStatement } from './driver.js';

const cached = 50_000;
const page = 1000;

/** One generation, read on demand and kept. Every statement is bound to the generation, so that later ingests do not show. */
export class EmbeddedWorkingSet implements WorkingSet {
  readonly generation: number;
  readonly collectedAt: string;
  private readonly statements = new Map<string, SqlStatement>();
  private readonly nodes = new Map<string, Node | null>();
  private readonly views = new Map<number, ClassView>();
  private readonly memberClass = new Map<string, number | null>();
  private readonly postings = new Map<string, readonly number[]>();
  private readonly holding = new Map<number, Uint32Array>();
  private readonly names = new Map<string, readonly NodeRef[]>();
  private readonly reverse = new Map<string, readonly NodeRef[]>();
  private readonly bases = new Map<string, number>();
  private status: readonly PartStatus[] | null = null;

  constructor(
    private readonly database: SqlDatabase,
    generation: Generation,
  ) {
    this.generation = generation.number;
    this.collectedAt = generation.collectedAt;
  }

  parts(): readonly PartStatus[] {
    this.status ??= partsAt(this.database, this.generation);
    return this.status;
  }

  node(id: string, scope?: string): Node | undefined {
    const cacheKey = scope === undefined ? id : `${scope}\n${id}`;
    const known = this.nodes.get(cacheKey);
    if (known !== undefined) return known ?? undefined;
    const all = this.all(`SELECT * FROM fact WHERE id = ? AND ${valid('fact')} ORDER BY pid`, id, ...this.now());
    const rows = scope === undefined ? all : all.filter((row) => this.scopeOf(Number(row['pid'])) === scope);
    const node = rows.length === 0 ? null : this.merge(rows);
    keep(this.nodes, cacheKey, node);
    return node ?? undefined;
  }

  resolve(text: string, limit = 50): readonly NodeRef[] {
    const exact = this.node(text);
    if (exact) return [{ id: exact.id, kind: exact.kind, name: exact.name }];
    const rows = this.all(
      `SELECT DISTINCT id, kind, name FROM (
         SELECT id, kind, name, pid FROM fact WHERE name = ? COLLATE NOCASE AND ${valid('fact')}
         UNION SELECT fact.id, fact.kind, fact.name, fact.pid FROM alias JOIN fact ON fact.key = alias.fact WHERE alias.text = ? AND ${valid('fact')}
         UNION SELECT id, kind, name, pid FROM fact WHERE id = ? AND ${valid('fact')})
       ORDER BY id LIMIT ?`,
      text,
      ...this.now(),
      text.toLowerCase(),
      ...this.now(),
      text,
      ...this.now(),
      limit,
    );
    return rows.length > 0 ? distinct(rows.map(refOf)) : this.byUniqueId(text);
  }

  /** Unique ids (`AIDA…`) stand in no index: policies name them only where an entity was deleted, so that a scan is rare. */
  private byUniqueId(text: string): readonly NodeRef[] {
    if (!/^A[A-Z]{3}[A-Z0-9]{8,}$/.test(text)) return [];
    const rows = this.all(
      `SELECT id, kind, name FROM fact WHERE kind IN ('user', 'role') AND kind <> 'resource' AND body LIKE ? AND ${valid('fact')}`,
      `%"uniqueId":"${text}"%`,
      ...this.now(),
    );
    return distinct(rows.map(refOf));
  }

  into(id: string, kind: EdgeKind): readonly NodeRef[] {
    const key = `${kind}\n${id}`;
    const known = this.reverse.get(key);
    if (known) return known;
    const rows = this.all(
      `SELECT fact.id, fact.kind, fact.name FROM edge_in JOIN fact ON fact.key = edge_in.fact WHERE edge_in.target = ? AND edge_in.kind = ? AND ${valid('fact')} ORDER BY fact.id`,
      id,
      kind,
      ...this.now(),
    );
    const refs = distinct(rows.map(refOf));
    keep(this.reverse, key, refs);
    return refs;
  }

  *nodesOfKind(kind: NodeKind): Iterable<Node> {
    if (kind === 'resource') {
      yield* this.resources({});
      return;
    }
    const rows = this.all(
      `SELECT DISTINCT id FROM fact WHERE kind = ? AND kind <> 'resource' AND ${valid('fact')} ORDER BY id`,
      kind,
      ...this.now(),
    );
    for (const row of rows) yield this.node(String(row['id']))!;
  }

  *resources(filter: ResourceFilter): Iterable<Node> {
    const where = ["kind = 'resource'", valid('fact'), 'key > ?'];
    const values: SqlParameter[] = [...this.now()];
    const narrow: string[] = [];
    const narrowing: SqlParameter[] = [];
    const add = (sql: string, ...given: SqlParameter[]) => {
      narrow.push(sql);
      narrowing.push(...given);
    };
    if (filter.account !== undefined) add('account = ?', filter.account);
    if (filter.region !== undefined) add('region = ?', filter.region);
    if (filter.name !== undefined) add('name = ? COLLATE NOCASE', filter.name);
    if (filter.idPrefix !== undefined) add('id >= ? AND id < ?', filter.idPrefix, `${filter.idPrefix}\uffff`);
    if (filter.service !== undefined)
      add("id LIKE ? ESCAPE '\\'", `arn:%:${filter.service.replace(/[%_\\]/g, '\\$&')}:%`);
    const sql = `SELECT * FROM fact WHERE ${[...where, ...narrow].join(' AND ')} ORDER BY key LIMIT ${page}`;
    let last = 0;
    for (;;) {
      const rows = this.all(sql, ...values, last, ...narrowing);
      for (const row of rows) {
        last = Number(row['key']);
        yield this.merge([row]);
      }
      if (rows.length < page) return;
    }
  }

  named(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    const key = `${account}\n${kind}\n${prefix}`;
    const known = this.names.get(key);
    if (known) return known;
    const rows = this.all(
      `SELECT DISTINCT id, kind, name FROM fact WHERE kind = ? AND kind <> 'resource' AND account = ? AND name COLLATE NOCASE >= ? AND name COLLATE NOCASE < ? AND ${valid('fact')}`,
      kind,
      account,
      prefix,
      `${prefix}\uffff`,
      ...this.now(),
    );
    const refs = rows.map(refOf);
    keep(this.names, key, refs);
    return refs;
  }

  classOf(identity: string): number | undefined {
    const known = this.memberClass.get(identity);
    if (known !== undefined) return known ?? undefined;
    const row = this.all(
      `SELECT class FROM identity_class AS x ${active('x')} WHERE x.id = ? ORDER BY class LIMIT 1`,
      ...this.now(),
      identity,
    )[0];
    const key = row ? Number(row['class']) : null;
    keep(this.memberClass, identity, key);
    return key ?? undefined;
  }

  classView(key: number): ClassView {
    const known = this.views.get(key);
    if (known) return known;
    const row = this.all(
      'SELECT class.grants, class.body, class.size, part.scope FROM class JOIN part ON part.version = class.version WHERE class.key = ? LIMIT 1',
      key,
    )[0];
    if (!row) throw new GrantgraphError('unknown-class', `no class ${key}`, { exit: 4 });
    const grants = String(row['grants'])
      .split(' ')
      .filter((text) => text !== '')
      .map((text) => this.grant(Number(text)));
    const record: IdentityClass = { ...(JSON.parse(String(row['body'])) as Omit<IdentityClass, 'grants'>), grants };
    const view = { key, scope: String(row['scope']), record, size: Number(row['size']) };
    keep(this.views, key, view);
    return view;
  }

  private readonly grants = new Map<number, ClassGrant>();

  private grant(key: number): ClassGrant {
    const known = this.grants.get(key);
    if (known) return known;
    const grant = JSON.parse(
      String(this.all('SELECT body FROM class_grant WHERE key = ?', key)[0]?.['body']),
    ) as ClassGrant;
    keep(this.grants, key, grant);
    return grant;
  }

  *classKeys(scope?: string): Iterable<number> {
    const narrow = scope === undefined ? '' : 'WHERE x.account = ?';
    const rows = this.all(
      `SELECT DISTINCT x.key FROM class AS x ${active('x')} ${narrow} ORDER BY x.key`,
      ...this.now(),
      ...(scope === undefined ? [] : [scope]),
    );
    for (const row of rows) yield Number(row['key']);
  }

  *members(key: number): Iterable<string> {
    const whole = this.all('SELECT members FROM class WHERE key = ?', key)[0]?.['members'];
    if (whole !== '' && whole !== undefined) {
      yield* JSON.parse(String(whole)) as string[];
      return;
    }
    for (let chunk = 0; ; chunk++) {
      const row = this.all('SELECT members FROM class_member WHERE class = ? AND chunk = ?', key, chunk)[0];
      if (!row) return;
      yield* JSON.parse(String(row['members'])) as string[];
    }
  }

  holders(document: number): Iterable<number> {
    const known = this.holding.get(document);
    if (known) return known;
    const row = this.all('SELECT classes FROM holder WHERE document = ?', document)[0];
    const bytes = row ? new Uint8Array(row['classes'] as Uint8Array) : new Uint8Array(0);
    const classes = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    keep(this.holding, document, classes);
    return classes;
  }

  document(key: number): Json {
    const row = this.all('SELECT json FROM document WHERE key = ?', key)[0];
    return row ? (JSON.parse(String(row['json'])) as Json) : null;
  }

  documentKey(scope: string, part: string, local: number): number {
    const key = `${scope}\n${part}`;
    let base = this.bases.get(key);
    if (base === undefined) {
      const row = this.all(
        'SELECT base FROM document_base JOIN part ON part.version = document_base.version WHERE part.scope = ? AND part.part = ? AND part.since <= ? AND part.until > ? LIMIT 1',
        scope,
        part,
        ...this.now(),
      )[0];
      base = Number(row?.['base'] ?? 0);
      this.bases.set(key, base);
    }
    return base + local;
  }

  allowDocuments(actionKeys: readonly string[], resource: string, resourceIsPattern: boolean): readonly number[] {
    const literal = resourceIsPattern ? resource.slice(0, resource.search(/[*?]|$/)) : resource;
    const key = `${actionKeys.join(' ')}\n${literal}\n${resourceIsPattern}`;
    const known = this.postings.get(key);
    if (known) return known;
    const keys = JSON.stringify(actionKeys);
    const prefixes = JSON.stringify(
      Array.from({ length: literal.length + 1 }, (_, length) => literal.slice(0, length)),
    );
    const select = `SELECT DISTINCT x.document FROM json_each(?) AS a CROSS JOIN`;
    const found = new Set<number>();
    const collect = (rows: SqlRow[]) => rows.forEach((row) => void found.add(Number(row['document'])));
    collect(
      this.all(
        `${select} json_each(?) AS p CROSS JOIN pattern AS x ON x.action_key = a.value AND x.prefix = p.value ${active('x')}`,
        keys,
        prefixes,
        ...this.now(),
      ),
    );
    if (resourceIsPattern) {
      collect(
        this.all(
          `${select} pattern AS x ON x.action_key = a.value AND x.prefix > ? AND x.prefix < ? ${active('x')}`,
          keys,
          literal,
          `${literal}\uffff`,
          ...this.now(),
        ),
      );
    }
    const documents = [...found];
    keep(this.postings, key, documents);
    return documents;
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
      `${prefix}\uffff`,
    );
    return rows.map((row) => String(row['key']));
  }

  private merge(rows: readonly SqlRow[]): Node {
    const scopes = this.scopeOf(Number(rows[0]!['pid']));
    const props: Record<string, Json | undefined> = {};
    const edges: Edge[] = [];
    const aliases: string[] = [];
    const pick = (column: string) => rows.map((row) => row[column]).findLast((value) => value !== null);
    for (const row of rows) {
      const [own, out, also] = JSON.parse(String(row['body'])) as [JsonObject, Edge[], string[]];
      Object.assign(props, own);
      edges.push(...out);
      aliases.push(...also);
    }
    const id = String(rows[0]!['id']);
    const text = (column: string) => (pick(column) === undefined ? undefined : String(pick(column)));
    return {
      id,
      kind: String(rows[0]!['kind']) as NodeKind,
      name: text('name') ?? id,
      aliases,
      account: text('account'),
      region: text('region'),
      type: text('type'),
      scope: scopes,
      props,
      edges,
    };
  }

  private readonly scopes = new Map<number, string>();

  private scopeOf(pid: number): string {
    let scope = this.scopes.get(pid);
    if (scope === undefined) {
      scope = String(this.all('SELECT scope FROM part WHERE pid = ? LIMIT 1', pid)[0]?.['scope'] ?? '');
      this.scopes.set(pid, scope);
    }
    return scope;
  }

  private now(): [number, number] {
    return [this.generation, this.generation];
  }

  private all(sql: string, ...values: SqlParameter[]): SqlRow[] {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement.all(...values);
  }
}

const valid = (table: string) => `${table}.since <= ? AND ${table}.until > ?`;
const active = (alias: string) => `JOIN part ON part.version = ${alias}.version AND part.since <= ? AND part.until > ?`;

function keep<K, V>(cache: Map<K, V>, key: K, value: V): void {
  if (cache.size >= cached) cache.clear();
  cache.set(key, value);
}

function refOf(row: SqlRow): NodeRef {
  const id = String(row['id']);
  return { id, kind: String(row['kind']) as NodeKind, name: row['name'] === null ? id : String(row['name']) };
}

function distinct(refs: readonly NodeRef[]): NodeRef[] {
  const seen = new Set<string>();
  return refs.filter((ref) => !seen.has(ref.id) && seen.add(ref.id));
}

export function partsAt(database: SqlDatabase, generation: number): PartStatus[] {
  return database
    .prepare('SELECT * FROM part WHERE since <= ? AND until > ? ORDER BY provider, scope, part')
    .all(generation, generation)
    .map((row) => ({
      provider: String(row['provider']),
      scope: String(row['scope']),
      part: String(row['part']),
      source: String(row['source']),
      digest: String(row['digest']),
      collectedAt: String(row['collected_at']),
      facts: Number(row['facts']),
      stale: row['stale'] === null ? null : String(row['stale']),
      notCollected: JSON.parse(String(row['not_collected'])) as string[],
      problems: (JSON.parse(String(row['problems'])) as unknown[]).length,
    }));
}
