import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { nodeSqlite } from '../../src/store/embedded/driver.js';

let directory: string | null = null;

/** A directory for the data of one test file, removed at its end. */
export function temporary(): string {
  directory ??= mkdtempSync(join(tmpdir(), 'grantgraph-store-'));
  return directory;
}

afterAll(() => {
  if (directory) rmSync(directory, { recursive: true, force: true });
  directory = null;
});

/** Drivers that this runtime has. */
export const driversHere: readonly ('node' | 'libsql')[] = nodeSqlite() ? ['node', 'libsql'] : ['libsql'];
if (driversHere.length === 1) console.warn('this runtime has no usable SQLite of its own: only libsql is tested');
