import {
  EarlyExitException,
  EOF,
  type IRecognitionException,
  type IToken,
  NotAllInputParsedException,
  NoViableAltException,
  tokenMatcher,
} from 'chevrotain';
import type { Query } from './ast.js';
import { type Diagnostic, quoted, type Span } from './diagnostics.js';
import { spanOf, tokenize } from './lexical.js';
import { RqlParser } from './rql-parser.js';
import * as t from './tokens.js';

let parser: RqlParser | null = null;

/** Never throws. Linear in the text; either a tree, or located diagnostics (the first one is the cause). */
export function parse(text: string): { readonly ast: Query | null; readonly diagnostics: readonly Diagnostic[] } {
  const { tokens, diagnostics } = tokenize(text);
  if (diagnostics.length > 0) return { ast: null, diagnostics };
  if (tokens.length === 0)
    return {
      ast: null,
      diagnostics: [
        {
          code: 'empty-query',
          message: 'the query is empty',
          span: [0, 0],
          hint: 'begin with `config from iam where` or a question such as `who can …`',
        },
      ],
    };
  parser ??= new RqlParser();
  parser.input = tokens;
  parser.repeats.length = 0;
  const ast = parser.query();
  const error = parser.errors[0];
  if (error !== undefined) return { ast: null, diagnostics: [explain(text, tokens, error)] };
  const repeated = [...parser.repeats.map(repeatedClause), ...repeatedKeys(ast)];
  return repeated.length > 0 ? { ast: null, diagnostics: repeated } : { ast, diagnostics: [] };
}

function repeatedClause(token: IToken): Diagnostic {
  return {
    code: 'repeated-clause',
    message: `the clause ${quoted(token.image)} stands twice`,
    span: spanOf(token),
    hint: 'remove one of them',
  };
}

/** The same request key twice: which value was meant cannot be known. */
function repeatedKeys({ clauses }: Query): Diagnostic[] {
  const seen = new Set<string>();
  return (clauses.context ?? []).flatMap(({ key, span }) => {
    const name = key.toLowerCase();
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ code: 'repeated-key', message: `the key ${quoted(key)} stands twice`, span, hint: 'remove one of them' }];
  });
}

/** What a person did wrong, from where the parser stopped. */
function explain(text: string, tokens: readonly IToken[], error: IRecognitionException): Diagnostic {
  const { token } = error;
  const at = tokens.indexOf(token);
  const before = at >= 0 ? tokens[at - 1] : tokens.at(-1);
  const end = tokenMatcher(token, EOF);
  const span: Span = end ? [text.trimEnd().length, text.trimEnd().length] : spanOf(token);
  if (before && tokenMatcher(before, t.words.Where)) return afterWhere(token, span, end);
  if (before && tokenMatcher(before, t.Comma))
    return {
      code: 'unterminated-list',
      message: 'a value is expected after the comma',
      span,
      hint: 'remove the comma, or add a value',
    };
  if (error instanceof NotAllInputParsedException) return tooMuch(tokens, token, before, span);
  const negated = error.context.ruleStack.at(-1) === 'negated';
  if (before && !negated && [t.words.And, t.words.Or, t.words.Not].some((type) => tokenMatcher(before, type)))
    return attributeExpected(token, span, end);
  if (error instanceof NoViableAltException && before && tokenMatcher(before, t.Word) && !end) {
    return {
      code: 'operator-expected',
      message: `an operator is expected here, found ${quoted(token.image)}`,
      span,
      hint: 'such as `=`, `IN (…)`, `STARTS WITH`, `exists`',
    };
  }
  return general(error, token, before, span, end);
}

function afterWhere(token: IToken, span: Span, end: boolean): Diagnostic {
  if (end)
    return {
      code: 'empty-where',
      message: 'at least one comparison must follow `where`',
      span,
      hint: "such as `source.cloud.type = 'AWS'`",
    };
  return attributeExpected(token, span, end);
}

function attributeExpected(token: IToken, span: Span, end: boolean): Diagnostic {
  if (end)
    return {
      code: 'incomplete',
      message: 'a comparison is expected here',
      span,
      hint: "such as `source.cloud.type = 'AWS'`",
    };
  if (t.keywordTokens.has(token.tokenType)) {
    return {
      code: 'reserved-word',
      message: `an attribute is expected here, found the keyword ${token.image.toUpperCase()}`,
      span,
      hint: 'attributes begin with source., grantedby., dest. or action.',
    };
  }
  return {
    code: 'attribute-expected',
    message: `an attribute is expected here, found ${quoted(token.image)}`,
    span,
    hint: 'attributes begin with source., grantedby., dest. or action.',
  };
}

