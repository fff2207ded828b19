import { findIdentityCenters, readIdentityCenter } from './identity-center.js';
import { type OrganizationTree, readOrganization, readPolicies, readTree } from './organization.js';
import { enabledRegions } from './regions.js';
import type { AwsSession } from './session.js';
import type { Work } from './work.js';

/** The organization and IAM Identity Center, as far as the account of the credentials may see them. */
export class OrganizationCollection {
  constructor(
    private readonly work: Work,
    private readonly session: AwsSession,
  ) {}

  /** Returns the ids of the active accounts, known even where the policies could not be read. */
  async run(): Promise<readonly string[]> {
    const tree = await this.organization();
    await this.identityCenter();
    return (tree?.Accounts ?? []).flatMap(({ Id, Status }) => (Id && (Status ?? 'ACTIVE') === 'ACTIVE' ? [Id] : []));
  }

  private async organization(): Promise<OrganizationTree | undefined> {
    const { failures, progress, dump } = this.work;
    const { api, account } = this.session;
    progress.step('reading the organization');
    const organization = await failures.attempt(account, 'organization', () => readOrganization(api));
    if (!organization?.Id) return undefined;
    const scope = organization.Id;
    const tree = await failures.attempt(scope, 'organization', () => readTree(api, organization));
    if (!tree) return undefined;
    await failures.attempt(scope, 'organization', async () => {
      const Policies = await readPolicies(api, tree.Roots);
      await dump.writeJson('organization.json', { ...tree, Policies });
    });
    return tree;
  }

  private async identityCenter(): Promise<void> {
    const { failures, progress, dump, settings } = this.work;
    const { api, account } = this.session;
    progress.step('reading identity center');
    const centers = await failures.attempt(account, 'identity-center', () =>
      findIdentityCenters(api, async () => settings.regions ?? enabledRegions(api)),
    );
    for (const [index, center] of (centers ?? []).entries()) {
      const scope = center.IdentityStoreId;
      const skipped = (error: unknown) => failures.add(scope, 'identity-center', error, true);
      await failures.attempt(scope, 'identity-center', async () => {
        const name = index === 0 ? 'identity-center.json' : `identity-center-${scope}.json`;
        await dump.writeJson(name, await readIdentityCenter(api, center, skipped));
      });
    }
  }
}
