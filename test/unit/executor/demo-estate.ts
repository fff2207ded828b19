import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdministrator } from '../../../src/callers/caller.js';
import { today } from '../../../src/commands/demo-organisation/builders.js';
import { writeDemoOrganisation } from '../../../src/commands/demo-organisation/write.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { freshEnvironment } from '../../environment.js';

/** The sample organisation in a store of its own, asked at a fixed instant. */
export async function openDemo(): Promise<{ environment: Environment; close(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-demo-'));
  const wired = await freshEnvironment(join(root, 'data'));
  const environment: Environment = { ...wired, now: () => Date.parse(today) };
  await writeDemoOrganisation(join(root, 'dump'));
  await ingest(environment, localAdministrator, {
    provider: 'aws',
    from: join(root, 'dump'),
    collectedAt: today,
    progress: { step() {}, warn() {} },
  });
  return {
    environment,
    close: async () => {
      await environment.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
