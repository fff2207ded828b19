import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Tokens } from '../src/callers/tokens.js';
import { wire } from '../src/wiring.js';
import { freePort } from '../test/servers/free-port.js';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly token: string;
  /** Resident set now, MB. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** `grantgraph serve` over a store, with a token that may read everything. */
export async function serviceOver(where: { readonly data: string; readonly store: string }): Promise<ServerProcess> {
  const environment = wire(where);
  const records = (await environment.store()).records();
  const { token } = await new Tokens(records).create({ name: 'bench', role: 'reader', by: 'bench' });
  await environment.close();
  const port = await freePort();
  const limits = ['--rate', '100000000', '--max-waiting', '10000', '--query-timeout', '600', '--log-level', 'warn'];
  const place = ['--data', where.data, '--store', where.store];
  return started([main, ...place, 'serve', '--port', String(port), ...limits], `http://127.0.0.1:${port}`, token);
}

/** A bare Express route that returns these bytes. */
export async function bareRoute(body: string): Promise<ServerProcess> {
  const port = await freePort();
  const script = `
    import express from 'express';
    const body = Buffer.from(process.env.BODY, 'base64');
    const app = express();
    app.get('/healthz', (_request, response) => response.json({}));
    app.post('/v1/query', (_request, response) => { response.type('application/json'); response.send(body); });
    app.listen(${port}, '127.0.0.1');`;
  const env = { ...process.env, BODY: Buffer.from(body).toString('base64') };
  return started(['--input-type=module', '-e', script], `http://127.0.0.1:${port}`, '', env);
}

async function started(args: string[], url: string, token: string, env = process.env): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env, cwd: root });
  await listening(child, url);
  return {
    url,
    token,
    memoryMb: async () => {
      const { readFile } = await import('node:fs/promises');
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

async function listening(child: ChildProcess, url: string): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until && child.exitCode === null; ) {
    try {
      if ((await fetch(`${url}/healthz`)).ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`nobody listens at ${url}`);
}
