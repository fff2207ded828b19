import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccess } from '../src/wiring.js';
import { type EstateOptions, writeEstate } from './estate.js';

export interface Size {
  readonly label: string;
  readonly options: Partial<EstateOptions>;
}

/** The answer to every point question stays the same twenty principals while unrelated ones, with their policies and buckets, multiply. */
export const sizes: readonly Size[] = [
  { label: '1,500 principals, 1,000 buckets', options: { users: 1000, roles: 500, buckets: 1000, policies: 300 } },
  {
    label: '15,000 principals, 10,000 buckets',
    options: { users: 10_000, roles: 5000, groups: 500, buckets: 10_000, policies: 3000 },
  },
  {
    label: '150,000 principals, 100,000 buckets',
    options: { users: 100_000, roles: 50_000, groups: 5000, buckets: 100_000, policies: 30_000 },
  },
];

export const millionResources: Size = {
  label: '1,000,000 resources',
  options: { accounts: 10, users: 1000, roles: 500, buckets: 1_000_000, policies: 300 },
};

export interface CommandRun {
  readonly ms: number;
  /** Largest resident set of the process. */
  readonly peakMb: number;
}

type Opened = Awaited<ReturnType<typeof openAccess>>;

/** Where a run works: estates are written, loaded and opened once, on use, and all is removed at the end. */
export class Lab {
  readonly root = mkdtempSync(join(tmpdir(), 'grantgraph-bench-'));
  private readonly dumps = new Map<string, Promise<string>>();
  private readonly loads = new Map<string, Promise<string>>();
  private readonly opened = new Map<string, Promise<Opened>>();

  constructor(
    readonly scale: 'small' | 'full',
    private readonly keep: boolean,
  ) {}

  get sizes(): readonly Size[] {
    return this.scale === 'full' ? sizes : sizes.slice(0, 2);
  }

  dump(size: Size): Promise<string> {
    return memo(this.dumps, size.label, async () => {
      note(`${size.label}: generating`);
      const directory = join(this.root, `dump-${this.dumps.size}`);
      await writeEstate(directory, size.options);
      return directory;
    });
  }

  /** A data directory that holds the estate. */
  data(size: Size): Promise<string> {
    return memo(this.loads, size.label, async () => {
      const dump = await this.dump(size);
      note(`${size.label}: loading`);
      this.command('--data', `${dump}.data`, 'ingest', 'aws', '--from', dump, '-q');
      return `${dump}.data`;
    });
  }

  open(size: Size): Promise<Opened> {
    return memo(this.opened, size.label, async () => openAccess(await this.data(size)));
  }

  /** Runs the built command line in a process of its own. */
  command(...args: string[]): CommandRun {
    const script = `process.on('exit', () => console.error('peak', ${peakKb})); await import(${JSON.stringify(`file://${bin}`)});`;
    const started = performance.now();
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', 'grantgraph', ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const ms = performance.now() - started;
    if (done.status !== 0)
      throw new Error(`grantgraph ${args.join(' ')} ended with ${done.status}: ${done.stderr.slice(-500)}`);
    return { ms, peakMb: Number(/peak (\d+)/.exec(done.stderr)?.[1] ?? 0) / 1024 };
  }

  async close(): Promise<void> {
    for (const one of this.opened.values()) await (await one).close();
    if (this.keep) note(`kept: ${this.root}`);
    else rmSync(this.root, { recursive: true, force: true });
  }
}

/** Linux hands the peak of `getrusage` on to children; the status file tells that of the process alone. */
const peakKb = `/VmHWM:\\s*(\\d+)/.exec((() => { try { return process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8'); } catch { return ''; } })())?.[1] ?? process.resourceUsage().maxRSS`;

const bin = fileURLToPath(new URL('../src/main.js', import.meta.url));

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function memo<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
