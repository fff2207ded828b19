import { expect } from 'vitest';
import type { WorkingSet } from '../../src/store/contract.js';
import { account, partNames } from './rounds.mjs';

/** What the generation says is all of this round (`rounds.mjs`), and nothing of another. */
export function expectWhole(set: WorkingSet, round: number, size: number): void {
  const users = [...set.nodesOfKind('user')];
  expect(users).toHaveLength(2 * size);
  for (const { props, aliases, edges } of users) {
    expect(props['stays'] ?? props['round']).toBe(props['stays'] ? true : round);
    expect([aliases, edges]).toEqual([[`round ${round}`], [{ kind: 'member-of', to: `group ${round}` }]]);
  }
  expect(set.into(`group ${round}`, 'member-of')).toHaveLength(2 * size);
  expect(set.into(`group ${round + 1}`, 'member-of')).toEqual([]);
  expect(set.resolve(`round ${round}`, 200)).toHaveLength(Math.min(2 * size, 200));
  expect(set.resolve(`round ${round + 1}`)).toEqual([]);
  expect(set.granteeKeys('')).toEqual([`key ${round}`]);
  const classes = [...set.classKeys()];
  expect(classes.map((key) => set.classView(key).record.props)).toEqual([{ round }, { round }]);
  expect(classes.flatMap((key) => [...set.members(key)]).sort()).toEqual(users.map(({ id }) => id).sort());
  for (const part of partNames) {
    const key = set.documentKey(account, part, 0);
    expect(set.document(key)).toEqual({ round });
    expect(set.allowDocuments(['s3:*'], part, false)).toEqual([key]);
  }
  expect(set.parts().map(({ part, digest, facts }) => [part, digest, facts])).toEqual([
    ['first', `${round}`, size],
    ['second', `${round}`, size],
  ]);
}
