import { type IToken, tokenMatcher } from 'chevrotain';
import * as t from './tokens.js';

/** What is left of a text up to the cursor when everything that is finished is folded away. */
export interface Unfinished {
  readonly tokens: readonly IToken[];
  /** The attribute of the comparison that the cursor stands in, with its keys. */
  readonly attribute: { readonly name: string; readonly keys: readonly string[] } | null;
}

const is = (token: IToken | undefined, ...types: (typeof t.Word)[]): boolean =>
  token !== undefined && types.some((type) => tokenMatcher(token, type));

interface Group {
  /** Where it begins in the folded tokens. */
  readonly at: number;
  readonly list: boolean;
}

/**
 * Finished comparisons, groups and list entries cannot change what may follow. Without them what is left is short, however long
 * the text, and a mistake further up does not spoil what is offered here.
 */
export function unfinished(tokens: readonly IToken[]): Unfinished {
  if (!is(tokens[0], t.words.Config)) return { tokens, attribute: null };
  const kept: IToken[] = [];
  const groups: Group[] = [];
  let factor = 0;
  for (const [at, token] of tokens.entries()) {
    const group = groups.at(-1);
    if (group === undefined) {
      kept.push(token);
      if (is(token, t.words.Where)) groups.push({ at: kept.length, list: false });
    } else if (is(token, t.LeftParen)) {
      kept.push(token);
      groups.push({ at: kept.length, list: is(tokens[at - 1], t.words.In, t.words.All, t.Word) });
      continue;
    } else if (is(token, t.RightParen) && groups.length > 1) {
      groups.pop();
      if (group.list) kept.push(token);
      else kept.splice(group.at - 1, kept.length, ...finished);
    } else if (is(token, t.words.And, t.words.Or) && !group.list) {
      kept.length = group.at;
    } else if (is(token, t.Comma) && group.list && is(kept[group.at - 2], t.words.In, t.words.All)) {
      kept.length = group.at;
    } else if (!(is(token, t.words.Not) && is(kept.at(-1), t.words.Not))) {
      kept.push(token);
    }
    factor = Math.min(factor, kept.length);
  }
  const begin = groups.findLast(({ list }) => !list)?.at ?? kept.length;
  return { tokens: kept, attribute: attributeOf(kept.slice(begin)) };
}

/** Stands for a group that is closed. */
const finished = t.lexer.tokenize("a = 'b'").tokens;

function attributeOf(comparison: readonly IToken[]): Unfinished['attribute'] {
  const at = comparison.findIndex((token) => is(token, t.Word));
  if (at < 0) return null;
  const keys: string[] = [];
  if (is(comparison[at + 1], t.LeftParen)) {
    for (const token of comparison.slice(at + 2)) {
      if (is(token, t.RightParen)) break;
      if (is(token, t.StringLiteral)) keys.push(token.image.slice(1, -1).replaceAll("''", "'"));
    }
  }
  return { name: comparison[at]!.image, keys };
}