/** A complete query, and then something more. */
function tooMuch(tokens: readonly IToken[], token: IToken, before: IToken | undefined, span: Span): Diagnostic {
  const next = tokens[tokens.indexOf(token) + 1];
  const comparison =
    next &&
    [
      t.Comparison,
      t.LeftParen,
      t.words.In,
      t.words.Not,
      t.words.Exists,
      t.words.Does,
      t.words.Starts,
      t.words.Ends,
      t.words.Like,
      t.words.Contains,
    ].some((type) => tokenMatcher(next, type));
  const startsOne =
    (tokenMatcher(token, t.Word) && comparison) || tokenMatcher(token, t.words.Not) || tokenMatcher(token, t.LeftParen);
  if (startsOne)
    return {
      code: 'missing-and',
      message: `AND or OR is missing before ${quoted(token.image)}`,
      span,
      hint: 'put AND between the two comparisons',
    };
  return {
    code: 'trailing-input',
    message: `nothing may stand here, found ${quoted(token.image)}`,
    span,
    hint: `nothing may follow ${quoted(before?.image ?? '')}`,
  };
}

function general(
  error: IRecognitionException,
  token: IToken,
  before: IToken | undefined,
  span: Span,
  end: boolean,
): Diagnostic {
  const found = end ? 'the end of the query' : quoted(token.image);
  if (before === undefined) {
    return {
      code: 'unknown-query',
      message: `a query cannot begin with ${found}`,
      span,
      hint: 'begin with `config from iam where`, `who can`, `which users have access to`, `what can`, `can any user outside group`, `why can` or `how can`',
    };
  }
  const code = end ? 'incomplete' : 'unexpected-token';
  return {
    code,
    message: `${end ? 'the query ends too early' : `unexpected ${found}`} after ${quoted(before.image)}`,
    span,
    hint: expectation(error),
  };
}

const names: Readonly<Record<string, string>> = {
  StringLiteral: 'a quoted text',
  Word: 'a name',
  NumberLiteral: 'a number',
  LeftParen: '`(`',
  RightParen: '`)`',
  LeftBrace: '`{`',
  RightBrace: '`}`',
  Comma: '`,`',
  Colon: '`:`',
};

const aValue = 'a value is expected: a text in single quotes, a number, true, false or $name';

/** What the rules with a choice were waiting for. */
const expectations: Readonly<Record<string, string>> = {
  value: aValue,
  operand: aValue,
  valueList: aValue,
  contextEntry: 'a value is expected: a text in single quotes, a number, true, false, null or $name',
  action: 'an action is expected, such as s3:GetObject',
  predicate: 'an operator is expected, such as `=`, `IN (…)`, `STARTS WITH`, `exists`',
  negated: '`exist`, `end with` or `start with` is expected',
  groupBy: 'an attribute is expected, such as dest.cloud.account',
  orderBy: 'an attribute is expected, such as path.hops',
  what: 'a question goes on with `can`, `accounts, services and resources does` or `changed between`',
  why: "`can` or `can't` is expected",
  config: '`iam` is expected',
};

function expectation(error: IRecognitionException): string {
  const [rule, around] = error.context.ruleStack.toReversed();
  const expected = expectations[rule ?? ''];
  if (expected === aValue && around === 'limit') return 'a whole number is expected, such as limit 50';
  if (expected === aValue && tokenMatcher(error.token, t.Comparison))
    return 'one operator is enough: =, !=, <, <=, > or >=';
  if (expected === aValue && tokenMatcher(error.token, t.Word))
    return `write the text in single quotes: '${error.token.image.slice(0, 40)}'`;
  const choice = error instanceof NoViableAltException || error instanceof EarlyExitException;
  if (expected !== undefined && choice) return expected;
  const match = /token of type --> (\w+) </.exec(error.message);
  const wanted = match ? (names[match[1]!] ?? `\`${match[1]!.toLowerCase()}\``) : 'something else';
  return `${wanted} is expected`;
}
