import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import type { AuditLog } from '../callers/audit-entry.js';
import type { Authenticator } from '../callers/authenticator.js';
import type { Settings } from '../commands/environment.js';
import type { JobDesk } from '../jobs/desk.js';
import type { Sessions } from './compatible/sessions.js';
import { Lanes } from './evaluation/lanes.js';
import type { Logger } from './log.js';
import { type RunningServer, startServer } from './server.js';
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
  readonly anyCredential: boolean;
}

export interface Serving extends RunningServer {
  /** What was asked for, where it was not taken. */
  readonly insteadOf: string | null;
}

/** Starts the service. Nobody but this machine reaches it before there is a way to show who one is. */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { store, threadFile, settings, authenticator, audit, sessions, jobs, log } = parts;
  const threads = parts.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1));
  const refused = !parts.anyCredential && !isLoopback(settings.host);
  const bound = refused ? { ...settings, host: '127.0.0.1' } : settings;
  const lanes = new Lanes({ ...store, threadFile, threads });
  try {
    const running = await startServer({ settings: bound, lanes, authenticator, audit, sessions, jobs, log });
    return {
      ...running,
      insteadOf: refused ? settings.host : null,
      close: async () => {
        await Promise.all([running.close(), jobs.close(settings.limits.drainMs)]);
        await lanes.close();
      },
    };
  } catch (error) {
    await Promise.all([lanes.close(), jobs.close(0)]);
    throw error;
  }
}

/** Can only this machine reach it? */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
