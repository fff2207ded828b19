import { expect, it } from 'vitest';
import { complaints } from '../binding.js';

const all = "action.name CONTAINS ALL ('iam:PassRole', 'lambda:CreateFunction')";

it('stands beside the other comparisons', () => {
  expect(complaints(all)).toEqual([]);
  expect(complaints(`source.public = false AND ${all}`)).toEqual([]);
  expect(complaints(`source.public = false AND (dest.cloud.wildcardscope = true AND ${all})`)).toEqual([]);
});

it('not inside OR or NOT', () => {
  for (const where of [
    `source.public = false OR ${all}`,
    `NOT ${all}`,
    `source.public = false AND (path.hops = 1 OR ${all})`,
    `NOT (source.public = false AND ${all})`,
  ]) {
    expect(complaints(where)).toEqual(['misplaced-contains-all: CONTAINS ALL']);
  }
});
