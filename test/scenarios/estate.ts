import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Access, AccessRow, AskOptions } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { ingest } from '../../src/commands/ingest.js';
import type { WorkingSet } from '../../src/store/contract.js';
import { freshEnvironment } from '../environment.js';

export const silent = { step() {}, warn() {} };

/** Dump files by path below the dump directory; values are written as JSON, arrays under `*.ndjson` line by line. */
export type DumpFiles = Readonly<Record<string, unknown>>;

export interface OpenEstate {
  readonly access: Access;
  readonly set: WorkingSet;
  readonly data: string;
  readonly close: () => Promise<void>;
}

export async function writeDump(directory: string, files: DumpFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    const text =
      typeof content === 'string'
        ? content
        : path.endsWith('.ndjson')
          ? lines(content)
          : JSON.stringify(content, null, 1);
    await writeFile(file, text);
  }
}

function lines(content: unknown): string {
  return (content as unknown[]).map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Writes the dump, ingests it into a store of its own, and opens access over it. */
export async function openEstate(files: DumpFiles): Promise<OpenEstate> {
  const root = await mkdtemp(join(tmpdir(), 'grantgraph-scenario-'));
  const data = join(root, 'data');
  await writeDump(join(root, 'dump'), files);
  const environment = await freshEnvironment(data);
  await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, 'dump'), progress: silent });
  const { access, set } = await environment.access({ ask: 'estate' });
  const close = async () => {
    await environment.close();
    await rm(root, { recursive: true, force: true });
  };
  return { access, set, data, close };
}

export const asking = (more: Partial<AskOptions> = {}): AskOptions => ({
  caller: localAdministrator,
  now: Date.parse('2026-11-01T00:00:00Z'),
  ...more,
});

/** Verdicts by source for one action on one resource. */
export function who(
  access: Access,
  action: string,
  resource: string,
  options = asking(),
): Map<string, AccessRow['verdict']> {
  const found = new Map<string, AccessRow['verdict']>();
  for (const row of access.rows({ actions: [action], resources: { ids: [resource] } }, options))
    found.set(row.source.id, row.verdict);
  return found;
}

/** Verdicts by resource for one source and action, over the given resources. */
export function what(
  access: Access,
  source: string,
  action: string,
  resources: readonly string[],
  options = asking(),
): Map<string, AccessRow['verdict']> {
  const found = new Map<string, AccessRow['verdict']>();
  for (const row of access.rows({ sources: [source], actions: [action], resources: { ids: resources } }, options)) {
    found.set(row.destination.id!, row.verdict);
  }
  return found;
}
