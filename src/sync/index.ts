import type { Fact, JsonObject, PartInput, Problem } from '../graph/fact.js';
import type { IndexerFactory, PartIndexer } from '../graph/generation-index.js';
import type { Generation, Ingest, PartStatus, ReplacePart, Store } from '../store/contract.js';
import { joined } from './join-inputs.js';
import { requireInputs } from './require-inputs.js';

export interface SyncProgress {
  step(text: string, done?: number, total?: number): void;
  warn(text: string): void;
}

/** A part whose collection failed. `provider` need only be given where inputs of several providers come together. */
export interface SyncFailure {
  readonly provider?: string;
  readonly scope: string;
  readonly part: string;
  readonly code: string;
  readonly message: string;
}

export interface SyncOptions {
  readonly indexers: IndexerFactory;
  /** ISO instant of the data. */
  readonly collectedAt: string;
  /** Drop parts of the touched scopes, of the same provider, that were neither brought nor failed. */
  readonly complete?: boolean;
  /** Parts whose collection failed: their earlier facts stay and are marked stale. */
  readonly failures?: readonly SyncFailure[];
  readonly progress: SyncProgress;
  readonly signal?: AbortSignal;
}

export interface SyncedPart {
  readonly scope: string;
  readonly part: string;
  /** Facts the part has now. */
  readonly facts: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
  /** Nothing in it changed. */
  readonly unchanged: boolean;
  readonly problems: number;
  /** The same by severity. */
  readonly severities: Readonly<Partial<Record<Problem['severity'], number>>>;
}

export interface SyncReport {
  readonly generation: Generation;
  readonly parts: readonly SyncedPart[];
  /** Parts that went because a complete dump did not bring them. */
  readonly dropped: readonly { readonly scope: string; readonly part: string }[];
  /** Milliseconds, reading and mapping of the inputs included. */
  readonly ms: number;
}

/** Facts between two looks at the signal and two words of progress. */
const factsPerStep = 10_000;

/**
 * Replaces every part that the inputs bring, indexes them, and commits once. Any error, and an abort by the signal (which throws
 * its reason), leaves the store as it was. Errors: `invalid-input`, the store's, and those of the inputs, which name their place.
 */
export async function sync(store: Store, inputs: readonly PartInput[], options: SyncOptions): Promise<SyncReport> {
  const started = performance.now();
  requireInputs(inputs, options.collectedAt);
  const parts = joined(inputs);
  options.signal?.throwIfAborted();
  const ingest = await store.ingest({ collectedAt: options.collectedAt });
  try {
    // Behind the lock: nobody else changes them now.
    const known = await store.parts();
    const synced: SyncedPart[] = [];
    for (const [at, part] of parts.entries()) {
      options.signal?.throwIfAborted();
      options.progress.step(`storing ${part.scope} ${part.part}`, at, parts.length);
      synced.push(await syncPart(ingest, part, known, options));
    }
    for (const failure of options.failures ?? [])
      ingest.stale(failure.scope, failure.part, `${failure.code}: ${failure.message}`, failure.provider);
    const dropped = options.complete ? dropAbsent(ingest, parts, known, options.failures ?? []) : [];
    options.signal?.throwIfAborted();
    options.progress.step('committing', parts.length, parts.length);
    const generation = await ingest.commit();
    return { generation, parts: synced, dropped, ms: Math.round(performance.now() - started) };
  } catch (error) {
    await ingest.abort();
    throw error;
  }
}

async function syncPart(
  ingest: Ingest,
  part: PartInput,
  known: readonly PartStatus[],
  options: SyncOptions,
): Promise<SyncedPart> {
  const { provider, scope, source, digest } = part;
  const target: ReplacePart = {
    provider,
    scope,
    part: part.part,
    source,
    digest,
    notCollected: part.notCollected ?? [],
  };
  const label = { scope, part: part.part };
  if (ingest.unchanged(target)) {
    const { facts = 0, problems = 0 } = known.find((status) => isPart(status, target)) ?? {};
    return {
      ...label,
      facts,
      added: 0,
      changed: 0,
      removed: 0,
      same: facts,
      unchanged: true,
      problems,
      severities: {},
    };
  }
  const indexer = options.indexers(provider, scope, part.part);
  const counts = await ingest.replace(target, teed(part, indexer, options));
  if (indexer) await ingest.index(target, indexer.finish());
  ingest.problems(target, part.problems.map(asJson));
  return {
    ...label,
    facts: counts.added + counts.changed + counts.same,
    ...counts,
    unchanged: counts.added + counts.changed + counts.removed === 0,
    problems: part.problems.length,
    severities: severitiesOf(part.problems),
  };
}

/** Every fact goes to the indexer on its way to the store; synchronous inputs stay synchronous. */
function teed(
  part: PartInput,
  indexer: PartIndexer | null,
  options: SyncOptions,
): Iterable<Fact> | AsyncIterable<Fact> {
  const facts = part.facts();
  let count = 0;
  const see = (fact: Fact): Fact => {
    if (++count % factsPerStep === 0) {
      options.signal?.throwIfAborted();
      options.progress.step(`storing ${part.scope} ${part.part}`, count);
    }
    indexer?.add(fact);
    return fact;
  };
  return Symbol.iterator in facts ? seen(facts, see) : seenLater(facts, see);
}

function* seen(facts: Iterable<Fact>, see: (fact: Fact) => Fact): Iterable<Fact> {
  for (const fact of facts) yield see(fact);
}

async function* seenLater(facts: AsyncIterable<Fact>, see: (fact: Fact) => Fact): AsyncIterable<Fact> {
  for await (const fact of facts) yield see(fact);
}

function asJson(problem: Problem): JsonObject {
  return Object.fromEntries(Object.entries(problem).filter(([, value]) => value !== undefined)) as JsonObject;
}

function severitiesOf(problems: readonly Problem[]): Partial<Record<Problem['severity'], number>> {
  const counts: Partial<Record<Problem['severity'], number>> = {};
  for (const { severity } of problems) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

interface PartName {
  readonly provider: string;
  readonly scope: string;
  readonly part: string;
}

function isPart(a: PartName, b: PartName): boolean {
  return a.provider === b.provider && a.scope === b.scope && a.part === b.part;
}

/** Only scopes that the inputs touch: what a dump says nothing of stays. */
function dropAbsent(
  ingest: Ingest,
  parts: readonly PartInput[],
  known: readonly PartStatus[],
  failures: readonly SyncFailure[],
): { scope: string; part: string }[] {
  const touched = new Set(parts.map(({ provider, scope }) => JSON.stringify([provider, scope])));
  const absent = known.filter(
    (status) =>
      touched.has(JSON.stringify([status.provider, status.scope])) &&
      !parts.some((part) => isPart(part, status)) &&
      !failures.some((failure) => isPart({ ...failure, provider: failure.provider ?? status.provider }, status)),
  );
  for (const { scope, part, provider } of absent) ingest.drop(scope, part, provider);
  return absent.map(({ scope, part }) => ({ scope, part }));
}
