import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { locked, serverCache } from './install-lock.js';
import { lacking } from './requirement.js';

/**
 * A program of a package of PyPI in a virtual environment of its own under the cache directory, made once. `requirement` as pip takes it.
 * Null where it cannot be had.
 */
export function pythonPackage(name: string, requirement: string, program: string): string | null {
  const directory = join(serverCache, name);
  const file = join(directory, 'bin', program);
  if (existsSync(file)) return file;
  mkdirSync(serverCache, { recursive: true });
  return locked(`${directory}.lock`, () => (existsSync(file) ? file : install(name, directory, requirement, file)));
}

function install(name: string, directory: string, requirement: string, file: string): string | null {
  const made = spawnSync('python3', ['-m', 'venv', directory], { encoding: 'utf8' });
  if (made.status !== 0) return lacking(name, `python3 -m venv failed: ${made.error?.message ?? made.stderr}`);
  const got = spawnSync(join(directory, 'bin', 'pip'), ['install', '-q', requirement], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  return got.status === 0 ? file : lacking(name, `pip install failed: ${got.stderr.slice(-300)}`);
}
