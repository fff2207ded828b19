import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { Environment } from '../../commands/environment.js';
import { ingest } from '../../commands/ingest.js';
import type { JsonObject } from '../../graph/fact.js';
import type { SyncReport } from '../../sync/index.js';
import type { JobVoice } from '../contract.js';
import type { IngestWork } from './order.js';

/**
 * The work itself. The result counts: single parts of a large estate would not fit into a record. Where a dump lies on this host is told
 * to nobody.
 */
export async function runIngest(
  environment: Environment,
  caller: Caller,
  work: IngestWork,
  voice: JobVoice,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { from, shownAs } = work;
  const hide = (text: string) => (from === undefined || shownAs === undefined ? text : text.replaceAll(from, shownAs));
  const progress: JobVoice = {
    step: (text, done, total) => voice.step(hide(text), done, total),
    warn: (text) => voice.warn(hide(text)),
  };
  try {
    const { report, failures } = await ingest(environment, caller, { ...work, progress, signal });
    for (const { scope, part, message, code } of failures) voice.warn(hide(`${scope} ${part}: ${message} [${code}]`));
    return counts(report, failures.length);
  } catch (error) {
    throw error instanceof GrantgraphError ? hidden(error, hide) : error;
  }
}

function hidden(error: GrantgraphError, hide: (text: string) => string): GrantgraphError {
  const { code, message, exit, hint } = error;
  return new GrantgraphError(code, hide(message), {
    exit,
    ...(hint === undefined ? {} : { hint: hide(hint) }),
    cause: error,
  });
}

function counts({ generation, parts, dropped, ms }: SyncReport, failures: number): JsonObject {
  const sum = (of: 'added' | 'changed' | 'removed' | 'same' | 'problems') =>
    parts.reduce((total, part) => total + part[of], 0);
  return {
    generation: generation.number,
    collectedAt: generation.collectedAt,
    facts: generation.facts,
    parts: parts.length,
    scopes: new Set(parts.map(({ scope }) => scope)).size,
    ...{ added: sum('added'), changed: sum('changed'), removed: sum('removed'), same: sum('same') },
    ...{ problems: sum('problems'), dropped: dropped.length, failures, ms: Math.round(ms) },
  };
}
