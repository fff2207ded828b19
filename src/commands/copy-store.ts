import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { Store } from '../store/contract.js';
import { type Comparison, compareStores } from '../sync/copy/compare-stores.js';
import { type CopiedGeneration, copyStore, countSteps, planCopy } from '../sync/copy/copy-store.js';
import { type CopiedRecords, copyRecords } from '../sync/copy/records.js';
import type { SyncProgress } from '../sync/index.js';
import type { Environment } from './environment.js';

export interface StorePair {
  /** URLs, as `--store` takes them. */
  readonly from: string;
  readonly to: string;
  readonly progress: SyncProgress;
  readonly signal?: AbortSignal;
}

export interface CopyInput extends StorePair {
  /** Only say what would be copied. */
  readonly dryRun?: boolean;
  /** Go on with a copy that was interrupted, or bring what came since. */
  readonly resume?: boolean;
  /** Compare both stores afterwards. Default true. */
  readonly verify?: boolean;
}

export interface CopyResult {
  readonly copied: readonly CopiedGeneration[];
  /** Generations that stood there already. */
  readonly standing: number;
  /** What stands beside the facts: tokens, jobs, the audit log. Null where nothing was carried out. */
  readonly records: CopiedRecords | null;
  readonly dryRun: boolean;
  /** Null where nothing was compared. */
  readonly comparison: Comparison | null;
  readonly ms: number;
}

/** Moves everything a store keeps into another one, which must be empty, and compares both. Errors: those of `planCopy` and `copyStore`. */
export async function copyBetween(environment: Environment, caller: Caller, input: CopyInput): Promise<CopyResult> {
  assertEverything(caller, 'copying a store');
  const started = performance.now();
  const { progress, signal, dryRun = false, resume = false, verify = true } = input;
  const ms = () => Math.round(performance.now() - started);
  const working = { progress, ...(signal ? { signal } : {}) };
  requireTwo(input);
  const from = await environment.storeAt(input.from, { readOnly: true });
  let to: Store | null = null;
  try {
    // Opened without leave to write first: what is refused is left as it was.
    to = await existing(environment, input.to);
    const plan = await planCopy(from, to, resume);
    if (dryRun) {
      const copied = plan.planned.map(({ generation, steps }) => ({ ...generation, parts: countSteps(steps) }));
      return { copied, standing: plan.standing, records: null, dryRun, comparison: null, ms: ms() };
    }
    await to?.close();
    to = await environment.storeAt(input.to, { create: true });
    const copied = await copyStore(from, to, plan, { indexers: environment.indexers, ...working });
    const records = await copyRecords(from.records(), to.records(), signal);
    const comparison = verify ? await compareStores(from, to, working) : null;
    return { copied, standing: plan.standing, records, dryRun, comparison, ms: ms() };
  } finally {
    await to?.close();
    await from.close();
  }
}

/** Compares what two stores keep. */
export async function verifyStores(environment: Environment, caller: Caller, input: StorePair): Promise<Comparison> {
  assertEverything(caller, 'comparing stores');
  const { progress, signal } = input;
  requireTwo(input);
  const from = await environment.storeAt(input.from, { readOnly: true });
  try {
    const to = await environment.storeAt(input.to, { readOnly: true });
    try {
      return await compareStores(from, to, { progress, ...(signal ? { signal } : {}) });
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function existing(environment: Environment, url: string): Promise<Store | null> {
  try {
    return await environment.storeAt(url, { readOnly: true });
  } catch (error) {
    if (error instanceof GrantgraphError && error.code === 'no-store') return null;
    throw error;
  }
}

function requireTwo({ from, to }: StorePair): void {
  if (from === to)
    throw new GrantgraphError('same-store', '--from and --to name the same store', {
      exit: 2,
      hint: 'for example: --from embedded:grantgraph-data --to neo4j://db.example',
    });
}
