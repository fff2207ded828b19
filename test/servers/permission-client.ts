import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locked, serverCache } from './install-lock.js';
import { lacking } from './requirement.js';

const packages = ['prismacloud-api>=5.3,<6', 'requests>=2.31,<3', 'update_checker'];

/**
 * Python with the client library that users of the product have, from PyPI, in a virtual environment made once in the cache directory.
 * Null where it cannot be had.
 */
export function clientPython(): string | null {
  const directory = join(serverCache, 'permission-client');
  const whole = join(directory, 'whole');
  const python = join(directory, 'bin', 'python');
  if (existsSync(whole)) return python;
  mkdirSync(serverCache, { recursive: true });
  return locked(`${directory}.lock`, () => (existsSync(whole) || install(directory, whole) ? python : null));
}

function install(directory: string, whole: string): boolean {
  rmSync(directory, { recursive: true, force: true });
  const made = spawnSync('python3', ['-m', 'venv', directory], { encoding: 'utf8' });
  if (made.status !== 0) {
    lacking('the client library', `python3 -m venv failed: ${made.error?.message ?? made.stderr}`);
    return false;
  }
  const pip = join(directory, 'bin', 'pip');
  const got = spawnSync(pip, ['install', '-q', ...packages], { encoding: 'utf8', timeout: 200_000 });
  if (got.status !== 0) {
    lacking('the client library', `pip install failed: ${got.stderr.slice(-300)}`);
    return false;
  }
  writeFileSync(whole, '');
  return true;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of the client, told of the server by the environment. It writes a log of errors into the directory it runs in. */
export async function runClient(
  python: string,
  program: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn(python, ['-c', program], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
