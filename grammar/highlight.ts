import { type IToken, tokenMatcher } from 'chevrotain';
import type { Span } from './diagnostics.js';
import * as t from './tokens.js';

export type PaintKind = 'keyword' | 'attribute' | 'name' | 'string' | 'number' | 'parameter' | 'operator' | 'mistake';

export interface Painted {
  readonly kind: PaintKind;
  readonly span: Span;
}

const operators = new Set<unknown>([
  t.Comparison,
  t.words.In,
  t.words.Contains,
  t.words.All,
  t.words.Starts,
  t.words.Start,
  t.words.Ends,
  t.words.End,
  t.words.Does,
  t.words.Exists,
  t.words.Exist,
  t.words.Like,
]);

/** What each part of a text is, for colours as one types. Unfinished texts are texts; only what can stand nowhere is a mistake. */
export function highlight(text: string): readonly Painted[] {
  const { tokens, errors } = t.lexer.tokenize(text);
  const painted = tokens.flatMap((token): Painted[] => {
    const kind = kindOf(token);
    return kind ? [{ kind, span: [token.startOffset, token.startOffset + token.image.length] }] : [];
  });
  const mistakes = errors.map(({ offset, length }): Painted => ({ kind: 'mistake', span: [offset, offset + length] }));
  return [...painted, ...mistakes].toSorted((left, right) => left.span[0] - right.span[0]);
}

function kindOf(token: IToken): PaintKind | null {
  const is = (type: typeof t.Word) => tokenMatcher(token, type);
  if (is(t.StringLiteral) || is(t.OpenString)) return 'string';
  if (is(t.NumberLiteral) || is(t.words.True) || is(t.words.False) || is(t.words.Null)) return 'number';
  if (is(t.BadNumber)) return 'mistake';
  if (is(t.Parameter)) return 'parameter';
  if (is(t.Word)) return /^(?:source|dest|grantedby|action|path)\.|^verdict$/i.test(token.image) ? 'attribute' : 'name';
  if (operators.has(token.tokenType)) return 'operator';
  return t.keywordTokens.has(token.tokenType) || is(t.CanNot) ? 'keyword' : null;
}
