import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-store-cli-'));
const data = join(root, 'demo', 'data');

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('GRANTGRAPH_'));
  const done = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    env: { ...Object.fromEntries(environment), COLUMNS: '200', NO_COLOR: '1' },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const directory = (name: string): string => join(root, name);
const embedded = (name: string): string => `embedded:${directory(name)}`;
const source = `embedded:${data}`;

/** A second generation: the same dump once more, of a later day, without the inventory of one account. */
beforeAll(() => {
  expect(run('demo', '--dir', directory('demo')).code).toBe(0);
  const dump = directory('demo/dump/111122223333');
  expect(readdirSync(dump)).toContain('resources.ndjson');
  const kept = readFileSync(join(dump, 'resources.ndjson'), 'utf8');
  const lines = kept.split('\n').filter((line) => !line.includes('larkfield-payroll'));
  expect(lines.length).toBeLessThan(kept.split('\n').length);
  writeFileSync(join(dump, 'resources.ndjson'), lines.join('\n'));
  const from = directory('demo/dump');
  expect(run('--data', data, 'ingest', 'aws', '--from', from, '--collected-at', '2026-11-30').code).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const questions = [
  ['status', '--problems'],
  ['snapshots'],
  ['query', "who can s3:GetObject on 'larkfield-tariffs'"],
  ['query', "who can s3:GetObject on 'larkfield-payroll' as of '2026-11-25'"],
  ['query', "what changed between '2026-11-25' and '2026-12-01'"],
  ['query', "how can 'alice@larkfield.example' reach 'larkfield-lake'"],
  ['check', '--principal', 'hana@larkfield.example', '--action', 'kms:Decrypt', '--resource', 'larkfield-tariffs'],
];

describe('grantgraph store copy', () => {
  it('makes a store that answers every question the same', () => {
    const { code, out, err } = run('store', 'copy', '--from', source, '--to', embedded('copy'));
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^generation {2}data of {2,}facts {2}parts written {2}found the same {2}stale {2}dropped\n/);
    expect(out).toMatch(
      /\n {9}1 {2}2026-11-24T[\d:.]+Z +209 +\d+ +0 +0 +0\n {9}2 {2}2026-11-30T00:00:00\.000Z +\d+ +1 +\d+ +0 +0\n/,
    );
    expect(out).toMatch(/\n2 generations copied in \d+ ms\nverified: both hold the same 2 generations\n$/);
    for (const question of questions) {
      const [here, there] = [data, directory('copy')].map((one) => run('--data', one, ...question, '--format', 'json'));
      const aged = (text: string) => text.replace(/"ageSeconds":\d+|"ms":\d+|"milliseconds":[\d.]+/g, '');
      expect(here!.err).toBe('');
      expect(here!.out.length).toBeGreaterThan(60);
      expect([there!.code, aged(there!.out)], question.join(' ')).toEqual([here!.code, aged(here!.out)]);
    }
  });

  it('says what it would do, and does nothing', () => {
    const { code, out } = run('store', 'copy', '--dry-run', '--from', source, '--to', embedded('planned'));
    expect(code).toBe(0);
    expect(out).toMatch(/\n2 generations would be copied\n$/);
    expect(existsSync(directory('planned'))).toBe(false);
  });

  it('refuses a target that holds something, and says how to go on', () => {
    const before = run('--data', directory('copy'), 'snapshots').out;
    const { code, out, err } = run('store', 'copy', '--from', source, '--to', embedded('copy'));
    expect([code, out]).toEqual([3, '']);
    expect(err).toBe(
      'grantgraph: the target holds 2 generations already [store-not-empty]\n  it is a copy of the source: --resume goes on behind them\n',
    );
    expect(run('--data', directory('copy'), 'snapshots').out).toBe(before);
    expect(run('store', 'copy', '--resume', '--from', source, '--to', embedded('copy'))).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^0 generations copied in \d+ ms, 2 stood there already\nverified: both hold the same 2 generations\n$/,
      ),
    });
  });

  it('tells everything as data', () => {
    const args = ['store', 'copy', '--from', source, '--to', embedded('data'), '--format', 'json'];
    const { code, out } = run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      standing: 0,
      dryRun: false,
      copied: [
        { number: 1, facts: 209, parts: { renew: 0, stale: 0, drop: 0 } },
        { number: 2, parts: { replace: 1 } },
      ],
      comparison: {
        generations: [
          { number: 1, same: true },
          { number: 2, same: true },
        ],
        differences: [],
      },
    });
    expect(JSON.parse(run(...args.slice(0, -2), '--no-verify', '--resume', '--format', 'json').out)).toMatchObject({
      standing: 2,
      copied: [],
      comparison: null,
    });
  });

  it('needs two stores, of which one is there', () => {
    expect(run('store', 'copy', '--from', source, '--to', source)).toMatchObject({
      code: 2,
      err: 'grantgraph: --from and --to name the same store [same-store]\n  for example: --from embedded:grantgraph-data --to neo4j://db.example\n',
    });
    expect(run('store', 'copy', '--from', embedded('nowhere'), '--to', embedded('other'))).toMatchObject({ code: 3 });
    expect(existsSync(directory('other'))).toBe(false);
    expect(run('store', 'copy', '--from', source, '--to', 'mysql://x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^grantgraph: no store for `mysql:\/\/x` \[unknown-store\]\n/),
    });
    expect(run('store', 'copy', '--from', source)).toMatchObject({ code: 2 });
  });
});

describe('grantgraph store verify', () => {
  it('says which generations hold the same, and exits 1 where one does not', () => {
    const same = run('store', 'verify', '--from', source, '--to', embedded('copy'));
    expect([same.code, same.err]).toEqual([0, '']);
    expect(same.out).toMatch(/^generation {2}data of +parts {2}facts {2}digest +same\n/);
    expect(same.out).toMatch(
      / {2}[0-9a-f]{16} {2}yes\n.* {2}[0-9a-f]{16} {2}yes\n\n?verified: both hold the same 2 generations\n$/s,
    );
    const dump = directory('demo/dump');
    expect(run('--data', directory('copy'), 'ingest', 'aws', '--from', dump, '--collected-at', '2026-12-02').code).toBe(
      0,
    );
    const other = run('store', 'verify', '--from', source, '--to', embedded('copy'));
    expect(other.code).toBe(1);
    expect(other.out).toMatch(/\ndiffers: generations\n {2}from {2}1, 2\n {2}to {4}1, 2, 3\n$/);
  });
});

describe('grantgraph store init', () => {
  it('begins a store once, and says what it holds', () => {
    const url = embedded('begun');
    const empty = 'the store is ready, nothing ingested yet: grantgraph ingest aws --from DUMP\n';
    expect(run('--store', url, 'store', 'init')).toEqual({ code: 0, out: empty, err: '' });
    expect(run('--store', url, 'store', 'init')).toEqual({ code: 0, out: empty, err: '' });
    expect(run('--store', url, 'snapshots')).toMatchObject({ code: 0 });
    expect(run('--store', url, 'status').out).toBe('nothing ingested yet: grantgraph ingest aws --from DUMP\n');
    expect(run('--data', data, 'store', 'init').out).toMatch(
      /^the store is ready: generation 2, \d+ facts, data of 2026-11-30T00:00:00\.000Z\n$/,
    );
    expect(JSON.parse(run('--store', url, 'store', 'init', '--format', 'json').out)).toEqual({ generation: null });
  });
});
