import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { IngestInput } from '../../commands/ingest.js';
import type { JsonObject } from '../../graph/fact.js';
import type { JobOrder, JobVoice } from '../contract.js';
import { sourceIn } from './source.js';
import { removeUpload, writeUpload } from './upload.js';

/** What of the outside an ingest by a client may use. */
export interface IngestGrounds {
  /** Directory whose dumps clients may name; null = none. */
  readonly directory: string | null;
  /** May clients start a collection with the credentials of the service? */
  readonly live: boolean;
  readonly providers: readonly string[];
}

/** What a client asks for: one of a dump of the directory, files, or a collection. */
export interface IngestRequest {
  readonly provider: string;
  readonly from?: string;
  /** Text by file name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly live?: boolean;
  readonly scope?: string;
  readonly collectedAt?: string;
  readonly complete?: boolean;
}

/** What the work is done with: plain data, so that it can be done in another thread. */
export type IngestWork = Omit<IngestInput, 'progress' | 'signal' | 'settings'>;

export type RunIngest = (work: IngestWork, caller: Caller, voice: JobVoice, signal: AbortSignal) => Promise<JsonObject>;

/**
 * One ingest as a job; files are written down before it is accepted. Settings of a collector never come from a client: they name servers
 * that would be shown the service's own credentials. Errors: `unknown-provider`, `invalid-ingest`, `live-not-allowed`, those of sources.
 */
export async function ingestOrder(
  grounds: IngestGrounds,
  caller: Caller,
  request: IngestRequest,
  run: RunIngest,
): Promise<JobOrder> {
  const { provider, from, files, live = false, scope, collectedAt, complete = false } = request;
  requireOne(grounds, request);
  const upload = files ? await writeUpload(files) : null;
  const source = upload ?? (from === undefined ? undefined : await sourceIn(grounds.directory, from));
  const given = { ...(scope ? { scope } : {}), ...(collectedAt ? { collectedAt } : {}), complete };
  const shownAs = upload ? 'upload' : (from ?? 'live');
  const work: IngestWork = { provider, ...given, ...(source === undefined ? {} : { from: source, shownAs }) };
  const about: JsonObject = {
    ...{ provider, ...given },
    ...(live ? { live } : {}),
    ...(from === undefined ? {} : { from }),
    ...(files ? { files: Object.keys(files).slice(0, 20), filesCount: Object.keys(files).length } : {}),
  };
  return {
    ...{ kind: 'ingest', key: `ingest:${provider}`, about, caller },
    work: (voice, signal) => run(work, caller, voice, signal),
    ...(upload ? { after: () => removeUpload(upload) } : {}),
  };
}

function requireOne({ providers, live }: IngestGrounds, request: IngestRequest): void {
  if (!providers.includes(request.provider))
    throw new GrantgraphError('unknown-provider', `no connector for \`${request.provider}\``, {
      exit: 2,
      hint: `providers: ${providers.join(', ')}`,
    });
  const ways = [request.from !== undefined, request.files !== undefined, request.live === true];
  if (ways.filter(Boolean).length !== 1)
    throw new GrantgraphError('invalid-ingest', 'an ingest takes one of `from`, `files` and `live`', { exit: 2 });
  if (request.live === true && !live)
    throw new GrantgraphError('live-not-allowed', 'this service collects nothing itself', {
      exit: 2,
      hint: 'send a dump, or start it with --ingest-live',
    });
}
