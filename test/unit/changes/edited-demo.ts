import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdministrator } from '../../../src/callers/caller.js';
import { writeDemoOrganisation } from '../../../src/commands/demo-organisation/write.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { freshEnvironment } from '../../environment.js';

export const firstDay = '2026-11-20T06:00:00.000Z';
export const secondDay = '2026-11-22T06:00:00.000Z';

// biome-ignore lint/suspicious/noExplicitAny: raw dump files
type Raw = any;
export type Edit = readonly [file: string, edit: (content: Raw) => void];

export interface EditedDemo {
  readonly environment: Environment;
  close(): Promise<void>;
}

/** The sample organisation, and two days later the same with some files edited. `complete` drops what the second lacks. */
export async function editedDemo(edits: readonly Edit[]): Promise<EditedDemo> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-edited-'));
  const wired = await freshEnvironment(join(root, 'data'));
  const environment = { ...wired, now: () => Date.parse('2026-11-24T00:00:00Z') };
  const dump = join(root, 'dump');
  await writeDemoOrganisation(dump);
  const progress = { step() {}, warn() {} };
  const take = (collectedAt: string) =>
    ingest(environment, localAdministrator, { provider: 'aws', from: dump, collectedAt, complete: true, progress });
  await take(firstDay);
  for (const [name, edit] of edits) {
    const file = join(dump, name);
    const content = readFileSync(file, 'utf8');
    const parsed = name.endsWith('.ndjson')
      ? content
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : JSON.parse(content);
    edit(parsed);
    const text = Array.isArray(parsed) ? parsed.map((one) => JSON.stringify(one)).join('\n') : JSON.stringify(parsed);
    writeFileSync(file, text);
  }
  await take(secondDay);
  return {
    environment,
    close: async () => {
      await environment.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export const user = (details: Raw, name: string): Raw =>
  details.UserDetailList.find((one: Raw) => one.UserName === name);
export const role = (details: Raw, name: string): Raw =>
  details.RoleDetailList.find((one: Raw) => one.RoleName === name);
