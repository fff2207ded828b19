import { GrantgraphError } from '../../../src/base/errors.js';
import type { AwsSettings } from '../settings.js';
import { readAccount, readCredentialReport, readProviders } from './account.js';
import { type Identities, readIdentities } from './identities.js';
import { readLastAccessed } from './last-accessed.js';
import { enabledRegions } from './regions.js';
import { readResources } from './resources/index.js';
import type { AwsSession } from './session.js';
import type { Skipped, Work } from './work.js';

type AccountPart = 'identities' | 'providers' | 'settings' | 'credential-report' | 'last-accessed' | 'resources';

/** The parts a collection brings for one account. */
export function accountParts(settings: AwsSettings): readonly AccountPart[] {
  const parts: AccountPart[] = ['identities', 'providers', 'settings', 'credential-report', 'resources'];
  return settings.lastAccessed ? [...parts, 'last-accessed'] : parts;
}

/** Reads one account part by part. A part that fails leaves the others alone; a session that ended fails all that are left. */
export class AccountCollection {
  constructor(
    private readonly work: Work,
    private readonly session: AwsSession,
  ) {}

  async run(): Promise<void> {
    const { api, account } = this.session;
    const { dump } = this.work;
    const regions = await this.regions();
    const identities = await this.part('identities', async (skipped) => {
      const found = await readIdentities(api, skipped);
      await dump.writeJson(`${account}/authorization-details.json`, found);
      return found;
    });
    await this.part('providers', async (skipped) =>
      dump.writeJson(`${account}/providers.json`, await readProviders(api, skipped)),
    );
    await this.part('settings', async (skipped) =>
      dump.writeJson(`${account}/account.json`, await readAccount(this.session, regions, skipped)),
    );
    await this.part('credential-report', async () =>
      dump.write(`${account}/credential-report.csv`, [await readCredentialReport(api)]),
    );
    await this.part('resources', async (skipped) =>
      dump.write(
        `${account}/resources.ndjson`,
        await readResources(this.session, regions, this.work.progress, skipped),
      ),
    );
    await this.lastAccessed(identities);
  }

  private async lastAccessed(identities: Identities | undefined): Promise<void> {
    const level = this.work.settings.lastAccessed;
    if (!level) return;
    const { api, account } = this.session;
    await this.part('last-accessed', async (skipped) => {
      if (!identities)
        throw new GrantgraphError(
          'identities-missing',
          'last use is read by identity, and the identities were not read',
        );
      const answers = await readLastAccessed(api, identities, level, this.work.progress, skipped);
      await this.work.dump.writeJson(`${account}/last-accessed.json`, answers);
    });
  }

  private part<T>(part: AccountPart, read: (skipped: Skipped) => Promise<T>): Promise<T | undefined> {
    const { account } = this.session;
    this.work.progress.step(`reading ${part} of ${account}`);
    return this.work.failures.attempt(account, part, () =>
      read((error) => this.work.failures.add(account, part, error, true)),
    );
  }

  /** Where the regions cannot be listed the home region is read, and the inventory is said to be partial. */
  private async regions(): Promise<readonly string[]> {
    const { api, account } = this.session;
    if (this.work.settings.regions) return this.work.settings.regions;
    try {
      const regions = await enabledRegions(api);
      return regions.length > 0 ? regions : [api.region];
    } catch (error) {
      this.work.failures.add(account, 'resources', error, true);
      return [api.region];
    }
  }
}
