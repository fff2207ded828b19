import type { Caller } from '../../callers/caller.js';
import type { Environment } from '../../commands/environment.js';
import { ingest } from '../../commands/ingest.js';
import type { JsonObject } from '../../graph/fact.js';
import type { JobVoice } from '../contract.js';
import type { IngestWork } from './order.js';

/** The work itself. The result counts; single parts of a large estate would not fit into a record. */
export async function runIngest(
  environment: Environment,
  caller: Caller,
  work: IngestWork,
  voice: JobVoice,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { report, failures } = await ingest(environment, caller, { ...work, progress: voice, signal });
  for (const { scope, part, message, code } of failures) voice.warn(`${scope} ${part}: ${message} [${code}]`);
  const { generation, parts, dropped, ms } = report;
  const sum = (of: 'added' | 'changed' | 'removed' | 'same' | 'problems') =>
    parts.reduce((total, part) => total + part[of], 0);
  return {
    generation: generation.number,
    collectedAt: generation.collectedAt,
    facts: generation.facts,
    parts: parts.length,
    scopes: new Set(parts.map(({ scope }) => scope)).size,
    ...{ added: sum('added'), changed: sum('changed'), removed: sum('removed'), same: sum('same') },
    ...{ problems: sum('problems'), dropped: dropped.length, failures: failures.length, ms: Math.round(ms) },
  };
}
