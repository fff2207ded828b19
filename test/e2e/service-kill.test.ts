import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecords, verifyAudit } from '../../src/callers/audit-log.js';
import { Tokens } from '../../src/callers/tokens.js';
import type { Environment } from '../../src/commands/environment.js';
import { isOver, type Job } from '../../src/jobs/index.js';
import { wire } from '../../src/wiring.js';
import { ServiceProcess } from '../servers/service-process.js';

const root = mkdtempSync(join(tmpdir(), 'grantgraph-kill-'));
const dumps = join(root, 'dumps');
const data = join(root, 'data');
const account = '111122223333';

/** So many users, each with a policy of its own: seconds of work. */
function dump(name: string, users: number): void {
  const list = Array.from({ length: users }, (_, n) => ({
    UserName: `user-${n}`,
    Path: '/',
    UserId: `AIDA${String(n).padStart(16, '0')}`,
    Arn: `arn:aws:iam::${account}:user/user-${n}`,
    GroupList: [],
    AttachedManagedPolicies: [],
    UserPolicyList: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket-${n}/*` }],
        },
      },
    ],
  }));
  mkdirSync(join(dumps, name), { recursive: true });
  const details = { UserDetailList: list, GroupDetailList: [], RoleDetailList: [], Policies: [] };
  writeFileSync(join(dumps, name, 'details.json'), JSON.stringify(details));
}

let environment: Environment;
let tokens: Tokens;
let token = '';
let service: ServiceProcess;

const start = () => ServiceProcess.start(['--data', data], ['--ingest-dir', dumps, '--log-level', 'info']);
const ask = (method: 'GET' | 'POST', path: string, body?: unknown) => service.ask(token, method, path, body);
const jobOf = async (id: string): Promise<Job> => (await ask('GET', `/v1/jobs/${id}`)).json;
const ended = async (id: string): Promise<void> => {
  while (!isOver(await jobOf(id))) await pause(20);
};
const generation = async (): Promise<number> => (await ask('GET', '/v1/status')).json.generation.number;
const uploads = () => readdirSync(tmpdir()).filter((name) => name.startsWith('grantgraph-upload-'));

beforeAll(async () => {
  dump('small', 20);
  dump('large', 20_000);
  environment = wire({ data, store: 'embedded:' });
  tokens = new Tokens((await environment.store({ create: true })).records());
  ({ token } = await tokens.create({ name: 'ops', role: 'admin', by: 'test' }));
  service = await start();
  const { json } = await ask('POST', '/v1/ingest/aws', { from: 'small' });
  await ended(json.id);
  expect(await jobOf(json.id)).toMatchObject({ state: 'done', result: { generation: 1 } });
});

afterAll(async () => {
  await service?.kill();
  await environment?.close();
  rmSync(root, { recursive: true, force: true });
});

const command = (...args: readonly string[]): string => {
  const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
  const done = spawnSync(process.execPath, [bin, '--data', data, ...args], { encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return done.stdout;
};

describe('a service that ends', () => {
  it('killed while a job runs, tells afterwards that it was interrupted, and keeps the earlier facts', async () => {
    const { json } = await ask('POST', '/v1/ingest/aws', { from: 'large' });
    await expect
      .poll(async () => (await jobOf(json.id)).progress.step, { timeout: 30_000, interval: 10 })
      .toMatch(/^storing/);
    await service.kill();
    service = await start();
    expect(await jobOf(json.id)).toMatchObject({
      ...{ state: 'failed', result: null, cancelledBy: null, by: 'ops', about: { provider: 'aws', from: 'large' } },
      failure: { code: 'interrupted', message: 'the process that ran the job ended before it was over' },
    });
    const shown = command('jobs', 'show', json.id);
    expect(shown).toMatch(
      /^ingest \w+ {2}failed: the process that ran the job ended before it was over \[interrupted\]$/m,
    );
    expect(command('jobs', 'list')).toContain(json.id);
    expect(await generation()).toBe(1);
    const rows = await ask('POST', '/v1/query', { query: "who can s3:GetObject on 'arn:aws:s3:::bucket-3/x'" });
    expect(rows.json.rows).toHaveLength(1);
    // Nothing of it is in the way of the next.
    const again = await ask('POST', '/v1/ingest/aws', { from: 'large' });
    expect(again.status).toBe(202);
    await ended(again.json.id);
    expect(await jobOf(again.json.id)).toMatchObject({ state: 'done', result: { generation: 2 } });
  });

  it('killed, leaves no files of clients behind once it is started again', async () => {
    const before = uploads();
    const files = { 'details.json': JSON.stringify({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [] }) };
    const { json } = await ask('POST', '/v1/ingest/aws', { files, scope: '999988887777' });
    await service.kill();
    service = await start();
    expect(uploads()).toEqual(before);
    expect(isOver(await jobOf(json.id))).toBe(true);
  });

  it('killed under load, keeps every job, session and token that it said it had', async () => {
    for (let round = 0; round < 3; round++) {
      const said = { asked: [] as string[], jobs: [] as string[], sessions: [] as string[], tokens: [] as string[] };
      let over = false;
      let asked = 0;
      const until = async (work: () => Promise<void>) => {
        // The store of this process answers at once: others get no turn without a pause.
        for (; !over; await pause(2)) await work().catch(() => {});
      };
      const load = [
        until(async () => {
          const { status, json } = await ask('POST', '/v1/ingest/aws', { from: 'small' });
          if (status === 202) said.jobs.push(json.id);
        }),
        until(async () => {
          const [, username, password] = /^gg_([^_]+)_(.*)$/.exec(token)!;
          const { status, json } = await ask('POST', '/login', { username, password });
          if (status === 200) said.sessions.push(json.token);
        }),
        until(async () => {
          const made = await tokens.create({ name: 'of the load', role: 'admin', by: 'test' });
          said.tokens.push(made.token);
        }),
        ...Array.from({ length: 4 }, () =>
          until(async () => {
            const query = `who can s3:GetObject on 'arn:aws:s3:::bucket-3/${round}-${++asked}'`;
            const { status } = await ask('POST', '/v1/query', { query });
            if (status === 200) said.asked.push(query);
          }),
        ),
      ];
      const least = () => Math.min(...Object.values(said).map(({ length }) => length));
      await expect.poll(least, { timeout: 60_000, interval: 10 }).toBeGreaterThan(round);
      await pause(100 * round);
      await service.kill();
      over = true;
      await Promise.all(load);
      service = await start();
      const states = new Set<string>();
      for (const id of said.jobs) states.add((await jobOf(id)).state);
      expect([...states].every((state) => state === 'done' || state === 'failed')).toBe(true);
      for (const credential of [...said.sessions, ...said.tokens])
        expect((await service.ask(credential, 'GET', '/v1/status')).status).toBe(200);
      // The audit log holds whatever was answered, in one sound chain.
      const records = (await environment.store()).records();
      const inLog = new Set<string>();
      for await (const { entry } of auditRecords(records)) inLog.add(entry.what);
      expect(said.asked.filter((query) => !inLog.has(query))).toEqual([]);
      expect((await verifyAudit(records)).broken).toBeNull();
      // What a done job said it had stored is there.
      const last = await generation();
      const { json } = await ask('GET', '/v1/jobs?limit=500');
      for (const job of (json.jobs as Job[]).filter(({ state }) => state === 'done'))
        expect(job.result!['generation']).toBeLessThanOrEqual(last);
    }
  }, 240_000);

  it('is asked by the command line to cancel a job of its own', async () => {
    const { json } = await ask('POST', '/v1/ingest/aws', { from: 'large' });
    expect(command('jobs', 'cancel', json.id)).toBe(`job ${json.id} was asked to end\n`);
    await ended(json.id);
    expect(await jobOf(json.id)).toMatchObject({ state: 'cancelled', cancelledBy: 'local' });
  });

  it('that is asked to end lets a job end', async () => {
    const { json } = await ask('POST', '/v1/ingest/aws', { from: 'small' });
    await service.stop();
    service = await start();
    expect((await jobOf(json.id)).state).toBe('done');
  });
});
