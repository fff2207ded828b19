import { readFileSync } from 'node:fs';
import { renderDiagnostics } from '../../grammar/diagnostics.js';
import { GrantgraphError } from '../base/errors.js';
import { lint, lintFile } from '../commands/lint.js';
import type { Parameters } from '../planner/index.js';
import type { Session } from './session.js';

interface Item {
  readonly text: string;
  /** A file of its own, which may carry a header; else a line of NDJSON. */
  readonly whole: boolean;
  readonly parameters?: Parameters;
}

export async function lintCommand({ options }: Session, files: readonly string[]): Promise<number> {
  let bad = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    for (const item of items(file)) {
      const result = item.whole ? await lintFile(file, item.text) : await lint(item.text, item.parameters);
      if (!result.ok) bad++;
      if (options.format === 'json' || options.format === 'ndjson') process.stdout.write(`${JSON.stringify(result)}\n`);
      else if (result.ok) process.stdout.write('ok\n');
      else process.stdout.write(`${file}: ${renderDiagnostics(item.text, result.diagnostics)}\n`);
    }
  }
  return bad > 0 ? 1 : 0;
}

/** NDJSON when the first line is an object, else one query, with or without the header of a saved one. */
function items(file: string): Item[] {
  const text = read(file);
  if (!text.trimStart().startsWith('{')) return [{ text: text.trimEnd(), whole: true }];
  return text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at }))
    .filter(({ line }) => line !== '')
    .map(({ line, at }) => {
      try {
        const { rql, params } = JSON.parse(line) as { rql: string; params?: Parameters };
        if (typeof rql !== 'string') throw new Error('no rql');
        return { text: rql, whole: false, ...(params ? { parameters: params } : {}) };
      } catch (cause) {
        throw new GrantgraphError('invalid-json', 'a line must be {"rql": "…", "params"?: {…}}', {
          place: { file, line: at + 1 },
          cause,
        });
      }
    });
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new GrantgraphError('unreadable-file', `cannot read \`${file}\``, { place: { file }, cause });
  }
}
