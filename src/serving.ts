import { builtFile } from './base/built-file.js';
import { ChainedAuditLog } from './callers/audit-log.js';
import { Authenticators } from './callers/authenticators.js';
import { TokenBook } from './callers/token-book.js';
import type { ServeFace } from './cli/serve.js';
import { Sessions, withSessions } from './http/compatible/sessions.js';
import { makeLog } from './http/log.js';
import { serve } from './http/serve.js';
import { usualLimits } from './http/settings.js';
import { JobDesk, Jobs } from './jobs/index.js';

/** Connects the service: who may ask and the audit log stand in the store, questions are evaluated in threads that open it themselves. */
export const serving: ServeFace = async (environment, options, ending) => {
  const { port, host, threads, tls, corsOrigin, store } = options;
  const records = (await environment.store({ create: true })).records();
  const log = makeLog(options.logLevel);
  const book = new TokenBook(records);
  const sessions = new Sessions(records, book);
  const authenticator = withSessions(new Authenticators({ records, loopback: false }), sessions);
  const jobs = await JobDesk.open({
    jobs: new Jobs(records, { onError: (error) => log.error({ err: error }, 'a job') }),
    grounds: { directory: options.ingestDir ?? null, live: options.ingestLive, providers: environment.providers },
    store,
    threadFile: builtFile('./job-thread.js', import.meta.url),
  });
  const running = await serve({
    ...{ store, log, authenticator, sessions, jobs },
    audit: new ChainedAuditLog(records),
    threadFile: builtFile('./evaluation-thread.js', import.meta.url),
    anyCredential: await book.any(),
    ...(threads === undefined ? {} : { threads }),
    settings: {
      ...{ host, port },
      limits: {
        ...usualLimits,
        bodyBytes: options.maxBody * 1024 * 1024,
        queryMs: options.queryTimeout * 1000,
        running: options.maxRunning,
        waiting: options.maxWaiting,
        perMinute: options.rate,
        drainMs: options.drain * 1000,
      },
      staleAfterSeconds: options.staleAfter,
      ...(tls ? { tls } : {}),
      ...(corsOrigin ? { corsOrigins: corsOrigin } : {}),
    },
  });
  log.info({ url: running.url, docs: `${running.url}/docs` }, 'listening');
  await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve(), { once: true }));
  log.info('ending: running requests are let through');
  await running.close();
  return 0;
};
