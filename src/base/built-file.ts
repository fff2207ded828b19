import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A file of the build that stands at `relative` to a module: a program of a thread, an asset. Where the sources themselves run, as under
 * the test runner, that of the build beside them is taken. `module` = `import.meta.url`.
 */
export function builtFile(relative: string, module: string): string {
  const beside = new URL(relative, module);
  if (existsSync(beside)) return fileURLToPath(beside);
  // Sources stand at the root of the tree, their builds in `dist`.
  return fileURLToPath(new URL(beside.href.replace(/\/(src|connectors|grammar)\/(?!.*\/\1\/)/, '/dist/$1/')));
}
