import type { JsonObject } from '../../graph/fact.js';
import type { ReplacePart } from '../contract.js';
import { firstKeyOf } from '../fact-key.js';
import type { Connection, Statement } from './connection.js';
import {
  createParts,
  createProblems,
  endParts,
  endProblems,
  namePart,
  type PartState,
  partNames,
  standingParts,
  withdraw,
} from './cypher/write-parts.js';
import type { Standing } from './lease.js';

type PartName = Pick<ReplacePart, 'provider' | 'scope' | 'part'>;

interface Named extends PartName {
  readonly pid: number;
  lastKey: number;
}

/** Problems of one transaction's statement. */
const rowsPerStatement = 5000;

/** The states of all parts as one ingest leaves them. They are few: read at its beginning, written by its last transaction. */
export class PartBook {
  private readonly standing = new Map<number, PartState>();
  private readonly names = new Map<string, Named>();
  /** Parts that this ingest put or ended. */
  private readonly touched = new Set<number>();
  private readonly before = new Set<number>();
  private readonly problems = new Map<number, readonly JsonObject[]>();
  private lastPid: number;
  private lastVersion: number;

  private constructor(standing: Standing) {
    this.lastPid = standing.lastPid;
    this.lastVersion = standing.lastVersion;
  }

  static async read(connection: Connection, standing: Standing): Promise<PartBook> {
    const book = new PartBook(standing);
    const [parts = [], names = []] = await connection.write([standingParts, partNames]);
    for (const row of parts) {
      const { since: _since, until: _until, ...part } = row['part'] as PartState & { since: number; until: number };
      book.standing.set(part.pid, { ...part, stale: part.stale ?? null });
      book.before.add(part.pid);
    }
    for (const row of names) {
      const name = row['name'] as Named;
      book.names.set(keyOf(name), { ...name });
    }
    return book;
  }

  current(part: PartName): PartState | null {
    const name = this.names.get(keyOf(part));
    return (name && this.standing.get(name.pid)) ?? null;
  }

  /** Parts that stand under the name, of one provider or of all. */
  named(scope: string, part: string, provider?: string): PartState[] {
    return [...this.standing.values()].filter(
      (state) =>
        state.scope === scope && state.part === part && (provider === undefined || state.provider === provider),
    );
  }

  /** The number a part keeps for good, also while it is dropped, and the key of its youngest fact. */
  nameOf({ provider, scope, part }: PartName): Named {
    const key = keyOf({ provider, scope, part });
    let named = this.names.get(key);
    if (!named) {
      const pid = ++this.lastPid;
      named = { pid, provider, scope, part, lastKey: firstKeyOf(pid) };
      this.names.set(key, named);
    }
    return named;
  }

  nextVersion(): number {
    return ++this.lastVersion;
  }

  put(state: PartState): void {
    this.standing.set(state.pid, state);
    this.touched.add(state.pid);
  }

  end(pid: number): void {
    this.standing.delete(pid);
    this.touched.add(pid);
    this.problems.set(pid, []);
  }

  /** Was it put by this ingest? */
  wrote(pid: number): boolean {
    return this.touched.has(pid);
  }

  setProblems(pid: number, problems: readonly JsonObject[]): void {
    this.problems.set(pid, problems);
    const state = this.standing.get(pid);
    if (state) this.put({ ...state, problems: problems.length });
  }

  facts(): number {
    return [...this.standing.values()].reduce((total, { facts }) => total + facts, 0);
  }

  numbers(): { readonly lastPid: number; readonly lastVersion: number } {
    return { lastPid: this.lastPid, lastVersion: this.lastVersion };
  }

  statements(generation: number): Statement[] {
    const touched = [...this.touched];
    const names = [...this.names.values()].filter(({ pid }) => this.touched.has(pid));
    const put = touched.flatMap((pid) => this.standing.get(pid) ?? []);
    const problems = [...this.problems].flatMap(([pid, list]) =>
      list.map((problem, at) => ({ pid, at, body: JSON.stringify(problem) })),
    );
    return [
      endParts(
        touched.filter((pid) => this.before.has(pid)),
        generation,
      ),
      createParts(put, generation),
      ...names.map(({ pid, provider, scope, part, lastKey }) => namePart({ pid, provider, scope, part, lastKey })),
      endProblems([...this.problems.keys()], generation),
      ...pages(problems).map((rows) => createProblems(rows, generation)),
      ...touched.map(withdraw),
    ];
  }
}

function pages<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / rowsPerStatement);
  return Array.from({ length: count }, (_, page) => rows.slice(page * rowsPerStatement, (page + 1) * rowsPerStatement));
}

const keyOf = ({ provider, scope, part }: PartName): string => JSON.stringify([provider, scope, part]);
