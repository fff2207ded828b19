import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from './free-port.js';
import { pythonPackage } from './python-package.js';
import { lacking } from './requirement.js';

export interface Moto {
  readonly endpoint: string;
  stop(): void;
}

/** A real AWS API server (moto 5) on a free port; made once in a virtual environment under the cache directory. Null where it cannot be had. */
export async function startMoto(): Promise<Moto | null> {
  const server = pythonPackage('moto', 'moto[server]>=5,<6', 'moto_server');
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
