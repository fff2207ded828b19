import type { Edge, Fact, Json, JsonObject } from '../graph/fact.js';
import type { NodeKind } from '../graph/kinds/index.js';
import type { Node, NodeRef } from './contract.js';
import { readEdges, type StoredEdges, storedEdges } from './stored-edges.js';

type StoredBody = [JsonObject, StoredEdges?, string[]?];

/** A fact as a store gives it back: the columns below by name, and whatever else the store keeps beside them. */
export type StoredRow = { readonly [column: string]: unknown };

/** Columns of a stored fact, in this order. */
export const contentColumns = ['id', 'kind', 'name', 'account', 'region', 'type', 'body'] as const;
export type FactContent = readonly [string, string, string | null, string | null, string | null, string | null, string];

/** A fact as it is stored and compared. SQLite ends a text at NUL and has no half characters: outside of the JSON body they are replaced. */
export function contentOf(fact: Fact): FactContent {
  const { id, kind, name, account, region, type, props, edges, aliases } = fact;
  const body = JSON.stringify(
    aliases?.length
      ? [props, storedEdges(edges ?? []), aliases]
      : edges?.length
        ? [props, storedEdges(edges)]
        : [props],
  );
  return [id, kind, plain(name), plain(account), plain(region), plain(type), body];
}

function plain(text: string | undefined): string | null {
  if (text === undefined) return null;
  return maybeUnstorable(text) ? text.replace(unstorables, '\ufffd') : text;
}

/** Both looks cost nothing on plain text. */
function maybeUnstorable(text: string): boolean {
  return !text.isWellFormed() || text.includes('\0');
}

// Without the `u` flag a pair would match as two halves.
const unstorables = /\0|\p{Surrogate}/gu;

/** Can it stand as an id, that is, be found again as it was written? */
export function storableId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && !maybeUnstorable(id);
}

export function sameContent(content: FactContent, row: StoredRow): boolean {
  return contentColumns.every((column, at) => row[column] === content[at]);
}

/**
 * One node of all the facts of an id, as `Fact` promises: later part names win field by field. Facts of one part are taken in
 * the order of their text, so that the order of a dump's files and the history of the store make no difference.
 */
export function merged(rows: readonly StoredRow[], partOf: (row: StoredRow) => { part: string; scope: string }): Node {
  if (rows.length === 1) return nodeOf(rows[0]!, partOf(rows[0]!).scope);
  const placed = rows.map((row) => ({ row, ...partOf(row) }));
  placed.sort((a, b) => byText(a.part, b.part) || byText(a.scope, b.scope) || byText(bodyOf(a.row), bodyOf(b.row)));
  const nodes = placed.map(({ row, scope }) => nodeOf(row, scope));
  const last = nodes.at(-1)!;
  const latest = <K extends 'account' | 'region' | 'type'>(field: K) => nodes.findLast((node) => node[field])?.[field];
  return {
    id: last.id,
    kind: last.kind,
    name: nodes.findLast((node) => node.name !== node.id)?.name ?? last.id,
    aliases: [...new Set(nodes.flatMap((node) => node.aliases))],
    account: latest('account'),
    region: latest('region'),
    type: latest('type'),
    scope: last.scope,
    props: Object.assign({}, ...nodes.map((node) => node.props)) as JsonObject,
    edges: distinctEdges(nodes.flatMap((node) => node.edges)),
  };
}

/** A fact as it was given, up to the texts that SQLite cannot hold. */
export function factOf(row: StoredRow): Fact {
  const [props, stored, aliases] = JSON.parse(bodyOf(row)) as StoredBody;
  const edges = stored && readEdges(stored);
  const optional = { name: text(row, 'name'), account: text(row, 'account'), region: text(row, 'region') };
  const given = { ...optional, type: text(row, 'type'), edges, aliases };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { id: row['id'] as string, kind: row['kind'] as NodeKind, props, ...present };
}

function nodeOf(row: StoredRow, scope: string): Node {
  const [props, edges = [], aliases = []] = JSON.parse(bodyOf(row)) as StoredBody;
  const id = String(row['id']);
  return {
    id,
    kind: row['kind'] as NodeKind,
    name: text(row, 'name') ?? id,
    aliases,
    account: text(row, 'account'),
    region: text(row, 'region'),
    type: text(row, 'type'),
    scope,
    props,
    edges: readEdges(edges),
  };
}

export function refOf(row: StoredRow): NodeRef {
  const id = String(row['id']);
  return { id, kind: row['kind'] as NodeKind, name: text(row, 'name') ?? id };
}

/** One reference for each id: the first that brings a name of its own. */
export function distinctRefs(refs: readonly NodeRef[]): NodeRef[] {
  const found = new Map<string, NodeRef>();
  for (const ref of refs) {
    const known = found.get(ref.id);
    if (!known || (known.name === known.id && ref.name !== ref.id)) found.set(ref.id, ref);
  }
  return [...found.values()];
}

function distinctEdges(edges: readonly Edge[]): Edge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const key = JSON.stringify([edge.kind, edge.to, (edge.props ?? null) as Json]);
    return !seen.has(key) && seen.add(key);
  });
}

const bodyOf = (row: StoredRow): string => row['body'] as string;
const text = (row: StoredRow, column: string): string | undefined => (row[column] as string | null) ?? undefined;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
