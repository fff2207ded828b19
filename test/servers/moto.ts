import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { locked, serverCache } from './install-lock.js';
import { lacking } from './requirement.js';

export interface Moto {
  readonly endpoint: string;
  stop(): void;
}

/** A real AWS API server (moto 5) on a free port; made once in a virtual environment under the cache directory. Null where it cannot be had. */
export async function startMoto(): Promise<Moto | null> {
  const server = install();
  if (server === null) return null;
  const port = await freePort();
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  if (!(await answers(endpoint, child))) {
    child.kill();
    return lacking('moto', 'the server did not answer');
  }
  return { endpoint, stop: () => void child.kill('SIGKILL') };
}

function install(): string | null {
  const directory = join(serverCache, 'moto');
  const server = join(directory, 'bin', 'moto_server');
  if (existsSync(server)) return server;
  mkdirSync(serverCache, { recursive: true });
  return locked(`${directory}.lock`, () => (existsSync(server) ? server : make(directory, server)));
}

function make(directory: string, server: string): string | null {
  const made = spawnSync('python3', ['-m', 'venv', directory], { encoding: 'utf8' });
  if (made.status !== 0) return lacking('moto', `python3 -m venv failed: ${made.error?.message ?? made.stderr}`);
  const got = spawnSync(join(directory, 'bin', 'pip'), ['install', '-q', 'moto[server]>=5,<6'], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  return got.status === 0 ? server : lacking('moto', `pip install failed: ${got.stderr.slice(-300)}`);
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 150 && child.exitCode === null; attempt++) {
    try {
      if ((await fetch(`${endpoint}/moto-api/`)).ok) return true;
    } catch {
      // Not yet listening.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
