import { builtFile } from './base/built-file.js';
import { ChainedAuditLog } from './callers/audit-log.js';
import { Authenticators } from './callers/authenticators.js';
import { TokenBook } from './callers/token-book.js';
import type { ServeFace } from './cli/serve.js';
import { Sessions, withSessions } from './http/compatible/sessions.js';
import { makeLog } from './http/log.js';
import { isLoopback, serve } from './http/serve.js';
import { usualLimits } from './http/settings.js';
import { JobDesk, Jobs } from './jobs/index.js';

/** Connects the service: who may ask and the audit log stand in the store, questions are evaluated in threads that open it themselves. */
export const serving: ServeFace = async (environment, options, ending) => {
  const { port, host, threads, tls, corsOrigin, store } = options;
  const records = (await environment.store({ create: true })).records();
  const log = makeLog(options.logLevel);
  const book = new TokenBook(records);
  const sessions = new Sessions(records, book);
  const ways = new Authenticators({
    records,
    loopback: false,
    ...(options.settings ? { settings: options.settings } : {}),
  });
  const authenticator = withSessions(ways, sessions);
  const audit = new ChainedAuditLog(records);
  const jobs = await JobDesk.open({
    jobs: new Jobs(records, { onError: (error) => log.error({ err: error }, 'a job') }),
    grounds: { directory: options.ingestDir ?? null, live: options.ingestLive, providers: environment.providers },
    store,
    threadFile: builtFile('./job-thread.js', import.meta.url),
  });
  const running = await serve({
    ...{ store, log, authenticator, audit, sessions, jobs },
    threadFile: builtFile('./evaluation-thread.js', import.meta.url),
    anyCredential: () => ways.any(),
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
  const { url, insteadOf } = running;
  const plain = !tls && !isLoopback(host) && insteadOf === null;
  process.stdout.write(`${greeting({ url, insteadOf, anyCredential: await ways.any(), plain })}\n`);
  await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve(), { once: true }));
  log.info('ending: running requests are let through');
  await running.close();
  await audit.settled();
  return 0;
};

interface Greeted {
  readonly url: string;
  readonly insteadOf: string | null;
  readonly anyCredential: boolean;
  readonly plain: boolean;
}

/** For whoever started it. */
function greeting({ url, insteadOf, anyCredential, plain }: Greeted): string {
  const lines = [`grantgraph answers at ${url}, its documents are at ${url}/docs`];
  if (insteadOf !== null)
    lines.push(`not at ${insteadOf}: as long as nobody can show who they are, only this machine may reach it`);
  if (!anyCredential)
    lines.push('no token was made yet, so every question is refused: grantgraph token create --name me --role read');
  if (plain)
    lines.push(
      'it is reached from elsewhere without encryption: give it --tls-key and --tls-cert, or a proxy that has them',
    );
  return lines.join('\n');
}
