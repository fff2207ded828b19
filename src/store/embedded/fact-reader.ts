import type { EdgeKind, NodeKind } from '../../graph/kinds/index.js';
import { Cache } from '../cache.js';
import type { Node, NodeRef } from '../contract.js';
import { partOfKey } from '../fact-key.js';
import { distinctRefs, merged, refOf } from '../stored-fact.js';
import type { SqlDatabase, SqlParameter, SqlRow } from './driver.js';
import { above } from './text-range.js';

const valid = 'fact.since <= ? AND fact.until > ?';
const found = 'fact.key, fact.id, fact.kind, fact.name';

/** Looks facts of one generation up, by what people and policies call them. */
export class FactReader {
  private readonly nodes = new Cache<string, Node | undefined>(50_000);
  private readonly resolved = new Cache<string, readonly NodeRef[]>(5000);
  private readonly names = new Cache<string, readonly NodeRef[]>(20_000);
  private readonly reverse = new Cache<string, readonly NodeRef[]>(20_000);
  private readonly places = new Map<number, { part: string; scope: string }>();

  constructor(
    readonly database: SqlDatabase,
    readonly generation: number,
  ) {}

  /** All facts of the id merged; with `scope` those of that scope only. */
  node(id: string, scope?: string): Node | undefined {
    return this.nodes.get(scope === undefined ? id : `${id}\n${scope}`, () => {
      const all = this.all(`SELECT * FROM fact WHERE ${isId} AND ${valid}`, id, id, ...this.now());
      const rows =
        scope === undefined ? all : all.filter((row) => this.placeOf(partOfKey(Number(row['key']))).scope === scope);
      return rows.length === 0 ? undefined : this.merge(rows);
    });
  }

  resolve(text: string, limit: number): readonly NodeRef[] {
    const exact = this.node(text);
    if (exact) return [{ id: exact.id, kind: exact.kind, name: exact.name }];
    const refs = this.resolved.get(text, () => this.byText(text));
    return refs.slice(0, limit);
  }

  /** Facts whose id, name, alias or unique id is the text, without case; ids first. */
  private byText(text: string): readonly NodeRef[] {
    const lower = text.toLowerCase();
    const rows = this.all(
      `SELECT ${found}, 0 AS rank FROM fact WHERE fact.id = ? COLLATE NOCASE AND ${valid}
       UNION ALL SELECT ${found}, 1 FROM fact WHERE fact.name = ? COLLATE NOCASE AND fact.name IS NOT NULL AND ${valid}
       UNION ALL SELECT ${found}, 1 FROM alias CROSS JOIN fact ON fact.key = alias.fact WHERE alias.text = ? AND ${valid}
       ORDER BY rank, id`,
      ...[text, ...this.now()],
      ...[text, ...this.now()],
      ...[lower, ...this.now()],
    );
    return distinctRefs(rows.map((row) => this.named(refOf(row))));
  }

  /** An alias may stand in another fact of the id than its name. */
  named(ref: NodeRef): NodeRef {
    return ref.name === ref.id ? { ...ref, name: this.node(ref.id)?.name ?? ref.id } : ref;
  }

  into(id: string, kind: EdgeKind): readonly NodeRef[] {
    return this.reverse.get(`${kind}\n${id}`, () => {
      const rows = this.all(
        `SELECT ${found} FROM edge_in CROSS JOIN fact ON fact.key = edge_in.fact WHERE edge_in.target = ? AND edge_in.kind = ? AND ${valid} ORDER BY fact.id`,
        ...[id, kind, ...this.now()],
      );
      return distinctRefs(rows.map((row) => this.named(refOf(row))));
    });
  }

  /** Names begin with the prefix exactly; the index narrows without case. */
  namesOf(account: string, kind: NodeKind, prefix: string): readonly NodeRef[] {
    return this.names.get(`${account}\n${kind}\n${prefix}`, () => {
      const rows = this.all(
        `SELECT ${found} FROM fact WHERE fact.kind = ? AND fact.kind <> 'resource' AND fact.account = ?
         AND fact.name >= ? COLLATE NOCASE AND fact.name < ? COLLATE NOCASE AND ${valid} ORDER BY fact.name, fact.id`,
        ...[kind, account, prefix, above(prefix), ...this.now()],
      );
      return distinctRefs(rows.map(refOf).filter((ref) => ref.name.startsWith(prefix)));
    });
  }

  merge(rows: readonly SqlRow[]): Node {
    return merged(rows, (row) => this.placeOf(partOfKey(Number(row['key']))));
  }

  all(sql: string, ...values: SqlParameter[]): SqlRow[] {
    return this.database.prepare(sql).all(...values);
  }

  now(): [number, number] {
    return [this.generation, this.generation];
  }

  private placeOf(pid: number): { part: string; scope: string } {
    let place = this.places.get(pid);
    if (!place) {
      const [row] = this.all('SELECT part, scope FROM part WHERE pid = ? LIMIT 1', pid);
      place = { part: String(row?.['part'] ?? ''), scope: String(row?.['scope'] ?? '') };
      this.places.set(pid, place);
    }
    return place;
  }
}

/** Two comparisons for one: the index is without case, ids are not. */
const isId = 'fact.id = ? COLLATE NOCASE AND fact.id = ?';
