import { type IToken, tokenMatcher } from 'chevrotain';
import type { Span } from './diagnostics.js';
import * as t from './tokens.js';

/** What somebody is typing at the cursor, and what stands before it. */
export interface Typed {
  readonly before: readonly IToken[];
  /** What was typed of the word or text at the cursor, up to the cursor, without an opening quote. */
  readonly prefix: string;
  /** The same as written. */
  readonly image: string;
  /** It is a text in quotes. */
  readonly quote: boolean;
  /** The whole of it, with what goes on behind the cursor. */
  readonly span: Span;
  /** A parenthesis follows: the arguments of an attribute stand already. */
  readonly called: boolean;
}

export function typedAt(text: string, offset: number): Typed {
  const left = text.slice(0, offset);
  const dollar = /\$\w*$/.exec(left);
  const { tokens } = t.lexer.tokenize(left);
  const last = tokens.at(-1);
  const touches = last !== undefined && last.startOffset + last.image.length === left.length;
  if (last && touches && tokenMatcher(last, t.OpenString)) return inQuotes(text, offset, tokens, last);
  if (dollar || (last && touches && (tokenMatcher(last, t.Word) || wordLike(last)))) {
    const start = dollar ? dollar.index : last!.startOffset;
    const image = left.slice(start);
    const end = offset + /^[A-Za-z0-9_.:/*?@+-]*/.exec(text.slice(offset))![0].length;
    const before = tokens.filter((token) => token.startOffset < start);
    return { before, prefix: image, image, quote: false, span: [start, end], called: calledAt(text, end) };
  }
  return {
    before: tokens,
    prefix: '',
    image: '',
    quote: false,
    span: [offset, offset],
    called: calledAt(text, offset),
  };
}

/** Keywords and numbers are words as long as one types. */
function wordLike(token: IToken): boolean {
  return /^[A-Za-z0-9_]/.test(token.image);
}

function inQuotes(text: string, offset: number, tokens: readonly IToken[], last: IToken): Typed {
  // A closing quote belongs to this text when nothing but the rest of a name stands before it.
  const rest = /^[\w.:/@*+-]*'/.exec(text.slice(offset))?.[0].length ?? 0;
  return {
    before: tokens.slice(0, -1),
    prefix: last.image.slice(1).replaceAll("''", "'"),
    image: last.image,
    quote: true,
    span: [last.startOffset, offset + rest],
    called: false,
  };
}

function calledAt(text: string, at: number): boolean {
  return /^\s*\(/.test(text.slice(at));
}
