import { setTimeout as pause } from 'node:timers/promises';
import neo4j, {
  type BookmarkManager,
  type Driver,
  type ManagedTransaction,
  type Session,
  type Transaction,
} from 'neo4j-driver';
import { GrantgraphError } from '../../base/errors.js';
import type { FetchLimits } from '../contract.js';
import { passing, translate } from './faults.js';
import type { Neo4jSettings } from './settings.js';

/** One parameterised statement. */
export interface Statement {
  readonly text: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a statement returns, by name; integers are JavaScript numbers. */
export type Row = Readonly<Record<string, unknown>>;

/** Carries out one statement of a transaction. */
export type Run = (statement: Statement) => Promise<Row[]>;

const defaultTimeoutMs = 60_000;
/** How long passing faults (a leader that changed, a deadlock, a lost connection) are tried again. */
const patienceMs = 15_000;
const connectMs = 5000;

/** The way to one database: transactions whose statements travel together, tried again where that may help. */
export class Connection {
  /** Batches of statements sent and waited for. */
  trips = 0;
  private readonly driver: Driver;
  private readonly bookmarks: BookmarkManager;
  private seenSoFar: readonly string[] = [];
  private readonly ending = new Set<Promise<void>>();
  /** Several servers may answer, and some of them lag behind the others. */
  private readonly routed: boolean;

  constructor(readonly settings: Neo4jSettings) {
    this.routed = settings.uri.startsWith('neo4j');
    this.bookmarks = neo4j.bookmarkManager({
      bookmarksConsumer: async (bookmarks) => {
        this.seenSoFar = [...bookmarks];
      },
    });
    this.driver = neo4j.driver(settings.uri, neo4j.auth.basic(settings.user, settings.password), {
      // Keys and generations stay below 2^53.
      disableLosslessIntegers: true,
      connectionTimeout: connectMs,
      connectionAcquisitionTimeout: 2 * connectMs,
      maxTransactionRetryTime: patienceMs,
      maxConnectionLifetime: 10 * 60_000,
      telemetryDisabled: true,
      userAgent: 'grantgraph',
    });
  }

  get place(): string {
    return this.settings.place;
  }

  /** Bookmarks of the latest state that this connection wrote or, where servers may lag behind one another, read. */
  get seen(): readonly string[] {
    return this.seenSoFar;
  }

  /** Errors: those of `faults.ts`, `unsupported-server`. */
  async verify(): Promise<void> {
    await this.translated(async () => {
      const { agent } = await this.driver.getServerInfo({ ...this.database() });
      const version = /^Neo4j\/(\d+)\./.exec(agent ?? '')?.[1];
      // 5, or the calendar versions that follow it.
      if (version !== undefined && (Number(version) < 5 || (Number(version) > 5 && Number(version) < 2025)))
        throw new GrantgraphError('unsupported-server', `\`${this.place}\` is ${agent}, and Neo4j 5 is needed`, {
          hint: 'Neo4j 5.26 LTS is what grantgraph is tested with',
        });
    });
  }

  /**
   * One round trip: all statements are sent before any answer is waited for, in one reading transaction, which may run on a replica: one
   * that has caught up with what this connection saw, and with the `others`' bookmarks. Rows of each statement in turn. Errors: those of
   * `faults.ts`, an AbortError.
   */
  read(statements: readonly Statement[], limits: FetchLimits = {}, others: readonly string[] = []): Promise<Row[][]> {
    if (statements.length === 0) return Promise.resolve([]);
    return this.translated(() => this.patiently(() => this.readOnce(statements, limits, others), limits.signal));
  }

  private async readOnce(
    statements: readonly Statement[],
    limits: FetchLimits,
    others: readonly string[],
  ): Promise<Row[][]> {
    this.trips++;
    limits.signal?.throwIfAborted();
    const session = this.session(neo4j.session.READ, others);
    // Used without waiting for it: the beginning travels with the statements.
    const transaction = session.beginTransaction({ timeout: limits.timeoutMs ?? defaultTimeoutMs });
    // Closing the session resets its connection: the server stops the work.
    const stop = () => void session.close().catch(() => {});
    limits.signal?.addEventListener('abort', stop, { once: true });
    try {
      const results = await Promise.all(statements.map((one) => transaction.run(one.text, one.parameters)));
      // What was read of a generation may send the next read to a server that does not have it yet: it must be told.
      if (this.routed) await transaction.commit();
      return results.map(({ records }) => records.map((record) => record.toObject() as Row));
    } catch (error) {
      limits.signal?.throwIfAborted();
      throw error;
    } finally {
      limits.signal?.removeEventListener('abort', stop);
      // Nothing was changed: nobody needs to wait for the end.
      this.ended(session, transaction);
    }
  }

