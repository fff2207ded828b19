import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import { exists } from '../owner.js';

const prefix = 'grantgraph-upload-';
/** `111122223333/resources.ndjson`: parts of letters, digits and a few signs, none of them hidden. */
const name = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,2}$/;
const mostFiles = 2000;

/** Writes files that a client sent into a directory of their own, for this user only. Errors: `invalid-upload`. */
export async function writeUpload(files: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(files);
  if (entries.length === 0 || entries.length > mostFiles)
    throw new GrantgraphError('invalid-upload', `an upload has between one and ${mostFiles} files`, { exit: 2 });
  for (const [file] of entries)
    if (!name.test(file))
      throw new GrantgraphError(
        'invalid-upload',
        `\`${file.replace(/\p{Cc}/gu, ' ').slice(0, 100)}\` is no file name`,
        {
          exit: 2,
          hint: 'such as 111122223333/authorization-details.json',
        },
      );
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  try {
    for (const [file, text] of entries) {
      await mkdir(dirname(join(directory, file)), { recursive: true, mode: 0o700 });
      await writeFile(join(directory, file), text, { mode: 0o600, flag: 'wx' });
    }
  } catch (cause) {
    await removeUpload(directory);
    throw new GrantgraphError('invalid-upload', 'the files cannot be written', { cause });
  }
  return directory;
}

export async function removeUpload(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Clears away what processes of this user left behind when they died. To be asked before the first upload of this one. */
export async function clearUploads(): Promise<void> {
  for (const entry of await readdir(tmpdir()).catch(() => [])) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(entry)?.[1];
    if (pid === undefined || (exists(Number(pid)) && Number(pid) !== process.pid)) continue;
    const path = join(tmpdir(), entry);
    const found = await lstat(path).catch(() => null);
    if (found?.isDirectory() && found.uid === process.getuid?.()) await removeUpload(path).catch(() => {});
  }
}
