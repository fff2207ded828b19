import type { Diagnostic } from '../../grammar/diagnostics.js';
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