  private ended(session: Session, transaction: Transaction): void {
    const end = transaction.isOpen() ? transaction.rollback() : Promise.resolve();
    const closed = end
      .catch(() => {})
      .then(() => session.close())
      .catch(() => {})
      .finally(() => this.ending.delete(closed));
    this.ending.add(closed);
  }

  /** One writing transaction on the leader. It may be tried again although it was carried out: statements must bear that. */
  write(statements: readonly Statement[], limits: FetchLimits = {}): Promise<Row[][]> {
    return this.writing(limits, async (transaction) => {
      const results = await Promise.all(statements.map((one) => transaction.run(one.text, one.parameters)));
      return results.map(({ records }) => records.map((record) => record.toObject() as Row));
    });
  }

  /** As `write`, where `first` returns a row; else nothing is written, and false returned. */
  writeIf(first: Statement, statements: readonly Statement[], limits: FetchLimits = {}): Promise<boolean> {
    return this.writing(limits, async (transaction) => {
      const { records } = await transaction.run(first.text, first.parameters);
      if (records.length === 0) return false;
      await Promise.all(statements.map((one) => transaction.run(one.text, one.parameters)));
      return true;
    });
  }

  /**
   * A writing transaction that looks at what its statements return. It may be tried again although it was carried out, only that the answer
   * was lost: `work` is told that it is not the first time.
   */
  transact<T>(work: (run: Run, again: boolean) => Promise<T>): Promise<T> {
    let times = 0;
    return this.writing({}, (transaction) => {
      const run: Run = async ({ text, parameters }) =>
        (await transaction.run(text, parameters)).records.map((record) => record.toObject() as Row);
      return work(run, times++ > 0);
    });
  }

  private writing<T>(limits: FetchLimits, work: (transaction: ManagedTransaction) => Promise<T>): Promise<T> {
    const timeout = limits.timeoutMs ?? 10 * defaultTimeoutMs;
    // The driver tries again itself, but does not see all that is passing.
    const once = () => {
      this.trips++;
      return this.within(neo4j.session.WRITE, limits.signal, (session) => session.executeWrite(work, { timeout }));
    };
    return this.translated(() => this.patiently(once, limits.signal));
  }

  /** A statement that brings its own transactions along (schema, `IN TRANSACTIONS`). */
  alone(statement: Statement): Promise<Row[]> {
    return this.translated(() =>
      this.within(neo4j.session.WRITE, undefined, async (session) => {
        this.trips++;
        const { records } = await session.run(statement.text, statement.parameters);
        return records.map((record) => record.toObject() as Row);
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.ending);
    await this.driver.close();
  }

  private async within<T>(
    mode: typeof neo4j.session.READ | typeof neo4j.session.WRITE,
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const session = this.session(mode);
    // Closing the session resets its connection: the server stops the work.
    const stop = () => void session.close().catch(() => {});
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await work(session);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
      await session.close().catch(() => {});
    }
  }

  private session(
    mode: typeof neo4j.session.READ | typeof neo4j.session.WRITE,
    others: readonly string[] = [],
  ): Session {
    return this.driver.session({
      defaultAccessMode: mode,
      bookmarkManager: this.bookmarks,
      ...(others.length === 0 ? {} : { bookmarks: [...others] }),
      ...this.database(),
    });
  }

  private async patiently<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const until = Date.now() + patienceMs;
    for (let wait = 50; ; wait = Math.min(wait * 2, 2000)) {
      try {
        return await work();
      } catch (error) {
        if (!passing(error) || Date.now() + wait > until) throw error;
        await pause(wait * (0.75 + Math.random() / 2), undefined, signal ? { signal } : {});
      }
    }
  }

  private async translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translate(error, this.place);
    }
  }

  private database(): { database?: string } {
    return this.settings.database === undefined ? {} : { database: this.settings.database };
  }
}
