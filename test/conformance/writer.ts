import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./writer-process.mjs', import.meta.url));

export interface WriterOptions {
  readonly size?: number;
  readonly user?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process of its own that writes to a store; it ends with `kill` at the latest. */
export class Writer {
  readonly lines: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly waiting: { line: RegExp; resolve: () => void; reject: (error: Error) => void }[] = [];
  private errors = '';

  /** `where` = a directory, or the URL of a database; who may write there stands in the environment. */
  constructor(where: string, mode: 'loop' | 'hold' | 'look', options: WriterOptions = {}) {
    if (!existsSync(new URL('../../dist/src/store/embedded/index.js', import.meta.url)))
      throw new Error('dist is not built: run npm run build first');
    const identity = options.user === undefined ? {} : { uid: options.user, gid: options.user };
    this.child = spawn(process.execPath, [script, where, mode, String(options.size ?? 300)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...identity,
    });
    this.child.stderr!.on('data', (data) => {
      this.errors += String(data);
    });
    const reader = createInterface({ input: this.child.stdout! });
    reader.on('line', (line) => this.take(line));
    const closed = new Promise((resolve) => reader.once('close', resolve));
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.ended = Promise.all([closed, exited]).then(() => {
      for (const { reject, line } of this.waiting) reject(new Error(`the writer ended before ${line}: ${this.errors}`));
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves once a line like it was said. */
  until(line: RegExp): Promise<void> {
    if (this.lines.some((one) => line.test(one))) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ line, resolve, reject }));
  }

  /** Kills it as `kill -9` does and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async end(): Promise<void> {
    await this.ended;
    if (this.child.exitCode !== 0) throw new Error(`the writer failed: ${this.errors}`);
  }

  /** The last round that was told in lines of this word; 0 for none. */
  last(word: string): number {
    const found = this.lines.findLast((line) => line.startsWith(`${word} `));
    return found ? Number(found.slice(word.length + 1)) : 0;
  }

  private take(line: string): void {
    this.lines.push(line);
    for (const one of this.waiting.filter((waiting) => waiting.line.test(line))) {
      this.waiting.splice(this.waiting.indexOf(one), 1);
      one.resolve();
    }
  }
}
