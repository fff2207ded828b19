import type { NodeKind } from '../../graph/kinds/index.js';
import type { Node, ResourceFilter } from '../contract.js';
import { fits } from '../resource-fits.js';
import type { SqlParameter, SqlRow } from './driver.js';
import type { FactReader } from './fact-reader.js';
import { above, beyondAscii } from './text-range.js';

const pageSize = 500;

/** How a stream finds its facts: an index to walk, in the order of `key`, or of `id` and then `key`. */
interface Walk {
  readonly index: string;
  readonly order: 'key' | 'id';
  readonly where: readonly string[];
  readonly values: readonly SqlParameter[];
}

/**
 * Streams of nodes, read page by page: none keeps a read open between two nodes, so that ingests and other questions go on.
 * A node that several facts describe comes once, whole.
 */
export function* nodesOfKind(reader: FactReader, kind: NodeKind): Iterable<Node> {
  if (kind === 'resource') {
    yield* resources(reader, {});
    return;
  }
  for (const node of nodesOn(reader, pagesOfKind(reader, kind))) if (node.kind === kind) yield node;
}

export function* resources(reader: FactReader, filter: ResourceFilter): Iterable<Node> {
  for (const node of nodesOn(reader, pages(reader, walkOf(filter)))) {
    if (node.kind === 'resource' && fits(node, filter)) yield node;
  }
}

/** Resources that a walk for the filter would look at and not pass over by a column; those described twice count twice. */
export function countResources(reader: FactReader, filter: ResourceFilter): number {
  const { index, where, values } = walkOf(filter);
  const [row] = reader.all(
    `SELECT count(*) AS count FROM fact ${index} WHERE ${where.join(' AND ')} AND fact.since <= ? AND fact.until > ?`,
    ...values,
    ...reader.now(),
  );
  return Number(row?.['count'] ?? 0);
}

/** The narrowest index that the filter has a key for; the other conditions are tested on its rows. */
function walkOf(filter: ResourceFilter): Walk {
  const where = ["fact.kind = 'resource'"];
  const values: SqlParameter[] = [];
  const add = (sql: string, ...given: SqlParameter[]) => {
    where.push(sql);
    values.push(...given);
  };
  const { idPrefix, name, account, region, type, service } = filter;
  if (account !== undefined) add('fact.account = ?', account);
  if (type !== undefined) add('fact.type = ?', type);
  if (region !== undefined) add('fact.region = ?', region);
  if (service !== undefined)
    add(`(fact.id LIKE ? ESCAPE '!' OR fact.type LIKE ? ESCAPE '!')`, ...servicePatterns(service));
  const byName = name !== undefined && !beyondAscii.test(name);
  if (byName) add('fact.name = ? COLLATE NOCASE AND fact.name IS NOT NULL', name);
  if (idPrefix !== undefined)
    add('fact.id >= ? COLLATE NOCASE AND fact.id < ? COLLATE NOCASE', idPrefix, above(idPrefix));
  const by = (index: string) => `INDEXED BY ${index}`;
  if (byName) return { index: by('fact_name'), order: 'key', where, values };
  if (idPrefix !== undefined) return { index: by('fact_id'), order: 'id', where, values };
  if (account !== undefined) return { index: by('fact_account'), order: 'key', where, values };
  if (type !== undefined) return { index: by('fact_type'), order: 'key', where, values };
  return { index: 'NOT INDEXED', order: 'key', where, values };
}

function servicePatterns(service: string): [string, string] {
  const literal = service.replace(/[%_!]/g, '!$&');
  return [`arn:%:${literal}:%`, `${literal}:%`];
}

function* nodesOn(reader: FactReader, from: Iterable<SqlRow[]>): Iterable<Node> {
  const shared = new Set<string>();
  for (const rows of from) {
    const companions = companionsOf(reader, rows);
    for (const row of rows) {
      const id = row['id'] as string;
      const others = companions.get(id);
      if (!others) {
        yield reader.merge([row]);
        continue;
      }
      if (shared.has(id)) continue;
      shared.add(id);
      yield reader.merge([row, ...others.filter((other) => other['key'] !== row['key'])]);
    }
  }
}

/** In the order of ids. The keys of a kind are few enough to be listed at once, the facts are not. */
function* pagesOfKind(reader: FactReader, kind: NodeKind): Iterable<SqlRow[]> {
  const keys = reader
    .all(
      "SELECT fact.key FROM fact WHERE fact.kind = ? AND fact.kind <> 'resource' AND fact.since <= ? AND fact.until > ? ORDER BY fact.id COLLATE NOCASE, fact.key",
      kind,
      ...reader.now(),
    )
    .map((row) => Number(row['key']));
  for (let at = 0; at < keys.length; at += pageSize) {
    yield reader.all(
      'SELECT fact.* FROM json_each(?) AS wanted CROSS JOIN fact ON fact.key = wanted.value ORDER BY wanted.key',
      JSON.stringify(keys.slice(at, at + pageSize)),
    );
  }
}

function* pages(reader: FactReader, { index, order, where, values }: Walk): Iterable<SqlRow[]> {
  const conditions = [...where, 'fact.since <= ? AND fact.until > ?'].join(' AND ');
  const [after, by] =
    order === 'key'
      ? ['fact.key > ?', 'fact.key']
      : ['(fact.id COLLATE NOCASE, fact.key) > (? COLLATE NOCASE, ?)', 'fact.id COLLATE NOCASE, fact.key'];
  const sql = `SELECT * FROM fact ${index} WHERE ${conditions} AND ${after} ORDER BY ${by} LIMIT ${pageSize}`;
  let last: SqlParameter[] = order === 'key' ? [0] : ['', 0];
  for (;;) {
    const rows = reader.all(sql, ...values, ...reader.now(), ...last);
    if (rows.length === 0) return;
    yield rows;
    if (rows.length < pageSize) return;
    const end = rows.at(-1)!;
    last = order === 'key' ? [Number(end['key'])] : [end['id'] as string, Number(end['key'])];
  }
}

/** Further facts of the ids on a page, in one look-up that finds nothing for most. */
function companionsOf(reader: FactReader, rows: readonly SqlRow[]): ReadonlyMap<string, SqlRow[]> {
  const wanted = JSON.stringify(rows.map((row) => [row['id'], Number(row['key'])]));
  const others = reader.all(
    `SELECT fact.* FROM json_each(?) AS wanted CROSS JOIN fact INDEXED BY fact_id
     ON fact.id = (wanted.value ->> 0) COLLATE NOCASE AND fact.key <> (wanted.value ->> 1) AND fact.id = (wanted.value ->> 0)
     WHERE fact.since <= ? AND fact.until > ?`,
    wanted,
    ...reader.now(),
  );
  const found = new Map<string, SqlRow[]>();
  for (const row of others) {
    const list = found.get(row['id'] as string);
    if (list) list.push(row);
    else found.set(row['id'] as string, [row]);
  }
  return found;
}
