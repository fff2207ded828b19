import type { Row, Statement } from './connection.js';

/** Something to be read and where it goes: the same whether it is fetched beforehand or looked up when it turns out to be missing. */
export interface Fetch {
  readonly statement: Statement;
  readonly take: (rows: readonly Row[]) => void;
}

export function fetching(statement: Statement, take: (rows: readonly Row[]) => void): Fetch {
  return { statement, take };
}

export function takeAll(fetches: readonly Fetch[], answers: readonly (readonly Row[])[]): void {
  for (const [at, { take }] of fetches.entries()) take(answers[at] ?? []);
}

/** Lists of rows by a column, each key of `wanted` among them, with nothing too. */
export function byColumn(rows: readonly Row[], column: string, wanted: readonly string[] = []): Map<string, Row[]> {
  const found = new Map<string, Row[]>(wanted.map((key) => [key, []]));
  for (const row of rows) {
    const key = String(row[column]);
    const list = found.get(key);
    if (list) list.push(row);
    else found.set(key, [row]);
  }
  return found;
}
