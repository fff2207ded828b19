import { describe, expect, it } from 'vitest';
import { cycles, importsOf, treeOf, unexplained, violations } from './imports.js';
import { type Room, rooms } from './rooms.js';
import { allImports, files, readIfThere, sources } from './tree.js';

const imports = allImports();

describe('rooms and doors', () => {
  it('sees the whole tree', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('has no import through a door that is not there, and no package outside its room', () => {
    expect(violations(imports)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycles(imports)).toEqual([]);
  });

  it('says in a few lines what each room is', () => {
    expect(unexplained(rooms, sources, readIfThere)).toEqual([]);
  });

  it('holds no door to a room that is gone', () => {
    const paths = new Set(rooms.map((room) => room.path));
    const named = rooms.flatMap((room) => room.doors).filter((door) => door !== '*');
    expect(named.filter((door) => !paths.has(door))).toEqual([]);
    const empty = rooms.filter(({ path }) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
    expect(empty.map(({ path }) => path)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const table: readonly Room[] = [
    { path: 'low', doors: [] },
    { path: 'high', doors: ['low', 'heavy'], packages: ['pkg'] },
    { path: 'heavy', doors: [], onUse: true },
  ];
  const tree = treeOf(['low/a.ts', 'low/b.ts', 'high/b.ts', 'heavy/h.ts', 'nowhere/c.ts']);
  const judged = (file: string, text: string) => violations(importsOf(file, text, tree), table);

  it('catch an upward import, of values and of types', () => {
    expect(judged('low/a.ts', "import '../high/b.js';")).toEqual(['low/a.ts opens a door to high (high/b.ts)']);
    expect(judged('low/a.ts', "import type { B } from '../high/b.js';")).toHaveLength(1);
    expect(judged('low/a.ts', "export { b } from '../high/b.js';")).toHaveLength(1);
    expect(judged('low/a.ts', "const b = await import('../high/b.js');")).toHaveLength(1);
    expect(judged('low/a.ts', "type B = import('../high/b.js').B;")).toHaveLength(1);
  });

  it('catch a stray package, a homeless file, and imports that nobody can follow', () => {
    expect(judged('low/a.ts', "import x from 'pkg/deep';")).toEqual(['low/a.ts imports the package pkg']);
    expect(judged('low/a.ts', "import x from '@scope/pkg/deep';")).toEqual(['low/a.ts imports the package @scope/pkg']);
    expect(judged('low/a.ts', "createRequire(import.meta.url)('pkg');")).toEqual(['low/a.ts imports the package pkg']);
    expect(judged('nowhere/c.ts', "import '../low/a.js';")).toEqual(['nowhere/c.ts stands in no room']);
    expect(judged('low/a.ts', 'await import(name);')).toEqual(['low/a.ts imports name, which cannot be resolved']);
    expect(judged('low/a.ts', "import './gone.js';")).toEqual(['low/a.ts imports ./gone.js, which cannot be resolved']);
    expect(judged('low/a.ts', "import '../high';")).toHaveLength(1);
  });

  it('catch what is loaded before it is used', () => {
    expect(judged('high/b.ts', "import { h } from '../heavy/h.js';")).toEqual([
      'high/b.ts loads heavy/h.ts before it is used',
    ]);
    expect(judged('high/b.ts', "import type { H } from '../heavy/h.js'; await import('../heavy/h.js');")).toEqual([]);
    expect(judged('high/b.ts', "import { type H } from '../heavy/h.js';")).toEqual([]);
  });

  it('let what is allowed pass', () => {
    const text = "import { readFile } from 'node:fs'; import type { A } from '../low/a.js'; import x from 'pkg';";
    expect(importsOf('high/b.ts', text, tree).map(({ to }) => to)).toEqual(['low/a.ts', 'pkg']);
    expect(judged('high/b.ts', text)).toEqual([]);
  });

  it('catch a cycle of types', () => {
    const seen = [
      ...importsOf('low/a.ts', "import type { B } from './b.js';", tree),
      ...importsOf('low/b.ts', "export { A } from './a.js';", tree),
    ];
    expect(cycles(seen)).toEqual(['low/a.ts -> low/b.ts -> low/a.ts']);
    expect(cycles(seen.slice(1))).toEqual([]);
  });

  it('catch a room without words, or with too many', () => {
    const texts: Record<string, string> = { 'low/README.md': '# low\nwords\n', 'high/README.md': 'x\n'.repeat(16) };
    expect(unexplained(table, ['low/a.ts', 'high/b.ts', 'heavy/h.ts'], (path) => texts[path] ?? null)).toEqual([
      'high/README.md has 16 lines',
      'heavy has no README.md',
    ]);
  });
});
