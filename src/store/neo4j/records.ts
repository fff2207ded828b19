import { randomUUID } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { JsonObject } from '../../graph/fact.js';
import { defaultLogLimit, type LogEntry, type Records, type StoredRecord } from '../records.js';
import type { Connection, Row, Run, Statement } from './connection.js';
import {
  addEntries,
  deleteRecord,
  getRecord,
  listRecords,
  lockLog,
  lockRecord,
  logNames,
  readLog,
  recordKinds,
  setRecord,
} from './cypher/records.js';

/** Changes of a log that its head remembers, to know one that was carried out although its answer was lost. */
const remembered = 50;

/** Records as nodes of the store's database, each change one transaction on the leader. */
export class Neo4jRecords implements Records {
  constructor(
    private readonly connection: Connection,
    private readonly readOnly: boolean,
    private readonly assertOpen: () => void,
  ) {}

  async get(kind: string, id: string): Promise<StoredRecord | null> {
    const [row] = await this.ask(getRecord(kind, id));
    return row === undefined ? null : recordOf(row);
  }

  async kinds(): Promise<readonly string[]> {
    return (await this.ask(recordKinds)).map(({ name }) => String(name));
  }

  async list(kind: string): Promise<readonly StoredRecord[]> {
    return (await this.ask(listRecords(kind))).map(recordOf);
  }

  put(kind: string, id: string, body: JsonObject, version: number | null): Promise<number | null> {
    const change = randomUUID();
    const text = JSON.stringify(body);
    const next = (version ?? 0) + 1;
    return this.write(async (run) => {
      const [standing] = await run(lockRecord(kind, id, change));
      if (standing?.['change'] === change) return next;
      if (Number(standing?.['version']) !== (version ?? 0)) {
        if (Number(standing?.['version']) === 0) await run(deleteRecord(kind, id));
        return null;
      }
      await run(setRecord(kind, id, next, text, change));
      return next;
    });
  }

  remove(kind: string, id: string, version: number): Promise<boolean> {
    return this.write(async (run, again) => {
      const [standing] = await run(lockRecord(kind, id, randomUUID()));
      const found = Number(standing?.['version']);
      if (found === version || found === 0) await run(deleteRecord(kind, id));
      // Gone the second time: the first one took it.
      return found === version || (again && found === 0);
    });
  }

  async logs(): Promise<readonly string[]> {
    return (await this.ask(logNames)).map(({ name }) => String(name));
  }

  append(log: string, make: (last: LogEntry | null) => readonly JsonObject[]): Promise<readonly LogEntry[]> {
    const change = randomUUID();
    let made: readonly LogEntry[] = [];
    return this.write(async (run) => {
      const [head] = await run(lockLog(log));
      const changes = (head?.['changes'] ?? []) as readonly string[];
      if (changes.includes(change)) return made;
      const number = Number(head?.['last'] ?? 0);
      const last = number === 0 ? null : entryOf({ number, body: head?.['body'] });
      const bodies = make(last);
      made = bodies.map((body, at) => ({ number: number + at + 1, body }));
      if (bodies.length > 0) {
        const texts = bodies.map((body) => JSON.stringify(body));
        await run(addEntries(log, number, texts, [...changes, change].slice(-remembered)));
      }
      return made;
    });
  }

  async read(
    log: string,
    range: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly LogEntry[]> {
    const { after = 0, limit = defaultLogLimit } = range;
    return (await this.ask(readLog(log, after, limit))).map(entryOf);
  }

  private async ask(statement: Statement): Promise<Row[]> {
    this.assertOpen();
    return (await this.connection.read([statement]))[0] ?? [];
  }

  private async write<T>(work: (run: Run, again: boolean) => Promise<T>): Promise<T> {
    this.assertOpen();
    if (this.readOnly)
      throw new GrantgraphError('store-not-writable', 'the store was opened for reading only', {
        place: { file: this.connection.place },
      });
    return this.connection.transact(work);
  }
}

function recordOf({ id, version, body }: Row): StoredRecord {
  return { id: String(id), version: Number(version), body: JSON.parse(String(body)) };
}

function entryOf({ number, body }: Row): LogEntry {
  return { number: Number(number), body: JSON.parse(String(body)) };
}
