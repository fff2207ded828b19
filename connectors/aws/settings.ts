import { GrantgraphError } from '../../src/base/errors.js';

/** Settings of the live collection; all optional, the ambient credentials and their account are the default. */
export interface AwsSettings {
  readonly profile?: string;
  /** Region of the first calls; the SDK's own resolution is the default. */
  readonly region?: string;
  /** Regions to inventory; absent = every region enabled for the account. */
  readonly regions?: readonly string[];
  /** ARN of a role to assume before anything is read. */
  readonly role?: string;
  /** Name of the role to assume in each member account of the organization. */
  readonly roleName?: string;
  readonly externalId?: string;
  /** Accounts to collect; absent = the account of the credentials, or every active one when `roleName` is given. */
  readonly accounts?: readonly string[];
  /** Base URL for all services, for emulators; `AWS_ENDPOINT_URL` where it is not given. */
  readonly endpoint?: string;
  /** How fine the last use is read; absent = not at all. */
  readonly lastAccessed?: 'service' | 'action';
}

/** As typed on the command line (`--role-name audit`) or named in the environment, for `--help`. */
export const awsSettings = [
  { name: 'profile', description: 'profile of the shared AWS configuration' },
  { name: 'region', description: 'region of the first calls' },
  { name: 'regions', description: 'regions to inventory, separated by commas; default: every enabled region' },
  { name: 'role', description: 'ARN of a role to assume before anything is read' },
  { name: 'role-name', description: 'name of a role to assume in each member account of the organization' },
  { name: 'external-id', description: 'external id for assuming the roles' },
  { name: 'accounts', description: 'accounts to collect, separated by commas' },
  { name: 'endpoint', description: 'base URL for all services' },
  { name: 'last-accessed', description: 'also read when services (`service`) or actions (`action`) were last used' },
] as const;

/** Errors: `invalid-setting`. */
export function readAwsSettings(
  given: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): AwsSettings {
  const text = (name: string) => given[name]?.trim() || undefined;
  const list = (name: string) =>
    text(name)
      ?.split(/[\s,]+/)
      .filter(Boolean);
  const accounts = list('accounts');
  const wrong = accounts?.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined)
    throw new GrantgraphError('invalid-setting', `\`${wrong}\` is not an account id of twelve digits`, { exit: 2 });
  const role = text('role');
  if (role !== undefined && !/^arn:[a-z-]+:iam::\d{12}:role\/.+/.test(role)) {
    throw new GrantgraphError('invalid-setting', `\`${role}\` is not the ARN of a role`, {
      exit: 2,
      hint: 'the name of a role in member accounts is `role-name`',
    });
  }
  const endpoint = text('endpoint') ?? environment['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : ''))
    throw new GrantgraphError('invalid-setting', `\`${endpoint}\` is not the URL of an endpoint`, { exit: 2 });
  const lastAccessed = text('last-accessed')?.toLowerCase();
  if (lastAccessed !== undefined && !['none', 'service', 'action'].includes(lastAccessed)) {
    throw new GrantgraphError('invalid-setting', `\`${lastAccessed}\` is no level of last use`, {
      exit: 2,
      hint: 'use `service`, `action` or `none`',
    });
  }
  const settings = {
    profile: text('profile'),
    region: text('region'),
    regions: list('regions'),
    role,
    roleName: text('role-name'),
    externalId: text('external-id'),
    accounts,
    endpoint,
    lastAccessed: lastAccessed === 'none' ? undefined : lastAccessed,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as AwsSettings;
}
