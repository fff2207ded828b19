import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AccountFiles } from './account-files.js';
import { dataLake } from './accounts/data-lake.js';
import { ledgerDev } from './accounts/ledger-dev.js';
import { ledgerLive } from './accounts/ledger-live.js';
import { management } from './accounts/management.js';
import { acquired } from './accounts/northquay.js';
import { security } from './accounts/security.js';
import { identityCenter } from './identity-center.js';
import { organization } from './organization.js';

export const demoAccounts: readonly AccountFiles[] = [management, ledgerLive, ledgerDev, dataLake, security, acquired];

/** Writes the sample organisation as a dump directory, the way `collect aws --out` would. Paths are relative to it. */
export async function writeDemoOrganisation(directory: string): Promise<{ readonly files: readonly string[] }> {
  const files: string[] = [];
  for (const [path, text] of demoFiles()) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    files.push(path);
  }
  return { files };
}

function* demoFiles(): Generator<readonly [path: string, text: string]> {
  yield ['organization.json', json(organization)];
  yield ['identity-center.json', json(identityCenter)];
  for (const { account, details, resources, settings, providers, credentialReport, lastAccessed } of demoAccounts) {
    yield [`${account}/authorization-details.json`, json(details)];
    yield [`${account}/resources.ndjson`, resources.map((record) => `${JSON.stringify(record)}\n`).join('')];
    yield [`${account}/account.json`, json(settings)];
    yield [`${account}/providers.json`, json(providers)];
    if (credentialReport) yield [`${account}/credential-report.csv`, credentialReport];
    if (lastAccessed) yield [`${account}/last-accessed.json`, json(lastAccessed)];
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
