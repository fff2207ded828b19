import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAdministrator } from '../../src/callers/caller.js';
import { ingest } from '../../src/commands/ingest.js';
import { freshEnvironment } from '../environment.js';
import type { Estate } from '../oracle/aws/estate.js';
import type { EngineOnEstate, Holder } from './estate-differential.js';
import { writeDump } from './estate-files.js';

/** The whole house over one estate: dump files, connector, store, index, access. */
export async function openEngine(estate: Estate, now: string): Promise<EngineOnEstate> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-laws-'));
  writeDump(estate, join(root, 'dump'));
  const environment = await freshEnvironment(join(root, 'data'));
  const progress = { step() {}, warn() {} };
  await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, 'dump'), progress });
  const { access, set } = await environment.access({ ask: 'estate' });
  const options = { caller: localAdministrator, now: Date.parse(now) };
  return {
    check: (principal, action, resource) => access.check(principal, action, resource, options),
    who: (action, resource) => {
      const found = new Map<string, Holder>();
      for (const { source, verdict } of access.rows({ actions: [action], resources: { ids: [resource] } }, options))
        found.set(source.id, { id: source.id, verdict });
      return [...found.values()];
    },
    what: (principal, action) => {
      const found = new Map<string, Holder>();
      const ids = [...set.resources({})].map((node) => node.id);
      const roles = [...set.nodesOfKind('role'), ...set.nodesOfKind('user')].map((node) => node.id);
      const resources = { ids: [...ids, ...roles] };
      for (const { destination, verdict } of access.rows(
        { sources: [principal], actions: [action], resources },
        options,
      )) {
        found.set(destination.id!, { id: destination.id!, verdict });
      }
      return [...found.values()];
    },
    close: async () => {
      await environment.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
