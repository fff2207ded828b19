import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Makes it larger, as an administrator would. */
  grow(mib: number): void;
  remove(): void;
}

/** A file system of its own of so many MiB, in memory. Null where this user may not mount one. */
export function smallDisk(mib: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'grantgraph-disk-'));
  if (!ran('mount', '-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', path)) {
    rmdirSync(path);
    return null;
  }
  const remove = () => {
    // Lazily: a server that was just killed may still hold files.
    if (ran('umount', '-l', path)) rmdirSync(path);
    process.off('exit', remove);
  };
  process.once('exit', remove);
  return { path, grow: (larger) => void ran('mount', '-o', `remount,size=${larger}m`, path), remove };
}

function ran(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}
