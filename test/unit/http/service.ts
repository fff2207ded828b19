import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { AuditEntry } from '../../../src/callers/audit-entry.js';
import { Authenticators } from '../../../src/callers/authenticators.js';
import { localAdministrator, type Role } from '../../../src/callers/caller.js';
import { TokenBook } from '../../../src/callers/token-book.js';
import type { WrittenScope } from '../../../src/callers/token-record.js';
import { Tokens } from '../../../src/callers/tokens.js';
import { demo } from '../../../src/commands/demo.js';
import type { Environment } from '../../../src/commands/environment.js';
import { Sessions, withSessions } from '../../../src/http/compatible/sessions.js';
import { makeLog } from '../../../src/http/log.js';
import { type Serving, serve } from '../../../src/http/serve.js';
import { type ServiceLimits, usualLimits } from '../../../src/http/settings.js';
import { JobDesk, Jobs } from '../../../src/jobs/index.js';
import { wire } from '../../../src/wiring.js';
import { freshStore } from '../../environment.js';
import { silent } from '../../scenarios/estate.js';

/** A real service over the sample organisation, on a free port, with the store that the tests stand on. */
export class TestService {
  readonly root = mkdtempSync(join(tmpdir(), 'grantgraph-http-'));
  private readonly made = new Map<string, string>();
  readonly entries: AuditEntry[] = [];
  readonly logged: string[] = [];
  environment!: Environment;
  serving!: Serving;
  tokens!: Tokens;
  desk!: JobDesk;

  get url(): string {
    return this.serving.url;
  }

  async start(limits: Partial<ServiceLimits> = {}): Promise<void> {
    const settings = { data: join(this.root, 'data'), store: await freshStore() };
    this.environment = wire(settings);
    await demo(this.environment, localAdministrator, this.root, silent);
    const records = (await this.environment.store()).records();
    this.tokens = new Tokens(records);
    const sessions = new Sessions(records, new TokenBook(records));
    const built = (file: string) => fileURLToPath(new URL(`../../../dist/src/${file}`, import.meta.url));
    this.desk = await JobDesk.open({
      jobs: new Jobs(records),
      grounds: { directory: join(this.root, 'dump'), live: false, providers: this.environment.providers },
      store: settings,
      threadFile: built('job-thread.js'),
    });
    this.serving = await serve({
      store: settings,
      threadFile: built('evaluation-thread.js'),
      threads: 1,
      authenticator: withSessions(new Authenticators({ records, loopback: false }), sessions),
      sessions,
      jobs: this.desk,
      audit: { add: async (entry) => void this.entries.push(entry) },
      log: makeLog('trace', { write: (line) => void this.logged.push(line) }),
      anyCredential: async () => true,
      settings: {
        ...{ host: '127.0.0.1', port: 0, staleAfterSeconds: 7 * 86_400, checkAnswers: true },
        limits: { ...usualLimits, perMinute: 1_000_000, failuresPerMinute: 1_000_000, drainMs: 2000, ...limits },
      },
    });
  }

  /** One for each role and scope. The service hears of a new one within a tenth of a second. */
  async token(role: Role, scope?: WrittenScope): Promise<string> {
    const key = JSON.stringify([role, scope]);
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const { token } = await this.tokens.create({ name: `test ${role}`, role, by: 'test', ...(scope ? { scope } : {}) });
    this.made.set(key, token);
    await pause(150);
    return token;
  }

  async stop(): Promise<void> {
    await this.serving?.close();
    await this.environment?.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Started once for a file of tests. */
export function testService(limits: Partial<ServiceLimits> = {}): TestService {
  const service = new TestService();
  beforeAll(() => service.start(limits));
  afterAll(() => service.stop());
  return service;
}

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came
  readonly json: any;
}

/** One request; a body that is no string is sent as JSON. */
export async function ask(
  service: TestService,
  token: string | null,
  method: string,
  path: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Told> {
  const response = await fetch(service.url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Some answers are no JSON.
  }
  return { status: response.status, headers: response.headers, text, json };
}
