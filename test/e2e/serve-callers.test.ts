import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityProvider } from '../servers/identity-provider.js';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const account = '777788889999';
let directory: string;
let data: string;
let provider: IdentityProvider;
let service: ChildProcess;
let url: string;
const logged: string[] = [];

const run = (...args: string[]) => spawnSync(process.execPath, [main, '--data', data, ...args], { encoding: 'utf8' });
const ask = (bearer: string, body: object) =>
  fetch(`${url}/v1/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const question = { query: "config from iam where action.name = 's3:GetObject'" };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'grantgraph-serve-'));
  run('demo', '--dir', directory);
  data = join(directory, 'data');
  provider = await IdentityProvider.start({ groups: ['lake'] });
  const callers = join(directory, 'callers.json');
  const rules = [{ claim: 'groups', value: 'lake', role: 'read', accounts: [account] }];
  writeFileSync(callers, JSON.stringify({ issuers: [{ issuer: provider.issuer, audience: 'grantgraph', rules }] }));
  service = spawn(process.execPath, [main, '--data', data, 'serve', '--port', '0', '--callers', callers], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  url = await new Promise<string>((resolve, reject) => {
    service.once('exit', () => reject(new Error(logged.join('\n'))));
    createInterface({ input: service.stderr! }).on('line', (line) => {
      logged.push(line);
      const found = /"url":"(http:[^"]+)"/.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
});

afterAll(async () => {
  service.kill('SIGTERM');
  await new Promise((resolve) => service.once('exit', resolve));
  await provider.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('a running service', () => {
  it('takes a token made while it runs, shows rows of its scope, and ends it within seconds', async () => {
    const rowsOf = async (bearer: string) =>
      ((await (await ask(bearer, question)).json()) as { rows: Record<string, string>[] }).rows;
    const all = run('token', 'create', '--name', 'all', '--role', 'read').stdout.trim();
    const some = run('token', 'create', '--name', 'some', '--role', 'read', '--account', account).stdout.trim();
    const [whole, part] = [await rowsOf(all), await rowsOf(some)];
    expect(part.length).toBeGreaterThan(3);
    expect(part.length).toBeLessThan(whole.length);
    const outside = part.filter(
      (row) =>
        row['sourceCloudAccount'] !== account &&
        row['destCloudAccount'] !== account &&
        !row['destResourceId']!.startsWith('arn:aws:s3:::larkfield-lake/'),
    );
    expect(outside).toEqual([]);
    run('token', 'revoke', some.slice(3, 15));
    for (let tries = 0; tries < 40 && (await ask(some, question)).status === 200; tries++) await pause(100);
    expect((await ask(some, question)).status).toBe(401);
    expect((await ask(all, question)).status).toBe(200);
  });

  it('takes a token of its identity provider, and no other', async () => {
    const answer = await ask(await provider.token(), question);
    expect(answer.status).toBe(200);
    expect((await ask(await provider.sign({ aud: 'another' }), question)).status).toBe(401);
    expect((await fetch(`${url}/v1/status`)).status).toBe(401);
  });

  it('writes down who asked, in a chain that holds, without a secret', async () => {
    const token = run('token', 'create', '--name', 'log\u202eger', '--role', 'read').stdout.trim();
    const query = 'config from iam where source.cloud.resource.name = \'\n{"number":1}\u001b[2J\'';
    await ask(token, { query });
    const entries = run('audit', 'export')
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [mine] = entries.filter(({ credential, act }) => credential === token.slice(3, 15) && act === 'query');
    expect(mine).toMatchObject({ by: 'token', act: 'query', from: '127.0.0.1' });
    expect(mine.what).toContain('{"number":1}');
    expect(entries.some(({ by, credential }) => by === 'oidc' && credential === `${provider.issuer} nightly`)).toBe(
      true,
    );
    const listed = run('audit', 'list').stdout;
    expect(['\u001b', '\u202e'].filter((character) => listed.includes(character))).toEqual([]);
    for (const text of [JSON.stringify(entries), logged.join('\n')]) expect(text).not.toContain(token.slice(16));
    expect(run('audit', 'verify').stdout).toMatch(/^\d+ entries, each as it was written\n/);
  });
});
