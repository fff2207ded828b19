import { readFileSync } from 'node:fs';
import { type Diagnostic, renderDiagnostics } from '../../grammar/diagnostics.js';
import { GrantgraphError } from '../base/errors.js';
import { type LintResult, lint, lintFile } from '../commands/lint.js';
import type { Parameters } from '../planner/index.js';
import type { Session } from './session.js';

interface Item {
  readonly text: string;
  /** A file of its own, which may carry a header; else a line of NDJSON. */
  readonly whole: boolean;
  readonly parameters?: Parameters;
  /** The line holds no query. */
  readonly fault?: Diagnostic;
}

export async function lintCommand({ options }: Session, files: readonly string[]): Promise<number> {
  let bad = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    for (const item of items(file)) {
      const result = await resultOf(file, item);
      if (!result.ok) bad++;
      if (options.format === 'json' || options.format === 'ndjson') process.stdout.write(`${JSON.stringify(result)}\n`);
      else if (result.ok) process.stdout.write('ok\n');
      else process.stdout.write(`${file}: ${renderDiagnostics(item.text, result.diagnostics)}\n`);
    }
  }
  return bad > 0 ? 1 : 0;
}

function resultOf(file: string, { text, whole, parameters, fault }: Item): LintResult | Promise<LintResult> {
  if (fault) return { ok: false, diagnostics: [fault] };
  return whole ? lintFile(file, text) : lint(text, parameters);
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
      } catch {
        // One result for each line, in order: the others are checked all the same.
        const message = `line ${at + 1} is not {"rql": "…", "params"?: {…}}`;
        return { text: line, whole: false, fault: { code: 'invalid-json', message, span: [0, line.length] } };
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
