import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { GrantgraphError } from '../../src/base/errors.js';

/** One file of a dump. */
export interface DumpFile {
  /** As the user's path leads to it. */
  readonly path: string;
  /** Below the dump directory, for messages. */
  readonly label: string;
  readonly name: string;
  /** Names of the directories above it, the nearest first. */
  readonly directories: readonly string[];
}

export interface DumpFiles {
  readonly directory: boolean;
  readonly files: readonly DumpFile[];
}

/** A file, or every file below a directory in name order; dot files are left out. Errors: `unreadable-file`. */
export function dumpFiles(path: string): DumpFiles {
  const stats = readable(path, () => statSync(path));
  if (!stats.isDirectory()) return { directory: false, files: [dumpFile(path, dirname(path))] };
  return { directory: true, files: walk(path).map((file) => dumpFile(file, path)) };
}

function dumpFile(path: string, root: string): DumpFile {
  const absolute = resolve(path);
  const directories = dirname(absolute).split(/[/\\]/).filter(Boolean).toReversed();
  return { path, label: relative(resolve(root), absolute), name: basename(path), directories };
}

function walk(directory: string): string[] {
  const entries: Dirent[] = readable(directory, () => readdirSync(directory, { withFileTypes: true }));
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return walk(path);
      // A link to a directory could lead back up; a link to a file is read, a dangling one is an error.
      if (entry.isSymbolicLink()) return readable(path, () => statSync(path)).isFile() ? [path] : [];
      return entry.isFile() ? [path] : [];
    });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
  ENOTDIR: 'no such file or directory',
};

/** Runs a file operation; its failure becomes `unreadable-file`. */
export function readable<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, error: unknown): GrantgraphError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? (code === '' ? 'the read failed' : code.toLowerCase());
  return new GrantgraphError('unreadable-file', `cannot read \`${path}\`: ${reason}`, {
    place: { file: path },
    cause: error,
  });
}
