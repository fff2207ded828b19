import { describe, expect, it } from 'vitest';
import { rules } from '../../src/planner/rules/index.js';
import { rooms } from './rooms.js';
import { allImports, files, read, sources, tests } from './tree.js';

interface Manifest {
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string; readonly dev?: boolean }>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const isText = (file: string): boolean =>
  /\.(?:ts|js|mjs|json|ndjson|md|ya?ml|csv|rql|sh)$|^[^.]+$|^\.[^/]*$|\.ci\//.test(file);

/** Texts of one machine: home directories, registry hosts, resolved addresses. */
const machine =
  /(?:^|[\s"'`(=])\/(?:root|home\/[a-z]|Users\/[a-z])[\w./-]*|registry\.(?:npmjs|yarnpkg)|"resolved": "http/;

describe('the repository', () => {
  it('names no machine path and no registry host', () => {
    const texts = files.filter((file) => isText(file) && file !== 'test/architecture/repository.test.ts');
    expect(texts.length).toBeGreaterThan(200);
    expect(texts.flatMap((file) => machine.exec(read(file))?.[0]?.trim() ?? [])).toEqual([]);
  });

  it('would notice one', () => {
    for (const text of ["'/home/ana/x'", ' /root/.npm', 'https://registry.npmjs.org/a', '"resolved": "https://x"'])
      expect(text).toMatch(machine);
    for (const text of ['/v1/query', 'arn:aws:s3:::b/home/x', 'larkfield-home/root']) expect(text).not.toMatch(machine);
  });

  it('stands under Apache-2.0 and takes no copyleft dependency', () => {
    expect(manifest.license).toBe('Apache-2.0');
    const licence = read('LICENSE');
    expect(licence).toMatch(/Apache License\s+Version 2\.0, January 2004/);
    expect(licence).toContain('9. Accepting Warranty or Additional Liability');
    const { packages } = JSON.parse(read('package-lock.json')) as Lock;
    const shipped = Object.entries(packages).filter(([, entry]) => !entry.dev);
    expect(shipped.length).toBeGreaterThan(10);
    expect(shipped.filter(([, entry]) => /\b(?:AGPL|GPL|LGPL|SSPL|BUSL)/.test(entry.license ?? ''))).toEqual([]);
  });

  it('ships every package its rooms import, and imports every package it ships', () => {
    const shipped = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
    const outer = allImports().filter((one) => one.external);
    const inner = outer.filter(({ from }) => !/^(?:tools|bench)\//.test(from));
    const used = new Set(inner.filter(({ when }) => when !== 'type').map(({ to }) => to));
    expect([...used].filter((name) => !shipped.includes(name))).toEqual([]);
    const anywhere = new Set([...outer, ...allImports(tests)].map(({ to }) => to));
    expect(shipped.filter((name) => !anywhere.has(name))).toEqual([]);
    const keys = rooms.flatMap((room) => room.packages ?? []);
    expect(keys.filter((key) => !outer.some(({ to }) => to === key || to.startsWith(`${key}/`)))).toEqual([]);
  });
});

describe('habits', () => {
  // `node:net` is there for its pure parts: `isIP` and `BlockList`.
  it('keeps evaluators, grammar, planner and graph free of waiting, clocks and the world', () => {
    const impure =
      /\basync\b|\bawait\b|\bDate\.now\b|new Date\(\)|\bMath\.random\b|\bprocess\.|\bfetch\(|from 'node:(?!net')/;
    const pure = sources.filter((file) => /^(?:src\/evaluators|grammar|src\/planner|src\/graph)\//.test(file));
    expect(pure.length).toBeGreaterThan(30);
    expect(pure.filter((file) => impure.test(withoutComments(read(file))))).toEqual([]);
  });

  it('lists every semantic rule: files and list are the same set', () => {
    const own = sources.filter((file) => /^src\/planner\/rules\/(?!index\.ts|rule\.ts)/.test(file));
    const index = read('src/planner/rules/index.ts');
    expect(rules.length).toBe(own.length);
    for (const file of own) expect(index).toContain(`./${file.split('/').at(-1)!.replace(/\.ts$/, '.js')}`);
  });

  it('skips and focuses no test', () => {
    const marked = /\b(?:it|test|describe)\.(?:only|skip|todo)\(|\bx(?:it|describe)\(/;
    expect(tests.length).toBeGreaterThan(20);
    expect(tests.filter((file) => marked.test(read(file)))).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    const drawers = sources.filter((file) => /(?:^|\/)(?:util|utils|helpers?|misc|common)(?:\.ts|\/)/.test(file));
    expect(drawers).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
