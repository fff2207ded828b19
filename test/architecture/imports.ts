import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { type Room, rooms } from './rooms.js';

export interface Import {
  readonly from: string;
  /** A file of the tree, or the name of a package. */
  readonly to: string;
  readonly external: boolean;
}

/** What a source text imports, types and dynamic imports included. */
export function importsOf(file: string, text: string): Import[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .filter(({ fileName }) => !fileName.startsWith('node:'))
    .map(({ fileName }) => {
      if (!fileName.startsWith('.')) return { from: file, to: packageName(fileName), external: true };
      const target = normalize(join(dirname(file), fileName)).replace(/\.js$/, '.ts');
      return { from: file, to: target, external: false };
    });
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

export function roomOf(file: string, table: readonly Room[] = rooms): Room | undefined {
  const within = table.filter((room) => file === room.path || file.startsWith(`${room.path}/`));
  return within.toSorted((left, right) => right.path.length - left.path.length)[0];
}

/** Imports through a door the room table does not have, and packages outside the room that holds their key. */
export function violations(imports: readonly Import[], table: readonly Room[] = rooms): string[] {
  const found: string[] = [];
  for (const { from, to, external } of imports) {
    const room = roomOf(from, table);
    if (!room) {
      found.push(`${from} stands in no room`);
      continue;
    }
    if (external) {
      if (!(room.packages ?? []).some((name) => to === name || to.startsWith(`${name}/`))) found.push(`${from} imports the package ${to}`);
      continue;
    }
    const target = roomOf(to, table);
    if (!target) found.push(`${from} imports ${to}, which stands in no room`);
    else if (target !== room && !room.doors.includes('*') && !room.doors.includes(target.path)) found.push(`${from} opens a door to ${target.path} (${to})`);
  }
  return found;
}

/** Files that reach themselves; type imports count. */
export function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, external } of imports) if (!external) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const target of next.get(file) ?? []) visit(target, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

export const relativeTo = (root: string, file: string): string => relative(root, file);
