import type { Lookup } from './keys.js';
import { no, open, type Truth, truthOf } from './truth.js';

/** A pattern read into pieces: characters, `*`, `?`, and the place of a variable nobody knows the value of. */
export type Piece =
  | { readonly is: 'character'; readonly value: string }
  | { readonly is: 'run' }
  | { readonly is: 'one' }
  | { readonly is: 'hole'; readonly key: string };

/** null: a variable of the pattern is known to be absent and has no default, so the pattern matches nothing. */
export type Pattern = readonly Piece[] | null;

export interface Reading {
  /** Variables exist only since version 2012-10-17 (IAM/reference_policies_variables). */
  readonly variables: boolean;
  readonly wildcards: boolean;
  readonly lookup: Lookup;
}

const VARIABLE = /^\$\{\s*([^,}]*?)\s*(?:,\s*'([^']*)'\s*)?\}/;

export function readPattern(text: string, reading: Reading): Pattern {
  if (text === '') return [];
  const variable = reading.variables ? VARIABLE.exec(text) : null;
  if (variable !== null) {
    const head = readVariable(variable[1]!, variable[2], reading.lookup);
    const tail = readPattern(text.slice(variable[0].length), reading);
    return head === null || tail === null ? null : [...head, ...tail];
  }
  const tail = readPattern(text.slice(1), reading);
  return tail === null ? null : [readCharacter(text[0]!, reading.wildcards), ...tail];
}

function readCharacter(character: string, wildcards: boolean): Piece {
  if (wildcards && character === '*') return { is: 'run' };
  if (wildcards && character === '?') return { is: 'one' };
  return { is: 'character', value: character };
}

/**
 * `${*}`, `${?}`, `${$}` are literal characters; the default serves an absent key; what is substituted is literal text. Only a
 * single-valued key can stand in a variable. IAM/reference_policies_variables.
 */
function readVariable(key: string, fallback: string | undefined, lookup: Lookup): Pattern {
  if (key === '*' || key === '?' || key === '$') return literal(key);
  const value = lookup(key);
  if (value.state === 'unknown') return [{ is: 'hole', key: key.toLowerCase() }];
  if (value.state === 'present' && value.values.length === 1) return literal(value.values[0]!);
  if (value.state === 'absent' && fallback !== undefined) return literal(fallback);
  return null;
}

export function literal(text: string): readonly Piece[] {
  return [...text].map((value) => ({ is: 'character', value }));
}

/**
 * In Resource and NotResource a variable is one only in the last part of the ARN, after the fifth colon; before it the text is literal.
 * IAM/reference_policies_variables.
 */
export function readResourcePattern(text: string, reading: Reading): Pattern {
  const cut = fifthColon(text);
  const head = readPattern(text.slice(0, cut), { ...reading, variables: false });
  const tail = readPattern(text.slice(cut), reading);
  return head === null || tail === null ? null : [...head, ...tail];
}

/** Position just after the fifth colon, colons inside `${…}` not counted; the whole length when there are fewer. */
function fifthColon(text: string): number {
  let colons = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('${', at)) inside = true;
    else if (text[at] === '}') inside = false;
    else if (text[at] === ':' && !inside) colons += 1;
    if (colons === 5) return at + 1;
  }
  return text.length;
}

/** Does the pattern cover the text? Open when that hangs on the value of a variable. */
export function covers(pattern: Pattern, text: string): Truth {
  if (pattern === null || !globs(pattern, [...text])) return no;
  const keys = pattern.flatMap((piece) => (piece.is === 'hole' ? [piece.key] : []));
  return keys.length > 0 ? open(keys) : truthOf(true);
}

/** `*` is any run of characters, `?` one; a hole may be anything. */
function globs(pattern: readonly Piece[], text: readonly string[]): boolean {
  const [piece, ...rest] = pattern;
  if (piece === undefined) return text.length === 0;
  if (piece.is === 'run' || piece.is === 'hole') {
    return globs(rest, text) || (text.length > 0 && globs(pattern, text.slice(1)));
  }
  if (text.length === 0) return false;
  return (piece.is === 'one' || piece.value === text[0]) && globs(rest, text.slice(1));
}

/** Only a pattern that is nothing but `*` covers everything. */
export function coversEverything(pattern: Pattern): boolean {
  return pattern !== null && pattern.length > 0 && pattern.every((piece) => piece.is === 'run');
}

export function lowerCase(pattern: Pattern): Pattern {
  if (pattern === null) return null;
  return pattern.map((piece) => (piece.is === 'character' ? { ...piece, value: piece.value.toLowerCase() } : piece));
}

/** Cuts a pattern at every literal colon. */
export function splitAtColons(pattern: readonly Piece[]): readonly (readonly Piece[])[] {
  const at = pattern.findIndex((piece) => piece.is === 'character' && piece.value === ':');
  if (at < 0) return [pattern];
  return [pattern.slice(0, at), ...splitAtColons(pattern.slice(at + 1))];
}
