import { expect, it } from 'vitest';
import { complaints } from '../binding.js';

it('a name of an AWS region must be one', () => {
  expect(complaints("dest.cloud.region = 'AWS Lundon'")).toEqual(["unknown-region: 'AWS Lundon'"]);
  expect(complaints("source.cloud.region NOT IN ('AWS Paris', 'aws parris')")).toEqual([
    "unknown-region: 'aws parris'",
  ]);
  expect(complaints('dest.cloud.region = $r', { r: 'AWS Lundon' })).toEqual(['unknown-region: $r']);
});

it('codes, other clouds and parts of names are open', () => {
  expect(complaints("dest.cloud.region IN ('AWS London', 'eu-west-2', 'europe-west1', '*')")).toEqual([]);
  expect(complaints("dest.cloud.region STARTS WITH 'AWS Lon' OR dest.cloud.account = 'AWS Lundon'")).toEqual([]);
});
