import type { PolicyDocument, Statement } from '../../../src/commands/demo-organisation/builders.js';
import { type Credentials, credentialReport } from '../../../src/commands/demo-organisation/credential-report.js';
import { lastAccessed, type Use } from '../../../src/commands/demo-organisation/last-accessed.js';
import { group, managedPolicy, role, user } from '../../../src/commands/demo-organisation/records.js';
import type { DumpFiles } from '../../scenarios/estate.js';

type Statements = readonly Readonly<Record<string, unknown>>[];

interface Holder {
  /** Names of managed policies of the account, or ARNs. */
  readonly attached?: readonly string[];
  readonly inline?: Readonly<Record<string, Statements>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Days since services were last called. */
  readonly used?: Readonly<Record<string, Use>>;
}

interface CompactUser extends Holder {
  readonly groups?: readonly string[];
  readonly credentials?: Credentials;
}

interface CompactRole extends Holder {
  readonly trust: Statements;
  readonly lastUsed?: number;
}

/** One account, as short as it can be said; statements are provider-native, `Effect: Allow` where they say none. */
export interface CompactAccount {
  readonly users?: Readonly<Record<string, CompactUser>>;
  readonly groups?: Readonly<Record<string, Holder>>;
  readonly roles?: Readonly<Record<string, CompactRole>>;
  readonly policies?: Readonly<Record<string, Statements>>;
  readonly resources?: readonly Readonly<Record<string, unknown>>[];
  readonly providers?: object;
}

/** The dump files of the accounts, by account id. */
export function dumpOf(accounts: Readonly<Record<string, CompactAccount>>): DumpFiles {
  return Object.assign({}, ...Object.entries(accounts).map(([account, compact]) => accountFiles(account, compact)));
}

function accountFiles(account: string, { users = {}, groups = {}, roles = {}, ...rest }: CompactAccount): DumpFiles {
  const policyArn = (name: string) => (name.startsWith('arn:') ? name : `arn:aws:iam::${account}:policy/${name}`);
  const rights = (holder: Holder) => ({
    attached: (holder.attached ?? []).map(policyArn),
    inline: mapped(holder.inline ?? {}, documentOf),
    tags: holder.tags ?? {},
  });
  const userRecords = Object.entries(users).map(([name, one]) => user(account, name, one.groups ?? [], rights(one)));
  const policies = { [administrator]: [{ Action: '*', Resource: '*' }], ...rest.policies };
  const report = mapped(users, ({ credentials }) => credentials ?? { mfa: true });
  const used = Object.fromEntries(
    [
      ...Object.entries(users).map(([name, one]) => [`user/${name}`, one] as const),
      ...Object.entries(roles).map(([name, one]) => [`role/${name}`, one] as const),
    ]
      .filter(([, one]) => one.used)
      .map(([path, one]) => [
        `arn:aws:iam::${account}:${path}`,
        lastAccessed(`arn:aws:iam::${account}:${path}`, one.used!),
      ]),
  );
  return {
    [`${account}/authorization-details.json`]: {
      UserDetailList: userRecords,
      GroupDetailList: Object.entries(groups).map(([name, one]) => group(account, name, rights(one))),
      RoleDetailList: Object.entries(roles).map(([name, one]) =>
        role(account, name, documentOf(one.trust), {
          ...rights(one),
          ...(one.lastUsed === undefined ? {} : { lastUsed: one.lastUsed }),
        }),
      ),
      Policies: Object.entries(policies).map(([name, statements]) =>
        managedPolicy(policyArn(name), documentOf(statements)),
      ),
    },
    [`${account}/resources.ndjson`]: (rest.resources ?? []).map((record) => resourceOf(account, record)),
    ...(userRecords.length > 0
      ? { [`${account}/credential-report.csv`]: credentialReport(account, userRecords, report) }
      : {}),
    ...(Object.keys(used).length > 0 ? { [`${account}/last-accessed.json`]: used } : {}),
    ...(rest.providers ? { [`${account}/providers.json`]: rest.providers } : {}),
  };
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

function documentOf(statements: Statements): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one }) as Statement) };
}

function resourceOf(account: string, record: Readonly<Record<string, unknown>>): object {
  const region = String(record['Arn']).split(':')[3] || 'eu-west-1';
  const policy = record['Policy'] as Statements | undefined;
  return { Account: account, Region: region, ...record, ...(policy ? { Policy: documentOf(policy) } : {}) };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (one: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, change(one)]));
}
