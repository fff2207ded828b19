import { createHash } from 'node:crypto';
import type { Fact, JsonObject, PartInput, Problem } from '../graph/fact.js';
import type { IndexerFactory, PartIndexer } from '../graph/generation-index.js';
import type { Generation, Ingest, ReplacePart, Store } from '../store/contract.js';

export interface SyncProgress {
  step(text: string, done?: number, total?: number): void;
  warn(text: string): void;
}

export interface SyncOptions {
  readonly indexers: IndexerFactory;
  readonly collectedAt: string;
  /** Drop parts of the touched scopes that were not brought. */
  readonly complete?: boolean;
  /** Parts whose collection failed: their earlier facts stay and are marked stale. */
  readonly failures?: readonly {
    readonly scope: string;
    readonly part: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly progress: SyncProgress;
  readonly signal?: AbortSignal;
}

export interface SyncedPart {
  readonly scope: string;
  readonly part: string;
  readonly facts: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
  readonly unchanged: boolean;
  readonly problems: number;
}

export interface SyncReport {
  readonly generation: Generation;
  readonly parts: readonly SyncedPart[];
  readonly ms: number;
}

/** Problems kept of one part; a dump that is wrong throughout says so in its first ones. */
const mostProblems = 1000;

/** Replaces every part that the inputs bring, indexes them, and commits once. Any error leaves the store as it was. */
export async function sync(store: Store, inputs: readonly PartInput[], options: SyncOptions): Promise<SyncReport> {
  const started = performance.now();
  const parts = joined(inputs);
  const ingest = await store.ingest({ collectedAt: options.collectedAt });
  try {
    const synced: SyncedPart[] = [];
    for (const [at, part] of parts.entries()) {
      options.signal?.throwIfAborted();
      options.progress.step(`storing ${part.scope} ${part.part}`, at, parts.length);
      synced.push(await syncPart(ingest, part, options));
    }
    for (const failure of options.failures ?? [])
      ingest.stale(failure.scope, failure.part, `${failure.code}: ${failure.message}`);
    if (options.complete) await dropAbsent(store, ingest, parts, options);
    options.signal?.throwIfAborted();
    options.progress.step('committing', parts.length, parts.length);
    const generation = await ingest.commit();
    return { generation, parts: synced, ms: Math.round(performance.now() - started) };
  } catch (error) {
    await ingest.abort();
    throw error;
  }
}

async function syncPart(ingest: Ingest, part: PartInput, options: SyncOptions): Promise<SyncedPart> {
  const target: ReplacePart = {
    provider: part.provider,
    scope: part.scope,
    part: part.part,
    source: part.source,
    digest: part.digest,
    notCollected: part.notCollected ?? [],
  };
  const label = { scope: part.scope, part: part.part };
  if (ingest.unchanged(target))
    return { ...label, facts: 0, added: 0, changed: 0, removed: 0, same: 0, unchanged: true, problems: 0 };
  const indexer = options.indexers(part.provider, part.scope, part.part);
  const counts = await ingest.replace(target, teed(part, indexer, options));
  const changes = counts.added + counts.changed + counts.removed;
  if (indexer && changes > 0) ingest.index(target, indexer.finish());
  const problems = part.problems.slice(0, mostProblems);
  ingest.problems(target, problems.map(asJson));
  return {
    ...label,
    facts: counts.added + counts.changed + counts.same,
    ...counts,
    unchanged: changes === 0,
    problems: part.problems.length,
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
    if (++count % 10_000 === 0) {
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

/** Several files may bring the same part (pages of one dump): they are read one after the other, in the order given. */
function joined(inputs: readonly PartInput[]): PartInput[] {
  const groups = new Map<string, PartInput[]>();
  for (const input of inputs) {
    const key = `${input.provider}\n${input.scope}\n${input.part}`;
    groups.set(key, [...(groups.get(key) ?? []), input]);
  }
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : concatenated(group)));
}

function concatenated(group: readonly PartInput[]): PartInput {
  const problems: Problem[] = [];
  const digest = createHash('sha256')
    .update(group.map((input) => input.digest).join('\n'))
    .digest('hex');
  return {
    ...group[0]!,
    source: group.map((input) => input.source).join(', '),
    digest,
    problems,
    notCollected: [...new Set(group.flatMap((input) => input.notCollected ?? []))],
    async *facts() {
      for (const input of group) {
        yield* input.facts();
        problems.push(...input.problems);
      }
    },
  };
}

async function dropAbsent(
  store: Store,
  ingest: Ingest,
  parts: readonly PartInput[],
  options: SyncOptions,
): Promise<void> {
  const brought = new Set(parts.map((part) => `${part.scope}\n${part.part}`));
  const failed = new Set((options.failures ?? []).map((failure) => `${failure.scope}\n${failure.part}`));
  const scopes = new Set(parts.map((part) => `${part.provider}\n${part.scope}`));
  for (const known of await store.parts()) {
    const key = `${known.scope}\n${known.part}`;
    if (scopes.has(`${known.provider}\n${known.scope}`) && !brought.has(key) && !failed.has(key))
      ingest.drop(known.scope, known.part);
  }
}
