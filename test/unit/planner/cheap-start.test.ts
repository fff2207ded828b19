import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** What a module loads at once: its imports and re-exports that are more than types. */
function loads(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = text.matchAll(/^(?:import|export)\s+(?!type[\s{*])[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm);
  return [...statements].map(([, from, bare]) => from ?? bare!);
}

function reached(entry: URL): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const name of loads(file)) {
      if (!name.startsWith('.')) seen.add(name);
      else visit(fileURLToPath(new URL(name.replace(/\.js$/, '.ts'), new URL(`file://${file}`))));
    }
  };
  visit(fileURLToPath(entry));
  return seen;
}

it.each(['planner', 'executor'])(
  'the %s starts without the parser, which takes a quarter of a second to load',
  (room) => {
    const modules = reached(new URL(`../../../src/${room}/index.ts`, import.meta.url));
    expect([...modules].filter((name) => name.startsWith('/')).every((name) => existsSync(name))).toBe(true);
    expect(modules.size).toBeGreaterThan(10);
    expect([...modules].filter((name) => /chevrotain|rql-parser/.test(name))).toEqual([]);
  },
);
