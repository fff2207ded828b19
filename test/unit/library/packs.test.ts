import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { localAdministrator } from '../../../src/callers/caller.js';
import { today } from '../../../src/commands/demo-organisation/builders.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { runSaved } from '../../../src/commands/saved-queries.js';
import { identityOf, loadLibrary } from '../../../src/library/index.js';
import { freshEnvironment } from '../../environment.js';
import { silent, writeDump } from '../../scenarios/estate.js';
import { type CompactAccount, dumpOf } from './compact-estate.js';

/** An estate in which every query of a pack has something to find, and beside it a twin that it must pass over. */
interface Pack {
  readonly accounts: Readonly<Record<string, CompactAccount>>;
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly parameters?: Readonly<Record<string, string | number | boolean>>;
        /** Identities of exactly the rows that are found; ids of the first account without their beginning. */
        readonly found: readonly (readonly string[])[];
        /** Names in the estate that look alike and are not found. */
        readonly spared: readonly string[];
      }
    >
  >;
}

const directory = fileURLToPath(new URL('./packs/', import.meta.url));
const library = loadLibrary();

describe('packs of saved queries', () => {
  it('have an estate each', () => {
    const packs = new Set(library.map((one) => one.pack));
    expect(readdirSync(directory).toSorted()).toEqual([...packs].map((pack) => `${pack}.yaml`).toSorted());
  });
});

for (const file of readdirSync(directory)) {
  const { accounts, cases } = parse(readFileSync(join(directory, file), 'utf8')) as Pack;
  const pack = file.slice(0, -'.yaml'.length);
  describe(pack, () => {
    const own = library.filter((one) => one.pack === pack);
    const root = mkdtempSync(join(tmpdir(), 'grantgraph-pack-'));
    const files = dumpOf(accounts);
    let environment: Environment;

    beforeAll(async () => {
      await writeDump(join(root, 'dump'), files);
      environment = { ...(await freshEnvironment(join(root, 'data'))), now: () => Date.parse(today) };
      await ingest(environment, localAdministrator, {
        provider: 'aws',
        from: join(root, 'dump'),
        collectedAt: today,
        progress: silent,
      });
    });
    afterAll(async () => {
      await environment.close();
      await rm(root, { recursive: true, force: true });
    });

    it('has a case for every query', () => {
      expect(Object.keys(cases).toSorted()).toEqual(own.map((one) => one.id).toSorted());
    });

    it.each(own)('$id finds what it must, and nothing else', async (saved) => {
      const { found, spared, parameters = {} } = cases[saved.id]!;
      const answer = await runSaved(environment, localAdministrator, saved, { parameters });
      if (answer.kind !== 'rows') return expect.fail('rows expected');
      const rows = answer.rows.map((row) => identityOf(saved, answer.columns, row).map((id) => short(id, accounts)));
      expect(rows.toSorted(byText)).toEqual(found.toSorted(byText));
      expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
      expect([found.length > 0, spared.length > 0]).toEqual([true, true]);
      for (const name of spared) {
        const told = [JSON.stringify(files), JSON.stringify(rows)].map((text) => text.includes(name));
        expect([name, ...told]).toEqual([name, true, false]);
      }
    });
  });
}

const byText = (left: unknown, right: unknown): number => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);

function short(id: unknown, accounts: Pack['accounts']): string {
  return String(id).replace(`arn:aws:iam::${Object.keys(accounts)[0]}:`, '');
}
