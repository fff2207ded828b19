import { deletedRoleId } from './accounts/security.js';
import { accounts, roleArn } from './builders.js';
import { policyArn } from './records.js';

/**
 * What the sample leaves open on purpose, so that answers show how grantgraph speaks of what it does not know. Everything
 * else in it resolves; a test holds the two apart.
 */
export const deliberateGaps = {
  /** Attached to a role, without a document: verdicts it could change are `unknown`. */
  policiesWithoutDocument: [policyArn(accounts.lake, 'export-jobs')],
  /** Named by policies, collected by nobody: taken as granting on its own side, and said so. */
  uncollectedAccounts: [accounts.vendor, accounts.holdings],
  /** Names nobody any more: the role behind the id was deleted. */
  danglingPrincipals: [deletedRoleId],
  /** Tags the collector could not read. */
  unreadTags: [`arn:aws:dynamodb:eu-west-1:${accounts.lake}:table/carrier-ratings`],
  /** No conditions on who of a shared issuer, of the vendor, or of the whole world may come. */
  openTrusts: [
    roleArn(accounts.live, 'pipeline-legacy'),
    roleArn(accounts.lake, 'vendor-analytics'),
    roleArn(accounts.northquay, 'partner-tracking'),
  ],
} as const;
