import { GrantgraphError } from '../base/errors.js';

/** Ordering, grouping and CONTAINS ALL hold their rows in memory; beyond this the query must be narrowed. */
export const mostHeld = 500_000;

export function tooMany(): GrantgraphError {
  return new GrantgraphError('too-many-rows', `more than ${mostHeld.toLocaleString('en')} rows would have to be held`, {
    hint: 'narrow the query, or leave out order by and group by',
  });
}

/** Throws `timeout` once the time is over. Called for everything that is looked at, accepted or not. */
export type Clock = () => void;

export function clockOf(milliseconds: number): Clock {
  const started = performance.now();
  let calls = 0;
  return () => {
    if ((++calls & 15) === 0 && performance.now() - started > milliseconds)
      throw new GrantgraphError('timeout', `the query ran longer than ${Math.round(milliseconds / 1000)} s`, {
        hint: 'narrow it by source, action or destination, or give --timeout',
      });
  };
}
