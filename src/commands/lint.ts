import { basename } from 'node:path';
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { GrantgraphError } from '../base/errors.js';
import { bind, type Parameters } from '../planner/index.js';
import { mistakesOf } from './mistakes.js';

export type LintResult = { readonly ok: true } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Parses and binds one query; without parameters, names behind `$` are not checked. Never throws on text. */
export async function lint(text: string, parameters?: Parameters): Promise<LintResult> {
  const { parse } = await import('../../grammar/bundle.js');
  const parsed = parse(text);
  const { ast } = parsed;
  if (ast === null) return { ok: false, diagnostics: mistakesOf(parsed, parameters) };
  const bound = bind(ast, parameters);
  // What cannot be answered yet is well-formed all the same.
  const wrong = bound.diagnostics.filter((one) => one.code !== 'not-supported');
  return wrong.length === 0 ? { ok: true } : { ok: false, diagnostics: wrong };
}

/** One `.rql` file: a query alone, or a saved query whose header is proven as well. Spans are places in the file. */
export async function lintFile(file: string, text: string): Promise<LintResult> {
  const { hasHeader, prove, splitFile } = await import('../library/index.js');
  const plain = await lint(splitFile(text).body);
  if (!plain.ok || !hasHeader(text)) return plain;
  try {
    const id = /^\s*# ?id: *(\S*)/m.exec(text)?.[1] ?? '';
    prove({ file, pack: '', id: file === '-' ? id : basename(file, '.rql'), text });
    return plain;
  } catch (error) {
    if (!(error instanceof GrantgraphError)) throw error;
    const { code, message, place, hint } = error;
    return {
      ok: false,
      diagnostics: [{ code, message, span: lineSpan(text, place?.line ?? 1), ...(hint ? { hint } : {}) }],
    };
  }
}

function lineSpan(text: string, line: number): readonly [number, number] {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}
