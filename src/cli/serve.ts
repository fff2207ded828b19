import { readFileSync } from 'node:fs';
import { GrantgraphError } from '../base/errors.js';
import { type CallerSettings, parseCallerSettings } from '../callers/settings.js';
import type { Environment, Settings } from '../commands/environment.js';
import type { Session } from './session.js';

/** What the command line asks of the service. Times in seconds, sizes in MiB. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly threads?: number;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly clientCa?: string;
  /** File of identity providers and client certificates. */
  readonly callers?: string;
  readonly corsOrigin?: readonly string[];
  readonly maxBody: number;
  readonly queryTimeout: number;
  readonly maxRunning: number;
  readonly maxWaiting: number;
  readonly rate: number;
  readonly staleAfter: number;
  readonly drain: number;
  readonly ingestDir?: string;
  readonly ingestLive: boolean;
  readonly logLevel: string;
}

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  readonly clientCa?: string;
}

/** The service, as the roof hands it over: comes back when it has ended. */
export type ServeFace = (
  environment: Environment,
  options: ServeOptions & { readonly store: Settings; readonly tls?: TlsFiles; readonly settings?: CallerSettings },
  ending: AbortSignal,
) => Promise<number>;

/** Serves until it is told to end (SIGTERM, SIGINT); a second signal ends it at once. */
export async function serveCommand(
  { environment, options: global }: Session,
  options: ServeOptions,
  serve: ServeFace,
): Promise<number> {
  const ending = new AbortController();
  const stop = () => {
    if (ending.signal.aborted) process.exit(130);
    ending.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    const tls = tlsOf(options);
    const store = { data: global.data, store: global.store };
    const settings = options.callers === undefined ? undefined : callerSettings(options.callers);
    const given = { ...options, store, ...(tls ? { tls } : {}), ...(settings ? { settings } : {}) };
    return await serve(environment, given, ending.signal);
  } finally {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  }
}

function tlsOf({ tlsKey, tlsCert, clientCa }: ServeOptions): TlsFiles | null {
  if (tlsKey === undefined && tlsCert === undefined && clientCa === undefined) return null;
  if (tlsKey === undefined || tlsCert === undefined)
    throw new GrantgraphError('incomplete-tls', 'TLS takes both --tls-key and --tls-cert', { exit: 2 });
  return {
    key: read(tlsKey, '--tls-key'),
    cert: read(tlsCert, '--tls-cert'),
    ...(clientCa === undefined ? {} : { clientCa: read(clientCa, '--client-ca') }),
  };
}

function callerSettings(file: string): CallerSettings {
  const text = read(file, '--callers');
  try {
    return parseCallerSettings(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof GrantgraphError) throw error;
    throw new GrantgraphError('invalid-settings', 'the file is not JSON', { exit: 2, place: { file }, cause: error });
  }
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GrantgraphError('no-such-file', `${option}: cannot read \`${file}\``, { place: { file }, cause });
  }
}
