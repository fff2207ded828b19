import { type IToken, tokenMatcher } from 'chevrotain';
import { type Diagnostic, quoted, type Span } from './diagnostics.js';
import * as t from './tokens.js';

/** Parentheses and NOTs deeper than this are refused before the parser descends into them. */
export const deepestNesting = 500;
/** A text of nothing but foreign characters is one complaint, not a hundred thousand. */
const mostDiagnostics = 20;
/** Digits that a number keeps exactly, whatever the place of its point. */
const mostDigits = 15;

export const spanOf = (token: IToken): Span => [token.startOffset, token.startOffset + token.image.length];

/** Tokens, and what is wrong before any grammar is looked at. */
export function tokenize(text: string): { tokens: IToken[]; diagnostics: Diagnostic[] } {
  const { tokens, errors } = t.lexer.tokenize(text);
  const diagnostics: Diagnostic[] = errors
    .slice(0, mostDiagnostics)
    .map((error) => unexpected(text, error.offset, error.length));
  for (const token of tokens) {
    if (tokenMatcher(token, t.OpenString)) diagnostics.push(openString(token));
    if (tokenMatcher(token, t.BadNumber)) diagnostics.push(badNumber(token));
    if (tokenMatcher(token, t.NumberLiteral) && token.image.replace(/\D/g, '').length > mostDigits)
      diagnostics.push(tooManyDigits(token));
    if (diagnostics.length >= mostDiagnostics) break;
  }
  if (diagnostics.length === 0) diagnostics.push(...brackets(text, tokens));
  return { tokens, diagnostics };
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
  const point = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const shown = char.codePointAt(0)! < 32 ? point : `${quoted(char)} (${point})`;
  const span: Span = [offset, offset + Math.max(1, length)];
  return {
    code: 'unexpected-character',
    message: `unexpected character ${shown}`,
    span,
    hint: characterHint(char, point),
  };
}

function characterHint(char: string, point: string): string {
  if ('‘’‚‛“”„"`´'.includes(char)) return "use the straight quote ' (U+0027)";
  if (/\s/.test(char)) return `a space of another kind (${point}) stands here; use a plain space`;
  if (char === ';') return 'one query only; nothing may follow it';
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
