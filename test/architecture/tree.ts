import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Import, importsOf, treeOf } from './imports.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What is made or fetched, and so no part of the repository. */
const outside = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', 'grantgraph-data', 'grantgraph-demo']);

/** Every file of the repository, relative to its root. */
export const files: readonly string[] = walk(root);

/** The sources that rooms are made of: all but tests. */
export const sources: readonly string[] = files.filter(
  (file) => file.endsWith('.ts') && /^(?:src|grammar|connectors|tools|bench)\//.test(file),
);

export const tests: readonly string[] = files.filter((file) => file.startsWith('test/') && file.endsWith('.ts'));

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function readIfThere(path: string): string | null {
  return existsSync(join(root, path)) ? read(path) : null;
}

export function allImports(of: readonly string[] = sources): Import[] {
  const tree = treeOf(files, root);
  return of.flatMap((file) => importsOf(file, read(file), tree));
}

function walk(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (outside.has(entry.name)) return [];
    const path = join(directory, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [relative(root, path)] : [];
  });
}
