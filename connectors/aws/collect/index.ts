import { setMaxListeners } from 'node:events';
import { GrantgraphError } from '../../../src/base/errors.js';
import type { CollectOptions, CollectReport } from '../../contract.js';
import { readAwsSettings } from '../settings.js';
import { AccountCollection, accountParts } from './account-collection.js';
import { FailureLog } from './failures.js';
import { DumpDirectory } from './files.js';
import { mapBounded } from './gate.js';
import { OrganizationCollection } from './organization-collection.js';
import { type AwsSession, openMember, openSession } from './session.js';
import type { Work } from './work.js';

export { collectionPolicy } from './policy.js';

/** Accounts read at once; each has limits of its own. */
const concurrentAccounts = 3;

/**
 * Collects into a dump directory; only parts that were read are written, what could not be read stands in the report.
 * Errors: `provider-unreachable`, `provider-denied` or `access-denied` when not even the own session opens,
 * `invalid-setting`, `sdk-missing`, `cancelled`.
 */
export async function collectAws(options: CollectOptions): Promise<CollectReport> {
  const settings = readAwsSettings(options.settings);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Every call under way listens.
  setMaxListeners(0, signal);
  const work: Work = {
    settings,
    dump: new DumpDirectory(options.out, signal),
    failures: new FailureLog(),
    progress: options.progress,
    signal,
  };
  try {
    const home = await openSession(settings, signal);
    try {
      await collect(work, home);
    } finally {
      home.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new GrantgraphError('cancelled', 'the collection was cancelled');
  } finally {
    stop.abort();
  }
  return { files: work.dump.written, failures: work.failures.list() };
}

async function collect(work: Work, home: AwsSession): Promise<void> {
  const members = await new OrganizationCollection(work, home).run();
  const accounts = accountsOf(work, home, members);
  let done = 0;
  await mapBounded(accounts, concurrentAccounts, async (account) => {
    work.progress.step(`reading account ${account}`, done, accounts.length);
    await collectAccount(work, home, account);
    done += 1;
  });
}

/** Those the settings list; else the own account and, with a role name, every active member. */
function accountsOf({ settings, progress }: Work, home: AwsSession, members: readonly string[]): readonly string[] {
  if (settings.accounts) return [...new Set(settings.accounts)];
  if (settings.roleName) return [...new Set([home.account, ...members])];
  const others = members.filter((member) => member !== home.account).length;
  if (others > 0) progress.warn(`${others} member accounts are not read: name a role in them with --role-name`);
  return [home.account];
}

/** One account; that it cannot be entered is reported for each of its parts, and the others go on. */
async function collectAccount(work: Work, home: AwsSession, account: string): Promise<void> {
  const session = account === home.account ? home : await enter(work, home, account);
  if (!session) return;
  try {
    await new AccountCollection(work, session).run();
  } finally {
    if (session !== home) session.close();
  }
}

async function enter(work: Work, home: AwsSession, account: string): Promise<AwsSession | undefined> {
  try {
    if (!work.settings.roleName) throw roleNameMissing(account);
    return await openMember(home, account, work.settings);
  } catch (error) {
    for (const part of accountParts(work.settings)) work.failures.add(account, part, error, false);
    return undefined;
  }
}

function roleNameMissing(account: string): GrantgraphError {
  return new GrantgraphError('setting-missing', `account \`${account}\` needs the setting \`role-name\``, {
    hint: 'name the role to assume there with --role-name',
  });
}
