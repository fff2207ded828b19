import {
  createTokenInstance,
  type IRecognitionException,
  type IToken,
  NotAllInputParsedException,
  tokenMatcher,
} from 'chevrotain';
import type { Expression, Query } from './ast.js';
import * as t from './tokens.js';

const is = (token: IToken | undefined, ...types: (typeof t.Word)[]): boolean =>
  token !== undefined && types.some((type) => tokenMatcher(token, type));

const connectives = [t.words.And, t.words.Or];
const clauseStarts = [t.words.As, t.words.Group, t.words.Order, t.words.Limit, t.words.Reach];

/**
 * The tokens with the part that is wrong taken out of the way, so that a second reading finds the next mistake: a comparison
 * becomes a blank one, a clause goes, a missing AND is put in. Null where nothing sensible can be done. What stands before the
 * mistake stays, so that every reading comes further.
 */
export function patched(tokens: readonly IToken[], error: IRecognitionException): IToken[] | null {
  const found = tokens.indexOf(error.token);
  const at = found < 0 ? tokens.length : found;
  const { ruleStack } = error.context;
  const where = tokens.findIndex((token) => is(token, t.words.Where));
  const inClauses =
    ruleStack.includes('clauses') || (error instanceof NotAllInputParsedException && clauseBefore(tokens, at) > 0);
  if (inClauses) return withoutClause(tokens, at);
  if (!is(tokens[0], t.words.Config) || where < 0 || at <= where) return null;
  if (startsComparison(tokens, at) && (error instanceof NotAllInputParsedException || closesGroup(error)))
    return [...tokens.slice(0, at), and(error.token), ...tokens.slice(at)];
  return blanked(tokens, where, at);
}

/** The parser wanted a group to be closed. */
export function closesGroup(error: IRecognitionException): boolean {
  return error.context.ruleStack.at(-1) === 'factor' && error.message.includes('RightParen');
}

/** Does a comparison begin with this token? */
export function startsComparison(tokens: readonly IToken[], at: number): boolean {
  const next = tokens[at + 1];
  const { Contains, Does, Ends, Exists, In, Like, Not, Starts } = t.words;
  if (is(tokens[at], Not, t.LeftParen)) return true;
  return (
    is(tokens[at], t.Word) && is(next, t.Comparison, t.LeftParen, In, Not, Exists, Does, Starts, Ends, Like, Contains)
  );
}

function blanked(tokens: readonly IToken[], where: number, at: number): IToken[] | null {
  const { start, depth } = factorAt(tokens, where, at);
  let end = start;
  let inner = 0;
  for (; end < tokens.length; end++) {
    const token = tokens[end]!;
    if (is(token, t.LeftParen)) inner++;
    else if (is(token, t.RightParen) && --inner < 0) break;
    else if (inner === 0 && is(token, ...connectives)) break;
    else if (
      inner === 0 &&
      depth === 0 &&
      end >= at &&
      isClauseStart(tokens, end) &&
      !comparedKeyword(tokens, end, start)
    )
      break;
  }
  // What is left would be read the same again.
  if (end < at) return null;
  return [...tokens.slice(0, start), ...blank(tokens[start] ?? tokens.at(-1)!), ...tokens.slice(end)];
}

/** A keyword where an attribute was meant: `limit = 3`. */
function comparedKeyword(tokens: readonly IToken[], at: number, start: number): boolean {
  return at === start && is(tokens[at + 1], t.Comparison, t.words.In);
}

/** Where the comparison that a token belongs to begins, and how many groups stand around it. */
function factorAt(tokens: readonly IToken[], where: number, at: number): { start: number; depth: number } {
  const groups: number[] = [];
  const lists: boolean[] = [];
  let start = where + 1;
  for (let index = where + 1; index < at; index++) {
    const token = tokens[index];
    if (is(token, t.LeftParen)) {
      const list = is(tokens[index - 1], t.words.In, t.words.All, t.Word);
      lists.push(list);
      if (list) continue;
      groups.push(start);
      start = index + 1;
    } else if (is(token, t.RightParen)) {
      if (lists.pop() === false) start = groups.pop() ?? start;
    } else if (is(token, ...connectives) && lists.at(-1) !== true) start = index + 1;
  }
  return { start, depth: groups.length };
}

/** A clause begins here; WITH belongs to operators as well. */
function isClauseStart(tokens: readonly IToken[], at: number): boolean {
  return is(tokens[at], ...clauseStarts) || (is(tokens[at], t.words.With) && is(tokens[at + 1], t.words.Context));
}

function clauseBefore(tokens: readonly IToken[], at: number): number {
  for (let index = Math.min(at, tokens.length - 1); index > 0; index--) if (isClauseStart(tokens, index)) return index;
  return -1;
}

function withoutClause(tokens: readonly IToken[], at: number): IToken[] | null {
  const start = clauseBefore(tokens, at - 1);
  if (start < 0) return null;
  let end = Math.max(at, start + 1);
  while (end < tokens.length && !isClauseStart(tokens, end)) end++;
  return [...tokens.slice(0, start), ...tokens.slice(end)];
}

const made = (type: typeof t.Word, image: string, { startOffset }: IToken): IToken =>
  createTokenInstance(type, image, startOffset, startOffset, Number.NaN, Number.NaN, Number.NaN, Number.NaN);

const and = (place: IToken): IToken => made(t.words.And, '', place);
/** A comparison without a name: nobody can write one. */
const blank = (place: IToken): IToken[] => [
  made(t.Word, '', place),
  made(t.Comparison, '=', place),
  made(t.StringLiteral, "''", place),
];

/** The tree without the blanks: what is well-formed by itself, for further checks. Null where nothing is left. */
export function withoutBlanks(query: Query): Query | null {
  if (query.kind === 'question') return query;
  const where = kept(query.where);
  return where && { ...query, where };
}

function kept(expression: Expression): Expression | null {
  if (expression.kind === 'predicate') return expression.attribute.name === '' ? null : expression;
  if (expression.kind === 'not') {
    const part = kept(expression.part);
    return part && { ...expression, part };
  }
  const parts = expression.parts.map(kept).filter((part) => part !== null);
  return parts.length > 1 ? { ...expression, parts } : (parts[0] ?? null);
}
