import { cancelled } from './faults.js';

/** Waits, or throws `cancelled` as soon as the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const timer = setTimeout(done, milliseconds);
    function done() {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(cancelled());
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

export interface GateLimits {
  /** Calls under way at once. */
  readonly concurrent: number;
  /** Least distance of two starts, milliseconds. */
  readonly interval: number;
}

/** Lets calls through a few at a time and not faster than the interval, in the order they came. */
export class Gate {
  readonly #limits: GateLimits;
  readonly #signal: AbortSignal;
  #free: number;
  #nextStart = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limits: GateLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
    this.#free = limits.concurrent;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      const now = Date.now();
      const start = Math.max(now, this.#nextStart);
      this.#nextStart = start + this.#limits.interval;
      if (start > now) await pause(start - now, this.#signal);
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** Applies `work` to every item, at most `concurrent` at once; results keep the order of the items. The first error ends it. */
export async function mapBounded<T, R>(
  items: readonly T[],
  concurrent: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(concurrent, items.length) }, worker));
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
