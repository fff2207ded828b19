import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Asker } from '../servers/neo4j-ask.js';
import { wipe } from '../servers/neo4j-wipe.js';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-neo4j-cli-'));
const data = join(root, 'demo', 'data');
const secret = join(root, 'password');
const server = inject('neo4j');
/** Routed, as to a cluster. */
const url = server?.url.replace(/^bolt:/, 'neo4j:') ?? '';

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GRANTGRAPH_')));

function run(args: readonly string[], more: Record<string, string> = {}, input?: string) {
  const done = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    env: {
      ...environment,
      ...{ GRANTGRAPH_NEO4J_USER: server!.user, GRANTGRAPH_NEO4J_PASSWORD_FILE: secret },
      ...{ COLUMNS: '160', NO_COLOR: '1', XDG_STATE_HOME: join(root, 'state'), ...more },
    },
    ...(input === undefined ? {} : { input }),
  });
  if (`${done.stdout}${done.stderr}`.includes(server!.password)) throw new Error('the password was printed');
  return { code: done.status, out: done.stdout, err: done.stderr };
}

beforeAll(async () => {
  if (server === null) return;
  await wipe(server);
  writeFileSync(secret, `${server.password}\n`, { mode: 0o600 });
  expect(run(['demo', '--dir', join(root, 'demo')]).code).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.runIf(server !== null)('from one machine to a cluster', () => {
  it('begins a store in an empty database', () => {
    expect(run(['--store', url, 'status'])).toMatchObject({ code: 3, err: expect.stringContaining('[no-store]') });
    const ready = 'the store is ready, nothing ingested yet: grantgraph ingest aws --from DUMP\n';
    expect(run(['--store', url, 'store', 'init'])).toEqual({ code: 0, out: ready, err: '' });
    expect(run(['--store', url, 'store', 'init'])).toEqual({ code: 0, out: ready, err: '' });
  });

  it('is one command, whose result is compared', () => {
    const from = `embedded:${data}`;
    const planned = run(['store', 'copy', '--dry-run', '--from', from, '--to', url]);
    expect([planned.code, planned.out.split('\n').at(-2)]).toEqual([0, '1 generation would be copied']);
    const { code, out, err } = run(['store', 'copy', '--from', from, '--to', url, '--quiet']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/\n1 generation copied in \d+ ms\nverified: both hold the same 1 generation\n$/);
    expect(run(['store', 'copy', '--from', from, '--to', url])).toMatchObject({
      code: 3,
      err: expect.stringContaining('[store-not-empty]'),
    });
  });

  it('gives the same rows from then on, to every command and at the prompt', () => {
    const questions = [
      ['snapshots', '--format', 'json'],
      ['query', "who can s3:GetObject on 'larkfield-payroll'"],
      ['query', "how can 'alice@larkfield.example' reach 'larkfield-lake'"],
      [
        'query',
        'config from iam where action.access.isAdministrative = true AND source.mfaenabled = false',
        '--format',
        'csv',
      ],
      ['run', 'role-for-everyone'],
      ['check', '--principal', 'old-admin', '--action', 's3:GetObject', '--resource', 'larkfield-payroll'],
    ];
    for (const question of questions) {
      const [here, there] = [run(['--data', data, ...question]), run(question, { GRANTGRAPH_STORE: url })];
      expect(here.out.length, question.join(' ')).toBeGreaterThan(80);
      expect(there, question.join(' ')).toEqual(here);
    }
    const script = "who can s3:GetObject on 'larkfield-payroll'\n\\path 3\n";
    const [here, there] = [run(['--data', data, 'repl'], {}, script), run(['repl'], { GRANTGRAPH_STORE: url }, script)];
    expect(here.out).toContain('-runs-as->');
    expect(there).toEqual(here);
  });

  it('and back again', () => {
    const back = `embedded:${join(root, 'back')}`;
    expect(run(['store', 'copy', '--from', url, '--to', back]).code).toBe(0);
    const both = run(['store', 'verify', '--from', `embedded:${data}`, '--to', back]);
    expect([both.code, both.out.split('\n').at(-2)]).toEqual([0, 'verified: both hold the same 1 generation']);
  });

  it('says in one line what is wrong with a target, and writes nothing', async () => {
    const copy = (to: string, more: Record<string, string> = {}) =>
      run(['store', 'copy', '--from', `embedded:${data}`, '--to', to], more);
    expect(copy('neo4j://127.0.0.1:1')).toMatchObject({ code: 3, err: expect.stringContaining('[store-unreachable]') });
    expect(copy(url, { GRANTGRAPH_NEO4J_PASSWORD: 'wrong password' })).toMatchObject({ code: 3, out: '' });
    await wipe(server!);
    const asker = new Asker(server!);
    try {
      await asker.rows('CREATE (:Somebody {name: "else"})');
      expect(copy(url)).toMatchObject({ code: 3, err: expect.stringContaining('[not-a-store]') });
      expect(await asker.rows('MATCH (n) RETURN labels(n) AS labels')).toEqual([{ labels: ['Somebody'] }]);
    } finally {
      await asker.close();
    }
  });
});
