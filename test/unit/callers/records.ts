import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Store } from '../../../src/store/contract.js';
import { openEmbeddedStore } from '../../../src/store/embedded/index.js';

const directories: string[] = [];
const stores: Store[] = [];

/** A store of its own, closed and removed at the end of the test file. */
export async function freshStore(): Promise<{ readonly store: Store; readonly directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'grantgraph-callers-'));
  directories.push(directory);
  const store = await openEmbeddedStore(directory, { create: true });
  stores.push(store);
  return { store, directory };
}

afterAll(async () => {
  for (const store of stores) await store.close();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});
