import { createTokenInstance, type IToken, tokenMatcher } from 'chevrotain';
import { type Diagnostic, quoted, type Span } from './diagnostics.js';
import * as t from './tokens.js';

/** Parentheses and NOTs deeper than this are refused before the parser descends into them. */
export const deepestNesting = 500;
/** A text of nothing but foreign characters is one complaint, not a hundred thousand. */
export const mostDiagnostics = 20;
/** Digits that a number keeps exactly, whatever the place of its point. */
const mostDigits = 15;

export const spanOf = (token: IToken): Span => [token.startOffset, token.startOffset + token.image.length];

export interface Tokenized {
  readonly tokens: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where characters or numbers were wrong: the same text as it was meant, place by place, to find what else is wrong; null where nobody can tell. */
  readonly repaired: {
    readonly text: string;
    readonly tokens: readonly IToken[];
    /** Is a mistake at this place only a consequence of what was repaired? */
    readonly touches: (span: Span) => boolean;
  } | null;
}

/** Tokens, and what is wrong before any grammar is looked at. */
export function tokenize(text: string): Tokenized {
  const { tokens, errors } = t.lexer.tokenize(text);
  const found = characters(text, errors);
  const unclosed = tokens.filter((token) => tokenMatcher(token, t.OpenString)).map(openString);
  const numbers = tokens.flatMap(wrongNumber);
  // What follows a semicolon belongs to another query, and to nothing that is read.
  const end = errors.find(({ offset }) => text[offset] === ';')?.offset ?? text.length;
  const diagnostics = [...found, ...unclosed, ...numbers]
    .filter(({ span }) => span[0] <= end)
    .toSorted((left, right) => left.span[0] - right.span[0])
    .slice(0, mostDiagnostics);
  if (diagnostics.length === 0) return { tokens, diagnostics: brackets(text, tokens), repaired: null };
  return { tokens, diagnostics, repaired: unclosed.length > 0 ? null : repair(text, errors, diagnostics) };
}

function wrongNumber(token: IToken): Diagnostic[] {
  if (tokenMatcher(token, t.BadNumber)) return [badNumber(token)];
  const long = tokenMatcher(token, t.NumberLiteral) && token.image.replace(/\D/g, '').length > mostDigits;
  return long ? [tooManyDigits(token)] : [];
}

type LexingError = { readonly offset: number; readonly length: number };

