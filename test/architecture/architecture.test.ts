import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { edgeKinds, nodeKinds } from '../../src/graph/kinds/index.js';
import { rules } from '../../src/planner/rules/index.js';
import { cycles, importsOf, relativeTo, violations } from './imports.js';
import { rooms } from './rooms.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function walk(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

const files = ['src', 'grammar', 'connectors', 'tools', 'bench'].flatMap((room) => walk(join(root, room))).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file) => importsOf(relativeTo(root, file), readFileSync(file, 'utf8')));

describe('rooms and doors', () => {
  it('sees the whole tree', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('has no import through a door that is not there, and no package outside its room', () => {
    expect(violations(imports)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycles(imports)).toEqual([]);
  });

  it('says in a few lines what each room is', () => {
    for (const { path } of rooms.filter((room) => !room.path.endsWith('.ts'))) {
      const folder = ['src/store/embedded', 'connectors/aws/collect', 'tools'].includes(path) ? null : path;
      if (folder === null) continue;
      const lines = readFileSync(join(root, folder, 'README.md'), 'utf8').trimEnd().split('\n');
      expect([folder, lines.length <= 15 && lines.length > 1]).toEqual([folder, true]);
    }
  });

  it('lists every semantic rule', () => {
    const ruleFiles = readdirSync(join(root, 'src/planner/rules')).filter((name) => !['index.ts', 'rule.ts'].includes(name));
    expect(rules.length).toBe(ruleFiles.length);
  });
});

describe('the checks themselves', () => {
  const table = [
    { path: 'low', doors: [] },
    { path: 'high', doors: ['low'], packages: ['pkg'] },
  ];

  it('catch an upward import, a stray package and a homeless file', () => {
    const seen = [...importsOf('low/a.ts', "import '../high/b.js'; import x from 'pkg/deep';"), ...importsOf('nowhere/c.ts', "import '../low/a.js';")];
    expect(violations(seen, table)).toEqual(['low/a.ts opens a door to high (high/b.ts)', 'low/a.ts imports the package pkg', 'nowhere/c.ts stands in no room']);
  });

  it('let what is allowed pass, dynamic and type imports seen', () => {
    const seen = importsOf('high/b.ts', "import type { A } from '../low/a.js'; const x = await import('pkg');");
    expect(seen.map(({ to }) => to)).toEqual(['low/a.ts', 'pkg']);
    expect(violations(seen, table)).toEqual([]);
  });

  it('catch a cycle of types', () => {
    const seen = [...importsOf('low/a.ts', "import type { B } from './b.js';"), ...importsOf('low/b.ts', "export { A } from './a.js';")];
    expect(cycles(seen)).toEqual(['low/a.ts -> low/b.ts -> low/a.ts']);
  });
});

describe('kinds', () => {
  it('have descriptions, lower-case names, and endpoints that exist', () => {
    const known = new Set<string>(nodeKinds.map((row) => row.kind));
    for (const row of [...nodeKinds, ...edgeKinds]) {
      expect(row.kind).toMatch(/^[a-z][a-z-]*$/);
      expect(row.description.length).toBeGreaterThan(5);
    }
    for (const edge of edgeKinds) for (const end of [...edge.from, ...edge.to]) expect([edge.kind, known.has(end)]).toEqual([edge.kind, true]);
  });
});

describe('the repository', () => {
  const tracked = ['README.md', 'package.json', 'package-lock.json', 'LICENSE', '.ci/run', ...files.map((file) => relativeTo(root, file))];

  it('names no machine path and no registry host', () => {
    for (const file of tracked) {
      const text = readFileSync(join(root, file), 'utf8');
      expect([file, /\/(?:root|home)\/[a-z]|registry\.npmjs|"resolved": "http/.exec(text)?.[0]]).toEqual([file, undefined]);
    }
  });

  it('stands under Apache-2.0 and takes no copyleft dependency', () => {
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toContain('Apache License');
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { license?: string; dev?: boolean }> };
    const copyleft = Object.entries(lock.packages).filter(([, entry]) => !entry.dev && /\b(A?GPL|LGPL)\b/.test(entry.license ?? ''));
    expect(copyleft.map(([name]) => name)).toEqual([]);
  });
});
