import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GrantgraphError } from '../base/errors.js';
import { prove, type SavedText } from './prove.js';
import type { SavedQuery } from './saved-query.js';

export { identityOf } from './columns.js';
export { prove } from './prove.js';
export * from './saved-query.js';
export { hasHeader, splitFile } from './split-file.js';

/** Where the queries of this package are: beside `src`, also when it runs from `dist`. */
export function shippedDirectory(): string {
  const candidates = ['../../queries', '../../../queries'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
}

/**
 * The shipped queries, and those of a directory of the user's own (`<pack>/<id>.rql`, or `<id>.rql` in the pack called like the
 * directory). Every one is proven here: `invalid-saved-query` names file and line, `duplicate-query` both files.
 */
export function loadLibrary(directory?: string): readonly SavedQuery[] {
  const shipped = shippedDirectory();
  const texts = [...readPacks(shipped, 'queries')];
  if (directory !== undefined) texts.push(...readPacks(directory, directory));
  const byId = new Map<string, SavedQuery>();
  for (const text of texts) {
    const other = byId.get(text.id);
    if (other)
      throw new GrantgraphError('duplicate-query', `the id \`${text.id}\` is taken by \`${other.file}\``, {
        place: { file: text.file },
        hint: 'rename the file and its id',
      });
    byId.set(text.id, prove(text));
  }
  return [...byId.values()];
}

/** Files named as people would find them: `shown` stands for the directory. */
function* readPacks(directory: string, shown: string): Iterable<SavedText> {
  for (const file of rqlFiles(directory)) {
    const parts = relative(directory, file).split(/[\\/]/);
    const pack = parts.length > 1 ? parts[0]! : basename(directory);
    yield {
      file: join(shown, ...parts),
      pack,
      id: parts.at(-1)!.slice(0, -'.rql'.length),
      text: readFileSync(file, 'utf8'),
    };
  }
}

function rqlFiles(directory: string): string[] {
  try {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.rql'))
      .toSorted()
      .map((name) => join(directory, name));
  } catch (cause) {
    throw new GrantgraphError('unreadable-directory', `cannot read the queries in \`${directory}\``, {
      exit: 2,
      cause,
      hint: 'give a directory of .rql files',
    });
  }
}
