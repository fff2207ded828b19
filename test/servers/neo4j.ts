import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import neo4j from 'neo4j-driver';
import { freePort } from './free-port.js';
import { neo4jJars } from './neo4j-jars.js';
import type { ServerAddress } from './neo4j-wipe.js';
import { lacking } from './requirement.js';

/** A server of one's own, to be maltreated. */
export interface Neo4jServer extends ServerAddress {
  readonly home: string;
  readonly port: number;
  /** The process at this moment. */
  pid(): number | undefined;
  /** The end of what the server wrote. */
  log(): string;
  /** Like a power cut. */
  kill(): Promise<void>;
  /** The same home and port once more, after an orderly end where it runs; with other further settings where they are given. */
  restart(settings?: readonly string[]): Promise<void>;
  /** Takes the home away, too. */
  stop(): Promise<void>;
}

export interface Neo4jServerOptions {
  /** Where the database keeps its files; a directory of its own otherwise. What is in it goes with the server. */
  readonly home?: string;
  /** Further lines of `neo4j.conf`. */
  readonly settings?: readonly string[];
  /** Largest heap. Default 512. */
  readonly heapMib?: number;
  /** Largest size of any file it writes; no limit otherwise. */
  readonly fileMib?: number;
}

/** The server that `NEO4J_URL` (`NEO4J_USER`, `NEO4J_PASSWORD`) names, else one of our own. Null where it cannot be had. */
export async function startNeo4j(): Promise<(ServerAddress & { stop(): Promise<void> }) | null> {
  const given = process.env['NEO4J_URL'];
  if (!given) return startOwnNeo4j();
  const user = process.env['NEO4J_USER'] ?? 'neo4j';
  return { url: given, user, password: process.env['NEO4J_PASSWORD'] ?? '', stop: async () => {} };
}

/**
 * A real Neo4j community server on a free port with a home of its own, in about 3 s of a quiet machine and 300 MiB of memory. Null where
 * it cannot be had.
 */
export async function startOwnNeo4j(options: Neo4jServerOptions = {}): Promise<Neo4jServer | null> {
  const jars = neo4jJars();
  if (jars === null) return null;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'grantgraph-neo4j-'));
  const server = new LocalServer(jars, home, await freePort(), options);
  try {
    await server.restart(options.settings ?? []);
    await server.setPassword();
  } catch (error) {
    await server.stop();
    return lacking('Neo4j', `the server did not start: ${(error as Error).message}`);
  }
  return server;
}

function configuration(port: number, more: readonly string[]): string {
  const lines = [
    `server.bolt.listen_address=127.0.0.1:${port}`,
    'server.http.enabled=false',
    'server.https.enabled=false',
    'dbms.usage_report.enabled=false',
    'server.memory.pagecache.size=64m',
    // Tests make and drop much in little time.
    'db.tx_log.rotation.retention_policy=false',
    'db.tx_log.preallocate=false',
    ...more,
  ];
  // The server refuses a setting that stands twice: the last one counts.
  return `${[...new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line])).values()].join('\n')}\n`;
}

class LocalServer implements Neo4jServer {
  readonly user = 'neo4j';
  readonly password = randomBytes(12).toString('base64url');
  readonly url: string;
  private child: ChildProcess | null = null;

  constructor(
    private readonly jars: string,
    readonly home: string,
    readonly port: number,
    private readonly options: Neo4jServerOptions,
  ) {
    this.url = `bolt://127.0.0.1:${port}`;
  }

  pid(): number | undefined {
    return this.child?.pid;
  }

  log(): string {
    const file = join(this.home, 'logs', 'neo4j.log');
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-4000) : '';
  }

  private async start(): Promise<void> {
    const { heapMib = 512, fileMib } = this.options;
    // The second compiler costs such short lives more than it gives.
    const java = [`-Xms${heapMib / 2}m`, `-Xmx${heapMib}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    const main = ['org.neo4j.server.CommunityEntryPoint', `--home-dir=${this.home}`, `--config-dir=${this.home}/conf`];
    const command = ['java', ...java, '-cp', `${this.jars}/*`, ...main];
    const limit = fileMib === undefined ? '' : `ulimit -f ${fileMib * 2048}; `;
    const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], { stdio: 'ignore' });
    this.child = child;
    // The server must not outlive the tests, whatever ends them.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    await this.listening(child);
  }

  private async listening(child: ChildProcess): Promise<void> {
    const driver = neo4j.driver(this.url, neo4j.auth.basic(this.user, this.password), { connectionTimeout: 1000 });
    try {
      for (const until = Date.now() + 120_000; Date.now() < until && child.exitCode === null; await pause(150)) {
        try {
          await driver.getServerInfo();
          return;
        } catch (error) {
          // Whoever refuses credentials is there.
          if (/Security/.test(String((error as { code?: string }).code))) return;
        }
      }
    } finally {
      await driver.close();
    }
    throw new Error(`it does not answer: ${this.log().slice(-500)}`);
  }

  async setPassword(): Promise<void> {
    const driver = neo4j.driver(this.url, neo4j.auth.basic(this.user, 'neo4j'));
    const session = driver.session({ database: 'system' });
    try {
      await session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password", { password: this.password });
    } finally {
      await session.close();
      await driver.close();
    }
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async restart(settings?: readonly string[]): Promise<void> {
    await this.end('SIGTERM');
    if (settings) {
      mkdirSync(join(this.home, 'conf'), { recursive: true });
      writeFileSync(join(this.home, 'conf', 'neo4j.conf'), configuration(this.port, settings));
    }
    await this.start();
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    // The home may be a disk of its own, which stays.
    for (const name of existsSync(this.home) ? readdirSync(this.home) : [])
      rmSync(join(this.home, name), { recursive: true, force: true, maxRetries: 3 });
    if (this.options.home === undefined) rmSync(this.home, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}