/** Characters that can stand nowhere. Two quotes of another kind are one mistake. */
function characters(text: string, errors: readonly LexingError[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let at = 0; at < errors.length && found.length < mostDiagnostics; at++) {
    const { offset, length } = errors[at]!;
    const close = foreignQuotes.includes(text[offset]!) ? errors[at + 1]?.offset : undefined;
    const inside = close === undefined ? '' : text.slice(offset + 1, close);
    if (close !== undefined && foreignQuotes.includes(text[close]!) && !/[\n']/.test(inside)) {
      found.push(foreignText(text[offset]!, inside, [offset, close + 1]));
      at++;
    } else found.push(unexpected(text, offset, length));
  }
  return found;
}

const foreignQuotes = '‘’‚‛“”„"`´';

function foreignText(quote: string, inside: string, span: Span): Diagnostic {
  return {
    code: 'unexpected-character',
    message: `unexpected character ${named(quote)}`,
    span,
    hint: `use the straight quote ' (U+0027): '${inside.length > 40 ? `${inside.slice(0, 39)}…` : inside}'`,
  };
}

/** Foreign quotes become straight ones, other characters blanks, and what follows a semicolon goes; every offset stays. */
function repair(
  text: string,
  errors: readonly LexingError[],
  diagnostics: readonly Diagnostic[],
): Tokenized['repaired'] {
  const chars = text.split('');
  for (const { offset, length } of errors) {
    if (chars[offset] === ';') {
      chars.length = offset;
      break;
    }
    for (let at = offset; at < offset + length; at++) chars[at] = foreignQuotes.includes(chars[at]!) ? "'" : ' ';
  }
  const repaired = chars.join('');
  const { tokens, errors: left } = t.lexer.tokenize(repaired);
  if (left.length > 0 || tokens.some((token) => tokenMatcher(token, t.OpenString))) return null;
  const numbered = tokens.map((token) => (tokenMatcher(token, t.BadNumber) ? asNumber(token) : token));
  if (brackets(repaired, numbered).length > 0) return null;
  const blanks = errors
    .filter(({ offset }) => repaired[offset] === ' ' || offset >= repaired.length)
    .map(({ offset }) => offset);
  return {
    text: repaired,
    tokens: numbered,
    touches: ([start, end]) =>
      diagnostics.some(({ span }) => start < span[1] && span[0] < Math.max(end, start + 1)) ||
      blanks.some((blank) => blank < start && repaired.slice(blank, start).trim() === ''),
  };
}

function asNumber(token: IToken): IToken {
  const { startOffset } = token;
  const end = startOffset + token.image.length - 1;
  return createTokenInstance(t.NumberLiteral, '0'.repeat(token.image.length), startOffset, end, NaN, NaN, NaN, NaN);
}

function badNumber(token: IToken): Diagnostic {
  const digits = token.image.replace(/[oO]/g, '0').replace(/\D/g, '').slice(0, mostDigits);
  return {
    code: 'bad-number',
    message: `${quoted(token.image)} is not a number`,
    span: spanOf(token),
    hint: `digits only: ${digits}`,
  };
}

function tooManyDigits(token: IToken): Diagnostic {
  return {
    code: 'bad-number',
    message: `${quoted(token.image)} has more than ${mostDigits} digits`,
    span: spanOf(token),
    hint: 'an id made of digits is a text: write it in single quotes',
  };
}

function openString(token: IToken): Diagnostic {
  const first = token.image.slice(1).split(/\s/)[0] ?? '';
  return {
    code: 'unterminated-string',
    message: 'the quote is never closed',
    span: spanOf(token),
    hint: `close the quote after ${quoted(first)}`,
  };
}

function unexpected(text: string, offset: number, length: number): Diagnostic {
  const char = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const span: Span = [offset, offset + Math.max(1, length)];
  return {
    code: 'unexpected-character',
    message: `unexpected character ${named(char)}`,
    span,
    hint: characterHint(char),
  };
}

const pointOf = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

function named(char: string): string {
  return char.codePointAt(0)! < 32 ? pointOf(char) : `${quoted(char)} (${pointOf(char)})`;
}

function characterHint(char: string): string {
  if (foreignQuotes.includes(char)) return "use the straight quote ' (U+0027)";
  if (/\s/.test(char)) return `a space of another kind (${pointOf(char)}) stands here; use a plain space`;
  if (char === ';') return 'one query only; nothing may follow it';
  if (char === '&') return 'write AND';
  if (char === '|') return 'write OR';
  if (char === '!') return 'write NOT, or != between two values';
  if (char === '[' || char === ']') return 'lists stand in parentheses: (…)';
  return 'outside quotes only names, numbers, operators and parentheses may stand';
}

interface Open {
  readonly token: IToken;
  readonly list: boolean;
  /** NOTs that stand before it and around it. */
  readonly nots: number;
}

/** NOT before a comparison, as opposed to NOT IN and DOES NOT. */
function beginsFactor(before: IToken | undefined): boolean {
  return (
    before !== undefined &&
    [t.words.Where, t.words.And, t.words.Or, t.words.Not, t.LeftParen].some((type) => tokenMatcher(before, type))
  );
}

/** Parentheses that never close, or were never opened, and nesting that is too deep: each `(` and each NOT goes one level down. */
function brackets(text: string, tokens: readonly IToken[]): Diagnostic[] {
  const open: Open[] = [];
  let nots = 0;
  let outermost: IToken | undefined;
  for (const [at, token] of tokens.entries()) {
    if (tokenMatcher(token, t.words.Not) && beginsFactor(tokens[at - 1])) {
      if (open.length + nots === 0) outermost = token;
      nots++;
    } else if (tokenMatcher(token, t.words.And) || tokenMatcher(token, t.words.Or)) {
      nots = open.at(-1)?.nots ?? 0;
    } else if (tokenMatcher(token, t.LeftParen)) {
      const before = tokens[at - 1];
      const list = before !== undefined && [t.words.In, t.words.All, t.Word].some((type) => tokenMatcher(before, type));
      if (open.length + nots === 0) outermost = token;
      open.push({ token, list, nots });
    }
    if (open.length + nots > deepestNesting) return [tooDeep(outermost!, token)];
    if (tokenMatcher(token, t.RightParen)) {
      nots = open.at(-1)?.nots ?? 0;
      if (open.pop() === undefined) {
        return [
          {
            code: 'unbalanced-parenthesis',
            message: 'no parenthesis is open here',
            span: spanOf(token),
            hint: 'remove it, or open one before',
          },
        ];
      }
    }
  }
  const last = open.at(-1);
  if (!last) return [];
  if (last.list) {
    return [
      {
        code: 'unterminated-list',
        message: 'the list ends without a closing parenthesis',
        span: [text.length, text.length],
        hint: 'add `)`',
      },
    ];
  }
  return [
    {
      code: 'unbalanced-parenthesis',
      message: 'this parenthesis is never closed',
      span: [last.token.startOffset, text.length],
      hint: 'add `)`',
    },
  ];
}

function tooDeep(first: IToken, last: IToken): Diagnostic {
  return {
    code: 'nesting-too-deep',
    message: `parentheses and NOT stand more than ${deepestNesting} deep`,
    span: [first.startOffset, spanOf(last)[1]],
    hint: 'AND and OR need no parentheses of their own',
  };
}
