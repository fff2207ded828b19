import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import neo4j from 'neo4j-driver';
import { freePort } from './free-port.js';
import { locked, serverCache } from './install-lock.js';
import type { ServerAddress } from './neo4j-wipe.js';
import { lacking } from './requirement.js';

/** The last long-term version; it runs on Java 17. The server is for tests alone, and no part of the package. */
const version = '5.26.30';

export interface Neo4jServer extends ServerAddress {
  readonly home: string;
  readonly port: number;
  /** The process at this moment; undefined for a server that is not ours. */
  readonly pid: () => number | undefined;
  /** The end of what the server wrote. */
  log(): string;
  /** Like a power cut. */
  kill(): Promise<void>;
  /** The same home and port once more. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface Neo4jServerOptions {
  /** Where the database keeps its files; a directory of its own otherwise. */
  readonly home?: string;
  /** Further lines of `neo4j.conf`. */
  readonly settings?: readonly string[];
}

/**
 * A real Neo4j community server on a free port with a home of its own; its jars are resolved once from Maven Central into the cache.
 * `NEO4J_URL` (`NEO4J_USER`, `NEO4J_PASSWORD`) names one that runs already. Null where it cannot be had.
 */
export async function startNeo4j(options: Neo4jServerOptions = {}): Promise<Neo4jServer | null> {
  const given = process.env['NEO4J_URL'];
  if (given && options.home === undefined && options.settings === undefined) return standing(given);
  const jars = install();
  if (jars === null) return null;
  const port = await freePort();
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'grantgraph-neo4j-'));
  mkdirSync(join(home, 'conf'), { recursive: true });
  writeFileSync(join(home, 'conf', 'neo4j.conf'), configuration(port, options.settings ?? []));
  const server = new LocalServer(jars, home, port);
  try {
    await server.start();
    await server.setPassword();
  } catch (error) {
    await server.stop();
    return lacking('Neo4j', `the server did not start: ${(error as Error).message}`);
  }
  return server;
}

function standing(url: string): Neo4jServer {
  const not = () => Promise.reject(new Error('the server of NEO4J_URL is not ours to stop'));
  return {
    url,
    user: process.env['NEO4J_USER'] ?? 'neo4j',
    password: process.env['NEO4J_PASSWORD'] ?? '',
    home: '',
    port: Number(new URL(url).port),
    pid: () => undefined,
    log: () => '',
    kill: not,
    restart: not,
    stop: async () => {},
  };
}

function configuration(port: number, more: readonly string[]): string {
  return [
    `server.bolt.listen_address=127.0.0.1:${port}`,
    'server.http.enabled=false',
    'server.https.enabled=false',
    'dbms.usage_report.enabled=false',
    'server.memory.pagecache.size=128m',
    // Tests make and drop much in little time.
    'db.tx_log.rotation.retention_policy=false',
    'db.tx_log.preallocate=false',
    ...more,
    '',
  ].join('\n');
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

  async start(): Promise<void> {
    const java = ['-Xms256m', '-Xmx768m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=4', '-cp', `${this.jars}/*`];
    const main = ['org.neo4j.server.CommunityEntryPoint', `--home-dir=${this.home}`, `--config-dir=${this.home}/conf`];
    const child = spawn('java', [...java, ...main], { stdio: 'ignore' });
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

  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
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

/** The directory of the server's jars. */
function install(): string | null {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.status !== 0) return lacking('Neo4j', 'there is no Java here');
  const directory = join(serverCache, `neo4j-${version}`);
  if (existsSync(directory)) return directory;
  mkdirSync(serverCache, { recursive: true });
  return locked(`${directory}.lock`, () => (existsSync(directory) ? directory : resolveJars(directory)));
}

function resolveJars(directory: string): string | null {
  const making = mkdtempSync(`${directory}-`);
  const dependency = (group: string, artifact: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  writeFileSync(
    join(making, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>server</groupId><artifactId>server</artifactId>
     <version>1</version><dependencies>${dependency('org.neo4j', 'neo4j')}${dependency('org.neo4j.app', 'neo4j-server')}</dependencies></project>`,
  );
  try {
    const got = spawnSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
      cwd: making,
      encoding: 'utf8',
      timeout: 220_000,
    });
    if (got.status !== 0)
      return lacking('Neo4j', `its jars cannot be resolved: ${got.error?.message ?? got.stdout.slice(-300)}`);
    renameSync(join(making, 'jars'), directory);
    return directory;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
