import { GrantgraphError } from '../../../src/base/errors.js';
import type { CollectOptions, CollectReport } from '../../contract.js';
import { type AwsSettings, readAwsSettings } from '../settings.js';
import { readAccount, readCredentialReport, readLastAccessed, readProfiles, readProviders } from './account.js';
import { FailureLog } from './failures.js';
import { DumpDirectory } from './files.js';
import { type Identities, readIdentities } from './identities.js';
import { findIdentityCenters, readIdentityCenter } from './identity-center.js';
import { readOrganization, readPolicies, readTree } from './organization.js';
import { computeReaders } from './resources/compute.js';
import { readInventory } from './resources/inventory.js';
import type { ReadingPlace, ResourceRecord } from './resources/record.js';
import { storageReaders } from './resources/storage.js';
import { type AwsSession, openMember, openSession } from './session.js';

export { collectionPolicy } from './policy.js';

/** Collects into a dump directory; only parts that were read are written. What could not be read stands in the report. */
export async function collectAws(options: CollectOptions): Promise<CollectReport> {
  const settings = readAwsSettings(options.settings);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const collection = new Collection(options, settings, new DumpDirectory(options.out, signal), signal);
  const session = await openSession(settings, signal);
  try {
    await collection.organization(session);
    for (const [at, account] of collection.accounts(session).entries()) await collection.account(session, account, at);
  } catch (error) {
    if (error instanceof GrantgraphError || !signal.aborted) throw error;
    throw new GrantgraphError('cancelled', 'the collection was cancelled');
  } finally {
    session.close();
    stop.abort();
  }
  return { files: collection.dump.written, failures: collection.failures.list() };
}

class Collection {
  readonly failures = new FailureLog();
  private members: readonly string[] = [];

  constructor(
    private readonly options: CollectOptions,
    private readonly settings: AwsSettings,
    readonly dump: DumpDirectory,
    private readonly signal: AbortSignal,
  ) {}

  /** The organization and Identity Center, as far as this account may see them. */
  async organization(session: AwsSession): Promise<void> {
    const { api } = session;
    this.options.progress.step('reading the organization');
    const organization = await this.failures.attempt(session.account, 'organization', () => readOrganization(api));
    if (organization?.Id) {
      await this.failures.attempt(organization.Id, 'organization', async () => {
        const tree = await readTree(api, organization);
        const Policies = await readPolicies(api, tree.Roots);
        this.members = tree.Accounts.flatMap((account) =>
          account.Id && account.Status !== 'SUSPENDED' ? [account.Id] : [],
        );
        await this.dump.writeJson('organization.json', { ...tree, Policies });
      });
    }
    this.options.progress.step('reading identity center');
    await this.failures.attempt(session.account, 'identity-center', async () => {
      for (const center of await findIdentityCenters(api, this.settings.regions ?? [])) {
        const skipped = (error: unknown) => this.failures.add(center.IdentityStoreId, 'identity-center', error, true);
        await this.dump.writeJson('identity-center.json', await readIdentityCenter(api, center, skipped));
      }
    });
  }

  /** The account of the credentials; with a role name also every member, or those the settings list. */
  accounts({ account }: AwsSession): readonly string[] {
    const { accounts, roleName } = this.settings;
    if (accounts) return accounts;
    return roleName ? [...new Set([account, ...this.members])] : [account];
  }

  async account(home: AwsSession, account: string, at: number): Promise<void> {
    this.options.progress.step(`reading account ${account}`, at, this.accounts(home).length);
    if (account !== home.account && !this.settings.roleName) {
      const error = new GrantgraphError('setting-missing', `account \`${account}\` needs the setting \`role-name\``);
      this.failures.add(account, 'identities', error, false);
      return;
    }
    const session =
      account === home.account
        ? home
        : await this.failures.attempt(account, 'identities', () => openMember(home, account, this.settings));
    if (!session) return;
    try {
      await this.parts(session);
    } finally {
      if (session !== home) session.close();
    }
  }

  private async parts(session: AwsSession): Promise<void> {
    const { api, account } = session;
    const attempt = <T>(part: string, work: () => Promise<T>) => this.failures.attempt(account, part, work);
    const skipped = (part: string) => (error: unknown) => this.failures.add(account, part, error, true);
    const identities = await attempt('identities', async () => {
      const found = await readIdentities(api, skipped('identities'));
      await this.dump.writeJson(`${account}/authorization-details.json`, found);
      return found;
    });
    if (api.ended) throw api.ended;
    const regions = await this.regions(session);
    await attempt('providers', async () => this.dump.writeJson(`${account}/providers.json`, await readProviders(api)));
    await attempt('settings', async () =>
      this.dump.writeJson(`${account}/account.json`, await readAccount(session, regions)),
    );
    await attempt('credential-report', async () => {
      const report = await readCredentialReport(api);
      if (report) await this.dump.write(`${account}/credential-report.csv`, [report]);
    });
    await this.lastAccessed(session, identities);
    await attempt('resources', () => this.resources(session, regions));
  }

  private async lastAccessed({ api, account }: AwsSession, identities: Identities | undefined): Promise<void> {
    const wanted = this.options.settings['last-accessed'];
    if (!identities || !wanted) return;
    const level = wanted === 'action' ? 'ACTION_LEVEL' : 'SERVICE_LEVEL';
    await this.failures.attempt(account, 'last-accessed', async () =>
      this.dump.writeJson(`${account}/last-accessed.json`, await readLastAccessed(api, identities, level)),
    );
  }

  private async regions({ api, account }: AwsSession): Promise<readonly string[]> {
    if (this.settings.regions) return this.settings.regions;
    const found = await this.failures.attempt(account, 'resources', async () =>
      (await api.call('ec2', 'DescribeRegions', {})).Regions?.flatMap((region) => region.RegionName ?? []),
    );
    return found && found.length > 0 ? found : [api.region];
  }

  /** One service that cannot be read does not stop the others. */
  private async resources(session: AwsSession, regions: readonly string[]): Promise<void> {
    const { api, account, partition } = session;
    const skipped = (error: unknown) => this.failures.add(account, 'resources', error, true);
    const profiles =
      (await this.failures.attempt(account, 'resources', () => readProfiles(api))) ?? new Map<string, string>();
    const records = new Map<string, ResourceRecord>();
    const keep = (list: readonly ResourceRecord[]) => {
      for (const record of list)
        if (record.Arn.startsWith('arn:') && !records.has(record.Arn)) records.set(record.Arn, record);
    };
    let read = 0;
    for (const reader of [...storageReaders, ...computeReaders]) {
      for (const region of reader.regional ? regions : [api.region]) {
        this.signal.throwIfAborted();
        this.options.progress.step(`reading ${reader.name} of ${account} in ${region}`);
        const place: ReadingPlace = { api, account, partition, region, profiles, skipped };
        try {
          keep(await reader.read(place));
          read++;
        } catch (error) {
          if (api.ended) throw api.ended;
          skipped(error);
        }
      }
    }
    keep(await readInventory({ api, account, partition, region: api.region, profiles, skipped }));
    // Nothing at all could be read: the earlier facts stay.
    if (read === 0) return;
    const sorted = [...records.values()].toSorted((left, right) => (left.Arn < right.Arn ? -1 : 1));
    await this.dump.write(
      `${account}/resources.ndjson`,
      sorted.length === 0 ? ['\n'] : sorted.map((record) => `${JSON.stringify(record)}\n`),
    );
  }
}
