import { lstat, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';

/** Entries of a dump that are looked at for links before it is read. */
const mostEntries = 1_000_000;

/**
 * A dump that a client names, inside the directory that the service was given for dumps; its real path. What lies outside, by `..` or by a
 * link of it or in it, does not exist for clients. Errors: `no-ingest-directory`, `no-such-source`.
 */
export async function sourceIn(directory: string | null, name: string): Promise<string> {
  if (directory === null)
    throw new GrantgraphError('no-ingest-directory', 'this service reads no dumps of its own host', {
      exit: 2,
      hint: 'send the files, or start it with --ingest-dir',
    });
  // Windows knows more ways out than a path with dots.
  if (name.includes('\0') || isAbsolute(name) || /^[a-z]:|^\\/i.test(name)) throw noSource(name);
  try {
    const root = await realpath(directory);
    const source = await realpath(join(root, name));
    if (!isInside(root, source)) throw noSource(name);
    await requireNoWayOut(root, source);
    return source;
  } catch (error) {
    throw error instanceof GrantgraphError ? error : noSource(name);
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** A directory is read with all that is in it. */
async function requireNoWayOut(root: string, source: string): Promise<void> {
  const open = [source];
  for (let seen = 0; open.length > 0; ) {
    const path = open.pop()!;
    if (!(await lstat(path)).isDirectory()) continue;
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (++seen > mostEntries) throw noSource(relative(root, source));
      const inner = join(path, entry.name);
      if (entry.isSymbolicLink() && !isInside(root, await realpath(inner))) throw noSource(relative(root, source));
      if (entry.isDirectory()) open.push(inner);
    }
  }
}

/** One text for all: what lies outside is nothing that a client could find out about. */
function noSource(name: string): GrantgraphError {
  const shown = name.replace(/\p{Cc}/gu, ' ').slice(0, 100);
  return new GrantgraphError('no-such-source', `there is no \`${shown}\` in the directory of dumps`, { exit: 2 });
}
