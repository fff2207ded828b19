import type { AskContext, ReachMode } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { type AccessChange, type Changes, changesBetween, type StateOf } from '../changes/index.js';
import { endOf } from '../planner/index.js';
import { nothingBy } from './beyond-coverage.js';
import type { Environment } from './environment.js';

export interface WhatChangedInput {
  /** ISO dates; a day counts to its end. */
  readonly from: string;
  readonly to: string;
  readonly reach?: ReachMode;
  readonly context?: AskContext;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What changed between two dates: the states that the store answers for them, compared. Errors: `dates-reversed`. */
export async function whatChanged(environment: Environment, caller: Caller, input: WhatChangedInput): Promise<Changes> {
  const { from, to, signal } = input;
  if (endOf(from) > endOf(to))
    throw new GrantgraphError('dates-reversed', `\`${from}\` is later than \`${to}\``, {
      exit: 2,
      hint: 'give the earlier date first',
    });
  const states = [await stateAt(environment, from), await stateAt(environment, to)] as const;
  const [before, after] = states.map((state) => state.opened);
  const [first, second] = states.map(({ opened, date }) => ({
    date,
    generation: opened?.set.generation ?? null,
    collectedAt: opened?.set.collectedAt ?? null,
  })) as [StateOf, StateOf];
  // Without an earlier state nothing can be said to be new.
  if (!before || !after) {
    const none = { changes: [], facts: [], notCompared: [], compared: 0, cut: null };
    return { from: first, to: second, ...none, coverage: nothingBy(from) };
  }
  const store = await environment.store();
  const found = changesBetween(
    {
      before,
      after,
      catalogue: environment.catalogue(),
      facts: await store.changes(before.set.generation, after.set.generation),
    },
    caller,
    {
      reach: input.reach ?? 'own',
      // Nobody knows better than the clock what holds at a date to come.
      now: Math.min(endOf(to), environment.now()),
      ...(input.context ? { context: input.context } : {}),
      ...(input.timeoutMs === undefined ? {} : { timeMs: input.timeoutMs }),
      ...(signal ? { signal } : {}),
    },
  );
  return { from: first, to: second, ...found };
}

type Opened = Awaited<ReturnType<Environment['access']>>;

async function stateAt(environment: Environment, date: string): Promise<{ date: string; opened: Opened | null }> {
  try {
    return { date, opened: await environment.access({ ask: 'estate' }, { date }) };
  } catch (error) {
    if (error instanceof GrantgraphError && error.code === 'no-generation') return { date, opened: null };
    throw error;
  }
}

/** A page of the changes, in their order, with how many there are of each sort. */
export interface ChangesPage extends Changes {
  readonly counts: Readonly<Record<AccessChange['change'], number>>;
  /** Changes on all pages. */
  readonly total: number;
  readonly cursor: string | null;
}

export interface PageBounds {
  readonly offset: number;
  readonly size: number;
  /** The question's own limit: nothing lies beyond it. */
  readonly most: number;
}

export function pageOf(
  changes: Changes,
  { offset, size, most }: PageBounds,
  cursorAt: (offset: number) => string,
): ChangesPage {
  const counts = { gained: 0, lost: 0, changed: 0 };
  for (const { change } of changes.changes) counts[change]++;
  const all = changes.changes.slice(0, most);
  const end = offset + size;
  return {
    ...changes,
    changes: all.slice(offset, end),
    counts,
    total: all.length,
    cursor: end < all.length ? cursorAt(end) : null,
  };
}
