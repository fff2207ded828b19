import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came
  readonly json: any;
}

/** `grantgraph serve` in a process of its own, that may be killed. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly logged: () => string,
  ) {}

  /** `global` stands before the command: `--data DIR`, `--store URL`. */
  static async start(
    global: readonly string[],
    options: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const args = [bin, ...global, 'serve', '--port', '0', '--threads', '1', ...options];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let log = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (piece) => {
        log += piece;
        const found = /"url":"(https?:\/\/[^"]+)"/.exec(log)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', () => reject(new Error(log)));
    });
    return new ServiceProcess(child, url, () => log);
  }

  get log(): string {
    return this.logged();
  }

  /** Errors: a connection that broke off. */
  async ask(token: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: await response.json() };
  }

  /** As a power cut would. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}
