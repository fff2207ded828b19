import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountFiles } from './builders.js';
import { identityCenter } from './identity-center.js';
import { ledgerLive } from './ledger-live.js';
import { organization } from './organization.js';
import { dataLake, ledgerDev, security } from './other-accounts.js';

export const demoAccounts: readonly AccountFiles[] = [ledgerLive, ledgerDev, dataLake, security];

/** Writes the sample organisation as a dump directory, the way `collect aws --out` would. */
export async function writeDemoOrganisation(directory: string): Promise<{ readonly files: readonly string[] }> {
  const files: string[] = [];
  const put = async (path: string, text: string) => {
    const file = join(directory, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
    files.push(path);
  };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  await put('organization.json', json(organization));
  await put('identity-center.json', json(identityCenter));
  for (const one of demoAccounts) {
    await put(`${one.account}/authorization-details.json`, json(one.details));
    await put(`${one.account}/resources.ndjson`, one.resources.map((record) => `${JSON.stringify(record)}\n`).join(''));
    if (one.settings) await put(`${one.account}/account.json`, json(one.settings));
    if (one.providers) await put(`${one.account}/providers.json`, json(one.providers));
    if (one.credentialReport) await put(`${one.account}/credential-report.csv`, `${one.credentialReport}\n`);
    if (one.lastAccessed) await put(`${one.account}/last-accessed.json`, json(one.lastAccessed));
  }
  return { files };
}
