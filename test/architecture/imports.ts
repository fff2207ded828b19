import { isAbsolute, join, relative } from 'node:path';
import ts from 'typescript';
import { type Room, rooms } from './rooms.js';

export interface Import {
  readonly from: string;
  /** A file of the tree, or the name of a package. `?` = nobody can tell: not a literal, or nothing is there. */
  readonly to: string;
  readonly external: boolean;
  /** `use` counts at run time from the start, `type` never, `later` when the code comes by. */
  readonly when: 'use' | 'type' | 'later';
  readonly text: string;
}

/** The files the compiler may look at: a real tree, or one in memory. Paths are relative to its root. */
export interface Tree {
  readonly root: string;
  readonly has: (path: string) => boolean;
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

export function treeOf(files: readonly string[], root = '/tree'): Tree {
  const known = new Set(files);
  return { root, has: (path) => known.has(path) };
}

/** What a source text imports: static, type-only and dynamic imports, re-exports, import types, `require`. */
export function importsOf(file: string, text: string, tree: Tree): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Expression | undefined, when: Import['when']): void => {
    const text = specifier && ts.isStringLiteralLike(specifier) ? specifier.text : null;
    if (text === null) found.push({ from: file, to: '?', external: false, when, text: specifier?.getText() ?? '' });
    else if (!text.startsWith('node:')) found.push({ from: file, ...target(file, text, tree), when, text });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isErased(node.importClause) ? 'type' : 'use');
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'use');
    } else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      add(node.arguments[0], 'later');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal as ts.StringLiteral, 'type');
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true));
  return found;
}

/** `import(…)`, `require(…)` and `createRequire(…)(…)`. */
function isLoading(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  return (
    ts.isCallExpression(callee) && ts.isIdentifier(callee.expression) && callee.expression.text === 'createRequire'
  );
}

function isErased(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  const list = named && ts.isNamedImports(named) ? named.elements : [];
  return clause.name === undefined && list.length > 0 && list.every((element) => element.isTypeOnly);
}

/** The compiler's own resolution, so that what it finds is what this test judges. */
function target(file: string, specifier: string, tree: Tree): { to: string; external: boolean } {
  if (!specifier.startsWith('.') && !isAbsolute(specifier)) return { to: packageName(specifier), external: true };
  const host: ts.ModuleResolutionHost = {
    fileExists: (path) => tree.has(relative(tree.root, path)),
    readFile: () => undefined,
  };
  const containing = join(tree.root, file);
  const { resolvedModule } = ts.resolveModuleName(
    specifier,
    containing,
    options,
    host,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  );
  return { to: resolvedModule ? relative(tree.root, resolvedModule.resolvedFileName) : '?', external: false };
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}

export function roomOf(file: string, table: readonly Room[] = rooms): Room | undefined {
  const within = table.filter((room) => file === room.path || file.startsWith(`${room.path}/`));
  return within.toSorted((left, right) => right.path.length - left.path.length)[0];
}

/** Imports through a door the room table does not have, packages outside the room that holds their key, imports nobody can see. */
export function violations(imports: readonly Import[], table: readonly Room[] = rooms): string[] {
  return imports.flatMap((one) => violation(one, table) ?? []);
}

function violation({ from, to, external, when, text }: Import, table: readonly Room[]): string | null {
  const room = roomOf(from, table);
  if (!room) return `${from} stands in no room`;
  if (to === '?') return `${from} imports ${text}, which cannot be resolved`;
  if (external) return holdsKey(room, to) ? null : `${from} imports the package ${to}`;
  const other = roomOf(to, table);
  if (!other) return `${from} imports ${to}, which stands in no room`;
  if (other === room || room.doors.includes('*')) return null;
  if (!room.doors.includes(other.path)) return `${from} opens a door to ${other.path} (${to})`;
  return other.onUse && when === 'use' ? `${from} loads ${to} before it is used` : null;
}

function holdsKey(room: Room, name: string): boolean {
  return (room.packages ?? []).some((key) => name === key || name.startsWith(`${key}/`));
}

/** Files that reach themselves; type imports count. */
export function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, external } of imports) {
    if (!external && to !== '?') next.set(from, [...(next.get(from) ?? []), to]);
  }
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

/** Rooms that hold files but no README of 2 to 15 lines. */
export function unexplained(
  table: readonly Room[],
  files: readonly string[],
  read: (path: string) => string | null,
): string[] {
  return table
    .filter(({ path, within }) => !path.endsWith('.ts') && !within && files.some((file) => file.startsWith(`${path}/`)))
    .flatMap(({ path }) => {
      const text = read(`${path}/README.md`);
      if (text === null) return [`${path} has no README.md`];
      const lines = text.trimEnd().split('\n').length;
      return lines >= 2 && lines <= 15 ? [] : [`${path}/README.md has ${lines} lines`];
    });
}
