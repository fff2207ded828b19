import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import type { AuditLog } from '../callers/audit-entry.js';
import type { Authenticator } from '../callers/authenticator.js';
import type { Settings } from '../commands/environment.js';
import type { JobDesk } from '../jobs/desk.js';
import type { Sessions } from './compatible/sessions.js';
import { Lanes } from './evaluation/lanes.js';
import type { Logger } from './log.js';
import { RunningServer } from './server.js';
import type { Service } from './service.js';
import type { ServiceSettings } from './settings.js';

export interface ServeParts {
  /** Where the data is: each evaluation thread opens it for itself. */
  readonly store: Settings;
  /** Program of an evaluation thread. */
  readonly threadFile: string;
  readonly settings: ServiceSettings;
  /** Threads for quick questions; default: one less than there are processors, at most 4. */
  readonly threads?: number;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly sessions: Pick<Sessions, 'login' | 'extend'>;
  /** Ends with the service: what goes on then has as long as running requests. */
  readonly jobs: JobDesk;
  readonly log: Logger;
  /** Is there anybody who could show who he is? */
  readonly anyCredential: () => Promise<boolean>;
}

/** A service that was started. */
export interface Serving {
  readonly url: string;
  readonly service: Service;
  /** The host that was asked for, while it is not taken. */
  readonly insteadOf: string | null;
  close(): Promise<void>;
}

/** How often is looked whether anybody can show who he is by now. */
const lookEveryMs = 2000;

/**
 * Starts the service. Nobody but this machine reaches it before there is a way to show who one is; from then on it listens where it was
 * told to. Errors: `cannot-listen`, `invalid-tls`.
 */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { store, threadFile, settings, authenticator, audit, sessions, jobs, log, anyCredential } = parts;
  const threads = parts.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1));
  let insteadOf = isLoopback(settings.host) || (await anyCredential()) ? null : settings.host;
  const bound = insteadOf === null ? settings : { ...settings, host: '127.0.0.1' };
  const lanes = new Lanes({ ...store, threadFile, threads });
  const own = { settings: bound, lanes, authenticator, audit, sessions, jobs, log };
  const running = await RunningServer.start(own).catch(async (error: unknown) => {
    await Promise.all([lanes.close(), jobs.close(0)]);
    throw error;
  });
  const widening = setInterval(async () => {
    if (insteadOf === null || !(await anyCredential().catch(() => false))) return;
    const host = insteadOf;
    insteadOf = null;
    clearInterval(widening);
    await running.moveTo(host);
    log.info({ url: running.url }, 'somebody can show who they are now: listening where it was asked for');
  }, lookEveryMs);
  widening.unref();
  if (insteadOf === null) clearInterval(widening);
  return {
    service: running.service,
    get url() {
      return running.url;
    },
    get insteadOf() {
      return insteadOf;
    },
    close: async () => {
      clearInterval(widening);
      await Promise.all([running.close(), jobs.close(settings.limits.drainMs)]);
      await lanes.close();
    },
  };
}

/** Can only this machine reach it? */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
