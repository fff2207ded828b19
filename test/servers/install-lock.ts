import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where real servers are installed, once for all runs. */
export const serverCache = process.env['GRANTGRAPH_CACHE'] ?? join(homedir(), '.cache', 'grantgraph');

/** Test files run side by side; one of them installs and the others wait for it. */
export function locked<T>(lock: string, work: () => T): T {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const until = Date.now() + 240_000; ; ) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      // Whoever died while installing leaves its lock behind.
      if (Date.now() > until) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(pause, 0, 0, 500);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
