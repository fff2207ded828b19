import type { JsonObject } from '../../graph/fact.js';
import type { PartStatus, ReplacePart } from '../contract.js';
import { endKeyOf, firstKeyOf } from '../fact-key.js';
import { BatchInsert } from './batch-insert.js';
import type { SqlDatabase, SqlRow } from './driver.js';
import { forever } from './schema.js';

/** The state of a part in one generation. */
export interface PartRow {
  readonly pid: number;
  readonly version: number;
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
  readonly source: string;
  readonly digest: string;
  readonly collectedAt: string;
  readonly stale: string | null;
  readonly notCollected: readonly string[];
  readonly facts: number;
  readonly problems: number;
}

/** Writes the parts of one generation: their states, one after the other, and their problems. */
export class PartTable {
  private readonly written = new Set<number>();

  constructor(
    private readonly database: SqlDatabase,
    private readonly generation: number,
  ) {}

  current({ provider, scope, part }: Pick<ReplacePart, 'provider' | 'scope' | 'part'>): PartRow | null {
    return this.named(scope, part, provider)[0] ?? null;
  }

  /** Parts of that name, of one provider or of all. */
  named(scope: string, part: string, provider?: string): PartRow[] {
    const rows = this.database
      .prepare('SELECT * FROM part WHERE scope = ? AND part = ? AND until = ?')
      .all(scope, part, forever);
    return rows.filter((row) => provider === undefined || row['provider'] === provider).map(partRow);
  }

  /** Has the part a state of this generation? States of earlier ones are not touched any more. */
  wrote(pid: number): boolean {
    return this.written.has(pid);
  }

  /** The number a part keeps for good, also while it is dropped. */
  pidOf({ provider, scope, part }: ReplacePart): number {
    const known = this.database
      .prepare('SELECT pid FROM part WHERE scope = ? AND part = ? AND provider = ? LIMIT 1')
      .get(scope, part, provider);
    return known ? Number(known['pid']) : this.last('pid') + 1;
  }

  nextVersion(): number {
    const indexed = this.database.prepare('SELECT max(version) AS last FROM document_base').get()?.['last'] ?? 0;
    return Math.max(this.last('version'), Number(indexed)) + 1;
  }

  /** The part's state from this generation on, in place of the one before. */
  put(row: PartRow): void {
    this.end(row.pid);
    this.written.add(row.pid);
    this.database
      .prepare(
        `INSERT INTO part (pid, version, provider, scope, part, source, digest, collected_at, stale, not_collected, facts, problems, since, until)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[
          row.pid,
          row.version,
          row.provider,
          row.scope,
          row.part,
          row.source,
          row.digest,
          row.collectedAt,
          row.stale,
        ],
        ...[JSON.stringify(row.notCollected), row.facts, row.problems, this.generation, forever],
      );
  }

  /** From this generation on there is no such part. A state of this same ingest never was visible and goes without a trace. */
  end(pid: number): void {
    this.database
      .prepare('DELETE FROM part WHERE pid = ? AND until = ? AND since = ?')
      .run(pid, forever, this.generation);
    this.database.prepare('UPDATE part SET until = ? WHERE pid = ? AND until = ?').run(this.generation, pid, forever);
  }

  /** Closes what the part holds, facts and problems. */
  empty(pid: number): void {
    this.database
      .prepare('UPDATE fact SET until = ? WHERE key >= ? AND key < ? AND until = ?')
      .run(this.generation, firstKeyOf(pid), endKeyOf(pid), forever);
    this.closeProblems(pid);
  }

  private closeProblems(pid: number): void {
    this.database
      .prepare('UPDATE problem SET until = ? WHERE pid = ? AND until = ?')
      .run(this.generation, pid, forever);
  }

  setProblems(pid: number, problems: readonly JsonObject[]): void {
    this.closeProblems(pid);
    const insert = new BatchInsert(
      this.database,
      'INSERT INTO problem (pid, body, since, until)',
      `(${pid}, ?, ${this.generation}, ${forever})`,
      1,
    );
    for (const problem of problems) insert.add(JSON.stringify(problem));
    insert.flush();
    this.database
      .prepare('UPDATE part SET problems = ? WHERE pid = ? AND until = ?')
      .run(problems.length, pid, forever);
  }

  facts(): number {
    return Number(
      this.database.prepare('SELECT sum(facts) AS total FROM part WHERE until = ?').get(forever)?.['total'] ?? 0,
    );
  }

  private last(column: 'pid' | 'version'): number {
    return Number(this.database.prepare(`SELECT max(${column}) AS last FROM part`).get()?.['last'] ?? 0);
  }
}

/** Parts as they stood in a generation. */
export function partsAt(database: SqlDatabase, generation: number): PartStatus[] {
  return database
    .prepare('SELECT * FROM part WHERE since <= ? AND until > ? ORDER BY provider, scope, part')
    .all(generation, generation)
    .map((row) => {
      const { pid: _pid, version: _version, ...status } = partRow(row);
      return status;
    });
}

/** Problems of a generation's parts, each with the place it belongs to. */
export function problemsAt(database: SqlDatabase, generation: number, scope?: string): JsonObject[] {
  const parts = database
    .prepare('SELECT pid, provider, scope, part FROM part WHERE since <= ? AND until > ? ORDER BY scope, part')
    .all(generation, generation);
  const problems = database.prepare(
    'SELECT body FROM problem WHERE pid = ? AND since <= ? AND until > ? ORDER BY rowid',
  );
  return parts
    .filter((row) => scope === undefined || row['scope'] === scope)
    .flatMap((row) => {
      const place = { provider: row['provider'] as string, scope: row['scope'] as string, part: row['part'] as string };
      const found = problems.all(Number(row['pid']), generation, generation);
      return found.map(({ body }) => ({ ...place, ...(JSON.parse(String(body)) as JsonObject) }));
    });
}

function partRow(row: SqlRow): PartRow {
  const text = (column: string) => row[column] as string;
  return {
    pid: Number(row['pid']),
    version: Number(row['version']),
    provider: text('provider'),
    scope: text('scope'),
    part: text('part'),
    source: text('source'),
    digest: text('digest'),
    collectedAt: text('collected_at'),
    stale: row['stale'] as string | null,
    notCollected: JSON.parse(text('not_collected')) as string[],
    facts: Number(row['facts']),
    problems: Number(row['problems']),
  };
}
