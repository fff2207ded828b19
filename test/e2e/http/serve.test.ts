import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../servers/free-port.js';

const main = fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-serve-'));
const demo = join(root, 'demo', 'data');
const started: ChildProcess[] = [];

async function grantgraph(data: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, '--data', data, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  said(): string;
  logged(): string;
}

async function serve(data: string, ...args: string[]): Promise<Started> {
  const port = await freePort();
  const child = spawn(process.execPath, [main, '--data', data, 'serve', '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  let logged = '';
  child.stdout.on('data', (data) => {
    said += String(data);
  });
  child.stderr.on('data', (data) => {
    logged += String(data);
  });
  while (!said.includes('grantgraph answers at')) {
    if (child.exitCode !== null) throw new Error(`it ended: ${logged}`);
    await pause(20);
  }
  return { child, port, said: () => said, logged: () => logged };
}

const token = async (data: string, ...args: string[]) =>
  (await grantgraph(data, 'token', 'create', '--name', 'me', '--role', 'read', ...args)).stdout.trim();

beforeAll(async () => {
  await grantgraph(demo, 'demo', '--dir', join(root, 'demo'));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('grantgraph serve', () => {
  it('leads a newcomer to a first answer in three lines', async () => {
    const made = await token(demo);
    expect(made).toMatch(/^gg_[0-9a-f]{12}_[\w-]{43}$/);
    const { port, said } = await serve(demo);
    expect(said()).toBe(
      `grantgraph answers at http://127.0.0.1:${port}, its documents are at http://127.0.0.1:${port}/docs\n`,
    );
    const { stdout } = await promisify(execFile)('curl', [
      ...['-s', '-H', `Authorization: Bearer ${made}`, '--json'],
      `{"query": "who can s3:GetObject on 'larkfield-payroll'"}`,
      `http://127.0.0.1:${port}/v1/query`,
    ]);
    expect(JSON.parse(stdout).rows.length).toBeGreaterThan(0);
    const { stdout: log } = await grantgraph(demo, 'audit', 'list', '--format', 'ndjson');
    expect(log).toContain("who can s3:GetObject on 'larkfield-payroll'");
    expect((await grantgraph(demo, 'audit', 'verify')).code).toBe(0);
  });

  it('is reached by this machine only, until somebody can show who they are', async () => {
    const data = join(root, 'new', 'data');
    const { port, said } = await serve(data, '--host', '0.0.0.0');
    expect(said()).toContain('not at 0.0.0.0: as long as nobody can show who they are, only this machine may reach it');
    expect(said()).toContain('every question is refused: grantgraph token create');
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
    const reached = async (host: string) =>
      fetch(`http://${host}:${port}/healthz`).then(
        ({ status }) => status,
        () => 'not reached',
      );
    expect(await reached('127.0.0.1')).toBe(200);
    if (elsewhere) expect(await reached(elsewhere)).toBe('not reached');
    const refused = await fetch(`http://127.0.0.1:${port}/v1/status`);
    expect(refused.status).toBe(401);
    const made = await token(data);
    const until = Date.now() + 20_000;
    while (elsewhere && (await reached(elsewhere)) !== 200 && Date.now() < until) await pause(100);
    if (elsewhere) expect(await reached(elsewhere)).toBe(200);
    const headers = { authorization: `Bearer ${made}` };
    expect((await fetch(`http://127.0.0.1:${port}/v1/queries`, { headers })).status).toBe(200);
  });

  it('lets what runs end when it is told to stop, and takes nothing new', async () => {
    const made = await token(demo);
    const { child, port } = await serve(demo);
    const url = `http://127.0.0.1:${port}`;
    const response = await fetch(`${url}/v1/query`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${made}`,
        'content-type': 'application/json',
        accept: 'application/x-ndjson',
      },
      body: JSON.stringify({ query: "config from iam where dest.cloud.service.name = 's3' limit 20000" }),
    });
    const reader = response.body!.getReader();
    await reader.read();
    child.kill('SIGTERM');
    await pause(100);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    let text = '';
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      text += Buffer.from(piece.value).toString();
    expect(text.endsWith('}\n')).toBe(true);
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    expect(code).toBe(0);
  });

  it('says what is wrong with where it should listen', async () => {
    const { port } = await serve(demo);
    const taken = await grantgraph(demo, 'serve', '--port', String(port));
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(taken.stderr).toBe(
      `grantgraph: cannot listen on \`127.0.0.1\`, port ${port}: somebody else listens there [cannot-listen]\n  give another with --port and --host\n`,
    );
    const half = await grantgraph(demo, 'serve', '--tls-key', main);
    expect(half).toMatchObject({ code: 2, stderr: expect.stringContaining('[incomplete-tls]') });
    const wrong = await grantgraph(demo, 'serve', '--tls-key', main, '--tls-cert', main);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('[invalid-tls]') });
  });
});
