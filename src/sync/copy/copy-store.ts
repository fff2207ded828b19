import { GrantgraphError } from '../../base/errors.js';
import type { Fact } from '../../graph/fact.js';
import type { IndexerFactory, PartIndexer } from '../../graph/generation-index.js';
import type { Generation, Ingest, PartStatus, ReplacePart, Store } from '../../store/contract.js';
import type { SyncProgress } from '../index.js';
import { type PartStep, partSteps, sameState } from './part-steps.js';
import { hasRecords } from './records.js';

export interface CopyOptions {
  readonly indexers: IndexerFactory;
  readonly progress: SyncProgress;
  readonly signal?: AbortSignal;
}

export interface CopiedGeneration extends Generation {
  /** Parts by what happened to them: whole contents written, found the same again, marked stale, dropped. */
  readonly parts: Readonly<Record<PartStep['does'], number>>;
}

interface PlannedGeneration {
  readonly generation: Generation;
  readonly steps: readonly PartStep[];
}

export interface CopyPlan {
  /** Generations that the target has already, from an earlier copy of the same store. */
  readonly standing: number;
  readonly planned: readonly PlannedGeneration[];
}

/** Facts between two looks at the signal and two words of progress. */
const factsPerStep = 10_000;

/**
 * What is to be copied: everything into a target that is empty (`null` = there is none yet), or with `resume` what comes after the
 * generations that an interrupted copy brought. Errors: `empty-store`, `store-not-empty`.
 */
export async function planCopy(from: Store, to: Store | null, resume: boolean): Promise<CopyPlan> {
  const generations = await from.generations();
  if (generations.length === 0 && !(await hasRecords(from.records())))
    throw new GrantgraphError('empty-store', 'there is nothing to copy: no generation yet');
  const there = to === null ? [] : await to.generations();
  const standing = there.length;
  if (to !== null && standing > 0) await requireBeginning(from, to, generations, there, resume);
  else if (to !== null && !resume && (await hasRecords(to.records())))
    throw new GrantgraphError('store-not-empty', 'the target holds tokens, jobs or an audit log of its own', {
      hint: 'copy into an empty database or data directory; --resume goes on with a copy that was interrupted',
    });
  const planned: PlannedGeneration[] = [];
  let before = standing === 0 ? [] : await from.parts(generations[standing - 1]!.number);
  for (const generation of generations.slice(standing)) {
    const after = await from.parts(generation.number);
    planned.push({ generation, steps: partSteps(before, after) });
    before = after;
  }
  return { standing, planned };
}

/** The target must be empty, or the beginning of the source where a copy is gone on with. */
async function requireBeginning(
  from: Store,
  to: Store,
  generations: readonly Generation[],
  there: readonly Generation[],
  resume: boolean,
): Promise<void> {
  const last = there.at(-1)!.number;
  const begun =
    there.length <= generations.length &&
    there.every((one, at) => sameGeneration(one, generations[at]!)) &&
    sameStates(await from.parts(last), await to.parts(last));
  if (begun && resume) return;
  const whole = there.length === generations.length ? 'it is a copy of the source' : 'it is the beginning of a copy';
  throw new GrantgraphError('store-not-empty', `the target holds ${count(there.length, 'generation')} already`, {
    hint: begun ? `${whole}: --resume goes on behind them` : 'copy into an empty database or data directory',
  });
}

function sameGeneration(one: Generation, other: Generation): boolean {
  return (
    one.number === other.number &&
    one.collectedAt === other.collectedAt &&
    one.createdAt === other.createdAt &&
    one.facts === other.facts
  );
}

function sameStates(one: readonly PartStatus[], other: readonly PartStatus[]): boolean {
  return one.length === other.length && one.every((part, at) => sameState(part, other[at]!));
}

/**
 * Carries out a plan generation by generation, each one transaction with the number and dates it had: whoever reads the target
 * meanwhile sees whole generations. What was committed when an error or the signal ends it stays, and a copy with `resume` goes on
 * behind it. Errors: `generation-taken`, those of both stores.
 */
export async function copyStore(
  from: Store,
  to: Store,
  { planned }: CopyPlan,
  options: CopyOptions,
): Promise<CopiedGeneration[]> {
  const copied: CopiedGeneration[] = [];
  for (const [at, { generation, steps }] of planned.entries()) {
    options.signal?.throwIfAborted();
    options.progress.step(`copying generation ${generation.number}`, at, planned.length);
    await copyGeneration(from, to, generation, steps, options);
    copied.push({ ...generation, parts: countSteps(steps) });
  }
  return copied;
}

export function countSteps(steps: readonly PartStep[]): CopiedGeneration['parts'] {
  const counts = { replace: 0, renew: 0, stale: 0, drop: 0 };
  for (const { does } of steps) counts[does]++;
  return counts;
}

async function copyGeneration(
  from: Store,
  to: Store,
  generation: Generation,
  steps: readonly PartStep[],
  options: CopyOptions,
): Promise<void> {
  const { number, collectedAt, createdAt } = generation;
  const ingest = await to.ingest({ collectedAt, copyOf: { number, createdAt } });
  try {
    for (const step of steps) {
      options.signal?.throwIfAborted();
      await carryOut(from, ingest, number, step, options);
    }
    options.signal?.throwIfAborted();
    await ingest.commit();
  } catch (error) {
    await ingest.abort();
    throw error;
  }
}

async function carryOut(
  from: Store,
  ingest: Ingest,
  generation: number,
  { does, part }: PartStep,
  options: CopyOptions,
): Promise<void> {
  const { provider, scope, part: name } = part;
  if (does === 'drop') {
    ingest.drop(scope, name, provider);
    return;
  }
  if (does === 'replace' || (does === 'renew' && !ingest.unchanged(target(part))))
    await replace(from, ingest, generation, part, options);
  if (part.stale !== null) ingest.stale(scope, name, part.stale, provider);
}

async function replace(
  from: Store,
  ingest: Ingest,
  generation: number,
  part: PartStatus,
  options: CopyOptions,
): Promise<void> {
  const { provider, scope, part: name } = part;
  const indexer = options.indexers(provider, scope, name);
  const { facts, problems } = await from.content(part, generation);
  const see = watcher(`copying generation ${generation}: ${scope} ${name}`, indexer, options);
  await ingest.replace(target(part), Symbol.iterator in facts ? seen(facts, see) : seenLater(facts, see));
  if (indexer) await ingest.index(target(part), indexer.finish());
  ingest.problems(target(part), problems);
}

function target({ provider, scope, part, source, digest, notCollected }: PartStatus): ReplacePart {
  return { provider, scope, part, source, digest, notCollected };
}

/** Every fact goes to the indexer on its way: an index is made anew from the facts, as when they were ingested. */
function watcher(text: string, indexer: PartIndexer | null, { progress, signal }: CopyOptions): (fact: Fact) => Fact {
  let count = 0;
  return (fact) => {
    if (++count % factsPerStep === 0) {
      signal?.throwIfAborted();
      progress.step(text, count);
    }
    indexer?.add(fact);
    return fact;
  };
}

function* seen(facts: Iterable<Fact>, see: (fact: Fact) => Fact): Iterable<Fact> {
  for (const fact of facts) yield see(fact);
}

async function* seenLater(facts: AsyncIterable<Fact>, see: (fact: Fact) => Fact): AsyncIterable<Fact> {
  for await (const fact of facts) yield see(fact);
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
