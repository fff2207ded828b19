import type { Pace } from './limits.js';
import type { ResultRow } from './result-row.js';

/** Takes rows as they are found; a promise holds the query up until the reader is ready for more. */
export type Sink = (rows: readonly ResultRow[]) => void | Promise<void>;

export interface Page {
  readonly size: number;
  /** Rows to pass over. */
  readonly offset: number;
  /** The query's own limit. */
  readonly own: number;
  /** Count beyond the page. */
  readonly countAll: boolean;
}

/** Rows handed to a sink at a time, and the longest that a found row waits for company, in milliseconds. */
const batch = 500;
const patience = 100;

/** One page of an answer: kept, or handed on while it comes. */
export class Output {
  readonly rows: ResultRow[] = [];
  /** Rows that came by, up to the query's own limit. */
  seen = 0;
  more = false;
  /** Rows of the page. */
  shown = 0;
  private waiting: ResultRow[] = [];
  private handed = 0;

  constructor(
    private readonly page: Page,
    private readonly pace: Pace,
    private readonly sink?: Sink,
  ) {}

  /** Null = the rows were not all counted. */
  get total(): number | null {
    return this.more && !this.page.countAll ? null : this.seen;
  }

  /** False when nothing more is wanted. */
  take(make: () => ResultRow): boolean | Promise<boolean> {
    const { size, offset, own, countAll } = this.page;
    if (this.seen >= own) return false;
    if (this.seen >= offset && this.shown >= size) {
      this.more = true;
      if (!countAll) return false;
    } else if (this.seen >= offset) {
      this.shown++;
      this.seen++;
      const kept = this.keep(make());
      return kept === true ? this.seen < own : kept.then(() => this.seen < own);
    }
    return ++this.seen < own;
  }

  private keep(row: ResultRow): true | Promise<void> {
    if (!this.sink) {
      this.rows.push(row);
      return true;
    }
    this.waiting.push(row);
    // The first row goes at once: somebody waits for it.
    const due = this.handed === 0 || this.waiting.length >= batch || performance.now() - this.handed > patience;
    return due ? this.end() : true;
  }

  /** Hands over what still waits. */
  async end(): Promise<void> {
    if (!this.sink || this.waiting.length === 0) return;
    const rows = this.waiting;
    this.waiting = [];
    this.handed = performance.now();
    const done = this.sink(rows);
    if (done) await this.pace.aside(done);
  }
}
