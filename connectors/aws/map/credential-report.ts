import { CsvError, parse } from 'csv-parse/sync';
import { GrantgraphError } from '../../../src/base/errors.js';
import type { Fact, JsonObject } from '../../../src/graph/fact.js';
import { parseArn, requireArn } from './arn.js';
import { instant } from './record.js';

/**
 * The credential report: keys, password and MFA of each user. Columns:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export function* mapCredentialReport(text: string, file: string): Generator<Fact> {
  for (const [index, row] of rows(text, file).entries()) {
    const arn = requireArn(row['arn'], { file, line: index + 2, path: '/arn' });
    const account = arn.account ?? '';
    if (row['user'] === '<root_account>') yield { id: account, kind: 'account', account, props: rootProps(row) };
    else
      yield {
        id: arn.text,
        kind: 'user',
        name: row['user'] || arn.resource.slice(arn.resource.lastIndexOf('/') + 1),
        account,
        props: userProps(row),
      };
  }
}

type Row = Readonly<Record<string, string>>;

function rows(text: string, file: string): Row[] {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) as Row[];
  } catch (error) {
    const line = error instanceof CsvError ? (error['lines'] as number | undefined) : undefined;
    throw new GrantgraphError('invalid-csv', 'the credential report is not valid CSV', {
      place: { file, ...(line === undefined ? {} : { line }) },
      cause: error,
    });
  }
}

function userProps(row: Row): JsonObject {
  return {
    mfaEnabled: truth(row['mfa_active']),
    accessKeysActive: activeKeys(row),
    accessKeyLastUsed: lastUsed(row),
    accessKeyRotated: oldestKey(row),
    passwordEnabled: truth(row['password_enabled']),
    passwordLastUsed: date(row['password_last_used']),
  };
}

/** The root user has no user record: its credentials stand on the account. */
function rootProps(row: Row): JsonObject {
  return {
    rootMfaEnabled: truth(row['mfa_active']),
    rootAccessKeysActive: activeKeys(row),
    rootAccessKeyLastUsed: lastUsed(row),
    rootPasswordLastUsed: date(row['password_last_used']),
  };
}

function activeKeys(row: Row): number {
  return [1, 2].filter((key) => truth(row[`access_key_${key}_active`])).length;
}

/** The latest use of either key, active or not. */
function lastUsed(row: Row): string | null {
  const dates = [1, 2].flatMap((key) => date(row[`access_key_${key}_last_used_date`]) ?? []);
  return dates.toSorted().at(-1) ?? null;
}

/** When the older of the active keys was made; rotating makes a new one. */
function oldestKey(row: Row): string | null {
  const active = [1, 2].filter((key) => truth(row[`access_key_${key}_active`]));
  return active.flatMap((key) => date(row[`access_key_${key}_last_rotated`]) ?? []).toSorted()[0] ?? null;
}

function truth(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

/** `N/A`, `no_information` and `not_supported` are no dates. */
function date(value: string | undefined): string | null {
  return value !== undefined && /^\d{4}-/.test(value) ? (instant(value) ?? null) : null;
}

/** First column names of a report, as its text begins. */
export function looksLikeCredentialReport(head: string): boolean {
  return /^"?user"?,"?arn"?,"?user_creation_time"?/.test(head.trimStart());
}

export function accountsOfReport(text: string): string[] {
  return [
    ...new Set([...text.matchAll(/arn:[a-z-]+:iam::\d{12}:[^,"\s]+/g)].map(([arn]) => parseArn(arn)?.account ?? '')),
  ];
}
