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
import { mostDiagnostics, spanOf, tokenize } from './lexical.js';
import { closesGroup, patched, startsComparison, withoutBlanks } from './recover.js';
import { RqlParser } from './rql-parser.js';
import { nearest } from './suggest.js';
import * as t from './tokens.js';

let parser: RqlParser | null = null;

export interface Parsed {
  readonly ast: Query | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where there are mistakes: the tree of what is well-formed beside them, for further checks; null where nothing is left. */
  readonly recovered: Query | null;
}

/** Never throws. Linear in the text; either a tree, or located diagnostics: one for each independent mistake, in the order of the text. */
export function parse(text: string): Parsed {
  const { tokens, diagnostics, repaired } = tokenize(text);
  if (diagnostics.length > 0 && repaired === null) return { ast: null, diagnostics, recovered: null };
  const source = repaired?.text ?? text;
  if (tokens.length === 0 && diagnostics.length === 0)
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
      recovered: null,
    };
  const read = readAll(source, repaired?.tokens ?? tokens);
  if (diagnostics.length === 0 && read.diagnostics.length === 0)
    return { ast: read.tree, diagnostics: [], recovered: null };
  const independent = read.diagnostics.filter(({ span }) => !repaired?.touches(span));
  const all = [...diagnostics, ...independent].toSorted((left, right) => left.span[0] - right.span[0]);
  return { ast: null, diagnostics: all.slice(0, mostDiagnostics), recovered: read.tree && withoutBlanks(read.tree) };
}

/** Reads until nothing is wrong any more: each mistake is taken out of the way before the next reading. */
function readAll(text: string, tokens: readonly IToken[]): { tree: Query | null; diagnostics: Diagnostic[] } {
  parser ??= new RqlParser();
  const diagnostics: Diagnostic[] = [];
  let current: readonly IToken[] | null = tokens;
  while (current !== null && diagnostics.length < mostDiagnostics) {
    parser.input = [...current];
    parser.repeats.length = 0;
    const tree = parser.query();
    const error = parser.errors[0];
    if (error === undefined)
      return { tree, diagnostics: [...diagnostics, ...parser.repeats.map(repeatedClause), ...repeatedKeys(tree)] };
    diagnostics.push(explain(text, current, error));
    current = patched(current, error);
  }
  return { tree: null, diagnostics };
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
  if (error instanceof NotAllInputParsedException || (closesGroup(error) && startsComparison(tokens, at)))
    return tooMuch(tokens, token, before, span);
  const negated = error.context.ruleStack.at(-1) === 'negated';
  if (before && !negated && [t.words.And, t.words.Or, t.words.Not].some((type) => tokenMatcher(before, type)))
    return attributeExpected(token, span, end);
  const operator = error instanceof NoViableAltException && error.context.ruleStack.at(-1) === 'predicate';
  if (operator && !end) {
    return {
      code: 'operator-expected',
      message: `an operator is expected here, found ${quoted(token.image)}`,
      span,
      hint: operatorHint(token),
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

const is = (token: IToken, type: typeof t.Word): boolean => tokenMatcher(token, type);

/** The word that was meant: near, and with the same beginning, so that short words do not mean each other. */
function misspelling(token: IToken, options: readonly string[]): string | undefined {
  const first = token.image.charAt(0).toLowerCase();
  if (!is(token, t.Word) || token.image.length < 2) return undefined;
  return nearest(
    token.image,
    options.filter((option) => option.charAt(0).toLowerCase() === first),
  );
}

/** Words that may stand behind a whole comparison, as they are misspelt. */
const continuations = ['AND', 'OR', 'limit', 'group by', 'order by', 'with context', 'as of', 'reach all'];

/** Operators of other languages, and what stands for them here. */
const otherOperators: Readonly<Record<string, string>> = {
  contains: 'STARTS WITH and ENDS WITH test a part of a text, CONTAINS ALL several actions of one granter',
  contain: 'STARTS WITH and ENDS WITH test a part of a text, CONTAINS ALL several actions of one granter',
  matches: 'STARTS WITH and ENDS WITH test a part of a text',
  is: 'write `=`, `exists` or `does not exist`',
  equals: 'write `=`',
  begins: 'write `STARTS WITH`',
};

function operatorHint(found: IToken): string {
  const own = otherOperators[found.image.toLowerCase()];
  if (own) return own;
  const near = misspelling(found, [
    'IN',
    'NOT IN',
    'CONTAINS ALL',
    'STARTS WITH',
    'ENDS WITH',
    'STARTS',
    'ENDS',
    'LIKE',
    'exists',
    'does not',
  ]);
  return near
    ? `did you mean \`${near.replace(/^(?:STARTS|ENDS)$/, '$& WITH').replace('does not', 'does not exist')}\`?`
    : 'such as `=`, `IN (…)`, `STARTS WITH`, `exists`';
}

/** A complete query, and then something more. */
function tooMuch(tokens: readonly IToken[], token: IToken, before: IToken | undefined, span: Span): Diagnostic {
  const near = misspelling(token, continuations);
  if (near)
    return {
      code: /^(?:AND|OR)$/.test(near) ? 'missing-and' : 'trailing-input',
      message: `nothing may stand here, found ${quoted(token.image)}`,
      span,
      hint: `did you mean \`${near}\`?`,
    };
  if (startsComparison(tokens, tokens.indexOf(token)))
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
    const near = misspelling(token, ['config', 'who', 'which', 'what', 'can', 'why', 'how']);
    return {
      code: 'unknown-query',
      message: `a query cannot begin with ${found}`,
      span,
      hint: near
        ? `did you mean \`${near}\`?`
        : 'begin with `config from iam where`, `who can`, `which users have access to`, `what can`, `can any user outside group`, `why can` or `how can`',
    };
  }
  const partOfText = is(before, t.words.Contains) ? otherOperators['contains'] : undefined;
  const code = end ? 'incomplete' : 'unexpected-token';
  return {
    code,
    message: `${end ? 'the query ends too early' : `unexpected ${found}`} after ${quoted(before.image)}`,
    span,
    hint: partOfText ?? expectation(error),
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
    return error.token.image === '>'
      ? 'one operator is enough; not equal is !='
      : 'one operator is enough: =, !=, <, <=, > or >=';
  if (expected === aValue && tokenMatcher(error.token, t.Word))
    return `write the text in single quotes: '${error.token.image.slice(0, 40)}'`;
  const choice = error instanceof NoViableAltException || error instanceof EarlyExitException;
  if (expected !== undefined && choice) return expected;
  const match = /token of type --> (\w+) </.exec(error.message);
  const misspelt =
    match && t.words[match[1] as keyof typeof t.words] && misspelling(error.token, [match[1]!.toLowerCase()]);
  if (misspelt) return `did you mean \`${misspelt}\`?`;
  const wanted = match ? (names[match[1]!] ?? `\`${match[1]!.toLowerCase()}\``) : 'something else';
  return `${wanted} is expected`;
}
