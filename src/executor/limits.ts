import { setImmediate } from 'node:timers/promises';
import type { Work } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';

/** Ordering, grouping and CONTAINS ALL hold their rows in memory; beyond this the query must be narrowed. */
export const mostHeld = 500_000;

/** Longest stretch in which nothing else of the process gets its turn, in milliseconds. */
const slice = 20;

export interface Limits {
  readonly milliseconds: number;
  readonly signal?: AbortSignal | undefined;
  /** What would make the query smaller, in words. */
  readonly advice: string;
}

/** The work of one query: counted, stopped when its time is over, and put aside now and then for whoever else waits. */
export class Pace implements Work {
  decisions = 0;
  classes = 0;
  resources = 0;
  private readonly started = performance.now();
  private waited = 0;
  private turn = performance.now();
  private calls = 0;

  constructor(private readonly limits: Limits) {}

  /** Time spent working, in milliseconds. */
  get worked(): number {
    return performance.now() - this.started - this.waited;
  }

  /** Error: `timeout`. Called for everything that is looked at, accepted or not. */
  tick(): void {
    const { milliseconds, advice } = this.limits;
    if ((++this.calls & 15) !== 0 || this.worked <= milliseconds) return;
    const seconds =
      milliseconds < 10_000 ? (milliseconds / 1000).toLocaleString('en') : Math.round(milliseconds / 1000);
    throw new GrantgraphError('timeout', `the query ran longer than ${seconds} s`, {
      hint: `${advice}, or give it more time (--timeout)`,
    });
  }

  /** Error: `too-many-rows` once this many rows are held. */
  hold(rows: number): void {
    if (rows < mostHeld) return;
    throw new GrantgraphError(
      'too-many-rows',
      `more than ${mostHeld.toLocaleString('en')} rows would have to be held`,
      {
        hint: `${this.limits.advice}, or leave out order by and group by`,
      },
    );
  }

  /** Is it time to let others have their turn? */
  due(): boolean {
    return performance.now() - this.turn > slice;
  }

  /** Lets timers, signals and other questions through. Throws an AbortError when the signal says so. */
  async rest(): Promise<void> {
    await this.aside(setImmediate());
    this.stopIfCancelled();
  }

  /** Waits for something that is no work of the query, such as a reader who takes his time. */
  async aside(something: Promise<unknown>): Promise<void> {
    const began = performance.now();
    await something;
    this.turn = performance.now();
    this.waited += this.turn - began;
  }

  stopIfCancelled(): void {
    this.limits.signal?.throwIfAborted();
  }
}
