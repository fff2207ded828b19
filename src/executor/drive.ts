import type { Pace } from './limits.js';

/**
 * Takes rows one after the other until `take` answers false or nothing is left, in slices of time: between them signals,
 * timers and other questions get their turn. Null is a place to pause.
 */
export async function drive<T>(
  rows: Iterable<T | null>,
  pace: Pace,
  take: (row: T) => boolean | Promise<boolean>,
): Promise<void> {
  pace.stopIfCancelled();
  for (const row of rows) {
    pace.tick();
    if (row !== null) {
      const go = take(row);
      if (go === false || (go !== true && !(await go))) return;
    }
    if (pace.due()) await pace.rest();
  }
}
