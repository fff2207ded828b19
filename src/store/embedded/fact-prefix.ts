import type { NodeKind } from '../../graph/kinds/index.js';
import type { NodeRef } from '../contract.js';
import { distinctRefs, refOf } from '../stored-fact.js';
import type { SqlParameter } from './driver.js';
import type { FactReader } from './fact-reader.js';
import { above } from './text-range.js';

/** Entries of an index that are looked at for one answer. */
const mostLookedAt = 2000;
const valid = 'fact.since <= ? AND fact.until > ?';

interface Range {
  readonly from: string;
  readonly where: string;
  readonly values: readonly SqlParameter[];
}

/** Nodes by the beginning of their names, aliases and ids: three bounded ranges, nearest first. */
export function startingWith(
  reader: FactReader,
  text: string,
  { limit, kinds }: { readonly limit: number; readonly kinds?: readonly NodeKind[] },
): readonly NodeRef[] {
  const refs: NodeRef[] = [];
  for (const range of text === '' ? ofKinds(kinds) : ofText(text)) {
    if (refs.length < limit) refs.push(...look(reader, range, kinds, limit));
  }
  return distinctRefs(refs.map((ref) => reader.named(ref))).slice(0, limit);
}

function ofText(text: string): Range[] {
  const lower = text.toLowerCase();
  const nocase = (column: string) => `${column} >= ? COLLATE NOCASE AND ${column} < ? COLLATE NOCASE`;
  return [
    {
      from: 'fact INDEXED BY fact_name',
      where: `${nocase('fact.name')} AND fact.name IS NOT NULL`,
      values: [text, above(text)],
    },
    {
      from: 'alias CROSS JOIN fact ON fact.key = alias.fact',
      where: 'alias.text >= ? AND alias.text < ?',
      values: [lower, above(lower)],
    },
    { from: 'fact INDEXED BY fact_id', where: nocase('fact.id'), values: [text, above(text)] },
  ];
}

/** Nothing typed yet: a few of each kind. */
function ofKinds(kinds: readonly NodeKind[] | undefined): Range[] {
  if (!kinds) return [{ from: 'fact', where: 'TRUE', values: [] }];
  return kinds.map((kind) =>
    kind === 'resource'
      ? { from: 'fact INDEXED BY fact_account', where: "fact.kind = 'resource'", values: [] }
      : { from: 'fact INDEXED BY fact_kind', where: "fact.kind = ? AND fact.kind <> 'resource'", values: [kind] },
  );
}

function look(
  reader: FactReader,
  { from, where, values }: Range,
  kinds: readonly NodeKind[] | undefined,
  limit: number,
): NodeRef[] {
  const sql = `SELECT * FROM (SELECT fact.key, fact.id, fact.kind, fact.name FROM ${from} WHERE ${where} AND ${valid} LIMIT ${mostLookedAt}) AS fact
    ${kinds ? 'WHERE fact.kind IN (SELECT value FROM json_each(?))' : ''} LIMIT ?`;
  const rows = reader.all(sql, ...values, ...reader.now(), ...(kinds ? [JSON.stringify(kinds)] : []), limit);
  return rows.map(refOf);
}
