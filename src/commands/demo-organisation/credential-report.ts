import { daysAgo } from './builders.js';
import type { UserRecord } from './records.js';

export interface AccessKey {
  readonly active: boolean;
  /** Days since the key was made. */
  readonly age: number;
  /** Days since it was last used, and for what; absent = never. */
  readonly used?: { readonly ago: number; readonly region: string; readonly service: string };
}

export interface Credentials {
  /** Days since the password was changed and used; absent = no console password. */
  readonly password?: { readonly age: number; readonly used: number };
  readonly mfa: boolean;
  readonly keys?: readonly AccessKey[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((key) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (field) => `access_key_${key}_${field}`,
    ),
  ),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

/** The CSV of one account: the root user, then every user with the credentials named here. */
export function credentialReport(
  account: string,
  users: readonly UserRecord[],
  credentials: Readonly<Record<string, Credentials>>,
): string {
  const root = line('<root_account>', `arn:aws:iam::${account}:root`, daysAgo(1400), 'not_supported', {
    password: { age: 700, used: 640 },
    mfa: true,
  });
  const rows = users.map((user) =>
    line(user.UserName, user.Arn, user.CreateDate, 'N/A', credentials[user.UserName] ?? { mfa: false }),
  );
  return [columns.join(','), root, ...rows, ''].join('\n');
}

function line(
  name: string,
  arn: string,
  created: string,
  root: string,
  { password, mfa, keys = [] }: Credentials,
): string {
  const cells = [
    name,
    arn,
    stamp(created),
    root === 'N/A' ? String(password !== undefined) : root,
    password ? stamp(daysAgo(password.used)) : 'N/A',
    root === 'N/A' ? (password ? stamp(daysAgo(password.age)) : 'N/A') : root,
    root === 'N/A' ? 'N/A' : root,
    String(mfa),
    ...[keys[0], keys[1]].flatMap(keyCells),
    'false',
    'N/A',
    'false',
    'N/A',
  ];
  return cells.join(',');
}

function keyCells(key: AccessKey | undefined): string[] {
  if (!key) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const { active, age, used } = key;
  return [
    String(active),
    stamp(daysAgo(age)),
    ...(used ? [stamp(daysAgo(used.ago)), used.region, used.service] : ['N/A', 'N/A', 'N/A']),
  ];
}

const stamp = (iso: string): string => iso.replace('Z', '+00:00');
