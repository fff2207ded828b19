import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AccountDump, Estate } from '../oracle/aws/estate.js';

/** The estate as the files of a dump directory: relative path to text. What the estate lacks has no file: not collected. */
export function dumpFiles(estate: Estate): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (estate.organization !== undefined) files.set('organization.json', JSON.stringify(estate.organization, null, 2));
  if (estate.identityCenter !== undefined) {
    files.set('identity-center.json', JSON.stringify(estate.identityCenter, null, 2));
  }
  for (const account of estate.accounts) {
    for (const [name, text] of accountFiles(account)) files.set(`${account.id}/${name}`, text);
  }
  return files;
}

function accountFiles(account: AccountDump): readonly (readonly [string, string])[] {
  return [
    ['authorization-details.json', JSON.stringify(account.authorizationDetails, null, 2)],
    ['resources.ndjson', account.resources.map((one) => `${JSON.stringify(one)}\n`).join('')],
    ...(account.account === undefined ? [] : [['account.json', JSON.stringify(account.account)] as const]),
    ...(account.providers === undefined ? [] : [['providers.json', JSON.stringify(account.providers)] as const]),
  ];
}

/** Writes the dump under `directory`, for `ingest aws --from`. */
export function writeDump(estate: Estate, directory: string): void {
  for (const [path, text] of dumpFiles(estate)) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
