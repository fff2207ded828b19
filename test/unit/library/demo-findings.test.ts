import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { localAdministrator } from '../../../src/callers/caller.js';
import type { Environment } from '../../../src/commands/environment.js';
import { runSaved } from '../../../src/commands/saved-queries.js';
import { identityOf, loadLibrary } from '../../../src/library/index.js';
import { openDemo } from '../executor/demo-estate.js';

interface Finding {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly found: readonly (readonly string[])[];
}

const expected = parse(readFileSync(new URL('./demo-findings.yaml', import.meta.url), 'utf8')) as Record<
  string,
  Finding
>;
const library = loadLibrary();

describe('the sample organisation', () => {
  let environment: Environment;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ environment, close } = await openDemo());
  });
  afterAll(() => close());

  it('has something to find for every saved query', () => {
    expect(Object.keys(expected).toSorted()).toEqual(library.map((one) => one.id).toSorted());
    expect(Object.entries(expected).filter(([, { found }]) => found.length === 0)).toEqual([]);
  });

  it.each(library)('$id finds exactly what was planted', async (saved) => {
    const { found, parameters = {} } = expected[saved.id]!;
    const answer = await runSaved(environment, localAdministrator, saved, { parameters });
    if (answer.kind !== 'rows') return expect.fail('rows expected');
    const rows = answer.rows.map((row) => identityOf(saved, answer.columns, row).map(String));
    expect(rows.toSorted(byText)).toEqual(found.toSorted(byText));
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
  });
});

const byText = (left: unknown, right: unknown): number => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
