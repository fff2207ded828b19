import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/store/embedded/driver.js';
import { openEmbeddedStore } from '../../src/store/embedded/index.js';
import { recordsFile } from '../../src/store/embedded/records-file.js';
import type { LogEntry, Records } from '../../src/store/records.js';
import { temporary } from './temporary.js';

const script = fileURLToPath(new URL('./records-process.mjs', import.meta.url));

/** A process of its own; what it told, and its end. */
class Hand {
  private told = '';
  private errors = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(directory: string, who: string, ...mode: string[]) {
    if (!existsSync(new URL('../../dist/src/store/embedded/records.js', import.meta.url)))
      throw new Error('dist is not built: run npm run build first');
    this.child = spawn(process.execPath, [script, directory, who, ...mode], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (data) => {
      this.told += String(data);
    });
    this.child.stderr!.on('data', (data) => {
      this.errors += String(data);
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  last(word: string): number {
    return Number(
      this.told
        .match(new RegExp(`${word} (\\d+)\\n`, 'g'))
        ?.at(-1)
        ?.split(' ')[1] ?? 0,
    );
  }

  async until(word: string, number: number): Promise<void> {
    while (this.last(word) < number) {
      if (this.child.exitCode !== null) throw new Error(`ended early: ${this.errors}`);
      await pause(1);
    }
  }

  async end(): Promise<void> {
    expect([await this.ended, this.errors]).toEqual([0, '']);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

async function everyEntry(records: Records): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (;;) {
    const page = await records.read('audit', { after: entries.length });
    if (page.length === 0) return entries;
    entries.push(...page);
  }
}

function expectNoGap(entries: readonly LogEntry[]): void {
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, at) => at + 1));
  for (const { number, body } of entries) expect(body['before']).toBe(number - 1 - (Number(body['at']) % 2));
}

const atsOf = (entries: readonly LogEntry[], who: string) =>
  entries.filter(({ body }) => body['who'] === who).map(({ body }) => body['at']);

it('takes entries and counts of four processes that begin the file at once, without a gap and without a loss', async () => {
  const directory = join(temporary(), 'four');
  const times = 150;
  const hands = ['a', 'b', 'c', 'd'].map((who) => new Hand(directory, who, 'append', String(times)));
  for (const hand of hands) await hand.end();
  const store = await openEmbeddedStore(directory);
  const entries = await everyEntry(store.records());
  expectNoGap(entries);
  expect(entries).toHaveLength(4 * 2 * times);
  for (const who of ['a', 'b', 'c', 'd'])
    expect(atsOf(entries, who)).toEqual(Array.from({ length: 2 * times }, (_, at) => at));
  expect((await store.records().get('counter', 'shared'))?.body).toEqual({ n: 4 * times });
  await store.close();
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
}, 120_000);

it('keeps every acknowledged change through 20 kills while another process writes on', async () => {
  const directory = join(temporary(), 'killed');
  const other = new Hand(directory, 'other', 'loop');
  let acknowledged = 0;
  let kills = 0;
  for (const delay of Array.from({ length: 20 }, (_, at) => (at * 7) % 23)) {
    const who = `killed-${kills++}`;
    const hand = new Hand(directory, who, 'loop');
    await hand.until('entries', 2);
    await pause(delay);
    await hand.kill();
    acknowledged += hand.last('counts');
    const store = await openEmbeddedStore(directory);
    const entries = await everyEntry(store.records());
    expectNoGap(entries);
    const ats = atsOf(entries, who);
    expect(ats).toEqual(ats.map((_, at) => at));
    expect(ats.length % 2, 'all of an append, or nothing').toBe(0);
    expect(ats.length).toBeGreaterThanOrEqual(hand.last('entries'));
    await store.close();
  }
  await other.kill();
  const store = await openEmbeddedStore(directory);
  const counted = Number((await store.records().get('counter', 'shared'))?.body['n']);
  const least = acknowledged + other.last('counts');
  expect(counted).toBeGreaterThanOrEqual(least);
  // A count that was written, and whose word was cut off.
  expect(counted).toBeLessThanOrEqual(least + kills + 1);
  await store.close();
  const database = openDatabase(join(directory, recordsFile));
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
}, 120_000);

it('shows a reader that opened before the first change what others write', async () => {
  const directory = join(temporary(), 'reader');
  await (await openEmbeddedStore(directory, { create: true })).close();
  const reader = await openEmbeddedStore(directory, { readOnly: true });
  expect(await reader.records().read('audit')).toEqual([]);
  expect(readdirSync(directory).filter((name) => name.startsWith('records'))).toEqual([]);
  await new Hand(directory, 'a', 'append', '1').end();
  expect(await reader.records().read('audit')).toHaveLength(2);
  await reader.close();
});
