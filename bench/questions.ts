import type { Access, AccessRow, AskOptions } from '../src/access/contract.js';
import { localAdministrator } from '../src/callers/caller.js';
import { accountId, probeBucket } from './estate.js';

const asking: AskOptions = { caller: localAdministrator, now: Date.now() };

/** A user who can read the probe bucket, of every size of estate. */
export const probeUser = `arn:aws:iam::${accountId(0)}:user/u-0`;

export const whoCanText = `who can s3:GetObject on '${probeBucket}'`;

export function whoCan(access: Access): number {
  return count(access.rows({ actions: ['s3:GetObject'], resources: { ids: [probeBucket] } }, asking));
}

export function whatCan(access: Access): number {
  return count(access.rows({ sources: [probeUser] }, asking));
}

export function check(access: Access): string {
  return access.check(probeUser, 's3:GetObject', probeBucket, asking).verdict;
}

/** Everybody against every resource of one account. */
export function allPairs(access: Access): number {
  return count(access.rows({ actions: ['s3:GetObject'], resources: { filter: { account: accountId(0) } } }, asking));
}

function count(rows: Iterable<AccessRow>): number {
  let total = 0;
  for (const _row of rows) total++;
  return total;
}
