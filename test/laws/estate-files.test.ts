import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dumpFiles, writeDump } from './estate-files.js';
import { generateEstate } from './generators/estate.js';
import { seeded } from './generators/random.js';

it('an estate becomes the files of a dump directory and nothing that was not collected', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dump-'));
  try {
    for (let seed = 0; seed < 10; seed += 1) {
      const { estate } = generateEstate(seeded(seed));
      const files = dumpFiles(estate);
      expect(files.has('organization.json')).toBe(estate.organization !== undefined);
      expect(files.has('identity-center.json')).toBe(estate.identityCenter !== undefined);
      writeDump(estate, directory);
      for (const account of estate.accounts) {
        const details = readFileSync(join(directory, account.id, 'authorization-details.json'), 'utf8');
        expect(JSON.parse(details)).toEqual(account.authorizationDetails);
        const records = readFileSync(join(directory, account.id, 'resources.ndjson'), 'utf8')
          .split('\n')
          .filter(Boolean);
        expect(records.map((line) => JSON.parse(line))).toEqual(account.resources);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
