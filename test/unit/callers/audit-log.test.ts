import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../../../src/callers/audit-entry.js';
import {
  auditHead,
  auditRecords,
  ChainedAuditLog,
  headText,
  parseHead,
  verifyAudit,
} from '../../../src/callers/audit-log.js';
import { canonicalJson } from '../../../src/callers/canonical-json.js';
import type { JsonObject } from '../../../src/graph/fact.js';
import { openDatabase } from '../../../src/store/embedded/driver.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';
import type { LogEntry, Records } from '../../../src/store/records.js';
import { freshStore } from './records.js';

const entry = (what: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ at: '2026-11-01T10:00:00.000Z', caller: 'ana', by: 'token', credential: '0123456789ab' },
  ...{ act: 'query', what, outcome: 'ok', rows: 3, ms: 1.5 },
  ...more,
});

let records: Records;
let directory: string;
beforeEach(async () => {
  const fresh = await freshStore();
  directory = fresh.directory;
  records = fresh.store.records();
});

async function fill(count: number): Promise<readonly LogEntry[]> {
  const log = new ChainedAuditLog(records);
  for (let at = 1; at <= count; at++) await log.add(entry(`question ${at}`));
  return records.read('audit');
}

/** As somebody would who can write the file. */
function tamper(sql: string, ...values: (string | number)[]): void {
  const database = openDatabase(`${directory}/records.db`);
  database.prepare(sql).run(...values);
  database.close();
}

describe('the audit log', () => {
  it('keeps entries one behind the other, each chained to the one before', async () => {
    const entries = await fill(3);
    expect(entries.map(({ number, body }) => [number, (body['entry'] as JsonObject)['what']])).toEqual([
      [1, 'question 1'],
      [2, 'question 2'],
      [3, 'question 3'],
    ]);
    expect(entries[0]!.body['previous']).toBe('0'.repeat(64));
    expect(entries[1]!.body['previous']).toBe(entries[0]!.body['hash']);
    expect(entries[2]!.body['previous']).toBe(entries[1]!.body['hash']);
    const head = await auditHead(records);
    expect(head).toEqual({ number: 3, hash: entries[2]!.body['hash'] });
    expect(parseHead(headText(head))).toEqual(head);
    expect(await verifyAudit(records, { head })).toEqual({ entries: 3, head, broken: null });
    const read = [];
    for await (const one of auditRecords(records, 1)) read.push(one);
    expect(read.map(({ number, entry: { what } }) => [number, what])).toEqual([
      [2, 'question 2'],
      [3, 'question 3'],
    ]);
  });

  it('writes entries of one moment together, and comes back when they are durable', async () => {
    const log = new ChainedAuditLog(records);
    const append = vi.spyOn(records, 'append');
    const done: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, at) => {
        await log.add(entry(`question ${at}`));
        done.push(at);
        if (done.length === 1) expect(await records.read('audit')).toHaveLength(100);
      }),
    );
    expect(append).toHaveBeenCalledTimes(1);
    expect(done).toEqual(Array.from({ length: 100 }, (_, at) => at));
    await Promise.all(Array.from({ length: 1200 }, () => log.add(entry('many'))));
    expect((await verifyAudit(records)).entries).toBe(1300);
  });

  it('is one chain for several that write', async () => {
    const other = await openEmbeddedStore(directory);
    const logs = [records, other.records()].map((one) => new ChainedAuditLog(one));
    await Promise.all(Array.from({ length: 60 }, (_, at) => logs[at % 2]!.add(entry(`question ${at}`))));
    await other.close();
    expect(await verifyAudit(records)).toMatchObject({ entries: 60, broken: null });
  });

  it('tells every one of a failed write, and goes on', async () => {
    const log = new ChainedAuditLog(records);
    vi.spyOn(records, 'append').mockRejectedValueOnce(new Error('the disk is full'));
    const results = await Promise.allSettled([log.add(entry('a')), log.add(entry('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await log.add(entry('c'));
    expect(await verifyAudit(records)).toMatchObject({ entries: 1, broken: null });
  });

  it('takes what strangers write as one value of JSON, cut where it is long', async () => {
    const log = new ChainedAuditLog(records);
    const forged = 'x"}\n{"number":99,"entry":{"caller":"root"}}\r\u2028\u0000\ud83d';
    await log.add(entry(forged, { from: undefined as never }));
    await log.add(entry('y'.repeat(50_000)));
    const [first, second] = await records.read('audit');
    expect(JSON.stringify(first!.body).split('\n')).toHaveLength(1);
    expect((first!.body['entry'] as JsonObject)['what']).toBe(forged.toWellFormed());
    expect(Object.keys(first!.body['entry'] as JsonObject)).not.toContain('from');
    expect((second!.body['entry'] as JsonObject)['what']).toBe('y'.repeat(10_000));
    expect(await verifyAudit(records)).toMatchObject({ entries: 2, broken: null });
  });
});

describe('verifying', () => {
  const put = "UPDATE log SET body = ? WHERE log = 'audit' AND number = ?";

  it.each(['caller', 'at', 'what', 'outcome', 'rows'])('names the first entry whose %s was changed', async (name) => {
    const entries = await fill(5);
    const body = structuredClone(entries[2]!.body) as { entry: Record<string, unknown> };
    body.entry[name] = 'another';
    tamper(put, JSON.stringify(body), 3);
    expect(await verifyAudit(records)).toEqual({
      entries: 2,
      head: { number: 2, hash: entries[1]!.body['hash'] },
      broken: { number: 3, reason: 'its content is not what was written' },
    });
  });

  it('names an entry that is missing, was moved, or put in', async () => {
    await fill(5);
    tamper("DELETE FROM log WHERE log = 'audit' AND number = 4");
    expect((await verifyAudit(records)).broken).toEqual({ number: 4, reason: 'entry 4 is missing' });
    tamper("UPDATE log SET number = 4 WHERE log = 'audit' AND number = 5");
    expect((await verifyAudit(records)).broken).toEqual({
      number: 4,
      reason: 'it does not follow the entry before it',
    });
    tamper("DELETE FROM log WHERE log = 'audit' AND number = 1");
    expect((await verifyAudit(records)).broken).toEqual({ number: 1, reason: 'entry 1 is missing' });
  });

  it('cannot see an end that was cut off or a chain written anew, unless a head was kept', async () => {
    await fill(5);
    const head = await auditHead(records);
    tamper("DELETE FROM log WHERE log = 'audit' AND number = 5");
    expect((await verifyAudit(records)).broken).toBeNull();
    expect((await verifyAudit(records, { head })).broken).toEqual({
      number: 5,
      reason: 'the log ends before entry 5, whose head was kept',
    });
    tamper("DELETE FROM log WHERE log = 'audit'");
    const log = new ChainedAuditLog(records);
    for (let at = 1; at <= 6; at++) await log.add(entry('nothing to see here'));
    expect((await verifyAudit(records)).broken).toBeNull();
    expect((await verifyAudit(records, { head })).broken).toEqual({
      number: 5,
      reason: 'it is not the entry whose head was kept',
    });
  });

  it('refuses a head that is none', () => {
    for (const text of ['', '5', `5:${'g'.repeat(64)}`, `-1:${'0'.repeat(64)}`])
      expect(() => parseHead(text)).toThrow('is no head of an audit log');
  });
});

it('has one text for equal values', () => {
  expect(canonicalJson({ b: 1, a: [{ d: null, c: 'ä' }] })).toBe('{"a":[{"c":"ä","d":null}],"b":1}');
});
