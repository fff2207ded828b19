import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const here = new URL('.', import.meta.url);

it('every store has joined the conformance suite', () => {
  const stores = readdirSync(new URL('../../src/store', here), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const tests = readdirSync(here)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, here), 'utf8'))
    .filter((text) => /\bstoreConformance\([`']/.test(text));
  expect(stores).toContain('embedded');
  for (const store of stores) {
    const joined = tests.some((text) => text.includes(`src/store/${store}/`));
    expect(joined, `src/store/${store} is in no test of test/conformance`).toBe(true);
  }
});
