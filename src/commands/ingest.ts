import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectFailure, Progress } from '../../connectors/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { PartInput } from '../graph/fact.js';
import { type SyncReport, sync } from '../sync/index.js';
import type { Environment } from './environment.js';

export interface IngestInput {
  readonly provider: string;
  /** Dump file or directory; absent = live collection. */
  readonly from?: string;
  /** What stands in place of `from` where the store says what a part came from; without it the path itself. */
  readonly shownAs?: string;
  readonly scope?: string;
  readonly collectedAt?: string;
  readonly complete?: boolean;
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

export interface IngestResult {
  readonly report: SyncReport;
  readonly failures: readonly CollectFailure[];
}

/** Replaces the parts a dump (or a live collection) brings, all in one transaction. */
export async function ingest(environment: Environment, caller: Caller, input: IngestInput): Promise<IngestResult> {
  assertEverything(caller, 'ingesting');
  const collectedAt = collectionInstant(input.collectedAt, environment.now());
  const connector = await environment.connector(input.provider);
  if (input.from !== undefined) return store(environment, connector, input, input.from, collectedAt, []);
  if (!connector.collect)
    throw new GrantgraphError('no-live-collection', `\`${input.provider}\` has no live collection`, {
      exit: 2,
      hint: 'give a dump with --from',
    });
  const directory = await mkdtemp(join(tmpdir(), 'grantgraph-'));
  try {
    const { failures, files } = await connector.collect({
      out: directory,
      progress: input.progress,
      settings: input.settings ?? {},
      ...(input.signal ? { signal: input.signal } : {}),
    });
    if (files.length === 0) throw nothingCollected(failures);
    return await store(environment, connector, input, directory, collectedAt, failures);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function store(
  environment: Environment,
  connector: Awaited<ReturnType<Environment['connector']>>,
  input: IngestInput,
  path: string,
  collectedAt: string,
  failures: readonly CollectFailure[],
): Promise<IngestResult> {
  const signal = input.signal ? { signal: input.signal } : {};
  const parts = await connector.read(path, {
    ...(input.scope ? { scope: input.scope } : {}),
    progress: input.progress,
    ...signal,
  });
  const { shownAs } = input;
  const named = shownAs === undefined ? parts : parts.map((part) => shown(part, path, shownAs));
  const report = await sync(await environment.store({ create: true }), named, {
    indexers: environment.indexers,
    collectedAt,
    complete: input.complete ?? false,
    failures: failures.filter((failure) => !failure.partial),
    progress: input.progress,
    ...signal,
  });
  return { report, failures };
}

function shown(part: PartInput, path: string, as: string): PartInput {
  return { ...part, source: part.source.replaceAll(path, as) };
}

function collectionInstant(given: string | undefined, now: number): string {
  if (given === undefined) return new Date(now).toISOString();
  const instant = Date.parse(given);
  if (Number.isNaN(instant))
    throw new GrantgraphError('invalid-date', `\`${given}\` is not a date`, {
      exit: 2,
      hint: 'write it as 2026-11-24 or 2026-11-24T10:00:00Z',
    });
  return new Date(instant).toISOString();
}

function nothingCollected(failures: readonly CollectFailure[]): GrantgraphError {
  const first = failures[0];
  const why = first ? `: ${first.scope} ${first.part}: ${first.message}` : '';
  return new GrantgraphError(first?.code ?? 'nothing-collected', `nothing could be collected${why}`, {
    data: { failures: failures.length },
  });
}
