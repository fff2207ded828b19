import { createToken, Lexer, type TokenType } from 'chevrotain';

const offsets = { line_breaks: false };

export const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /[ \t\r\n\f\v]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** An action, a dotted attribute or a plain word: `s3:GetObject`, `source.cloud.type`, `Microsoft.KeyVault/vaults/read`. */
export const Word = createToken({ name: 'Word', pattern: /[A-Za-z_*][A-Za-z0-9_.:/*?@+-]*/, ...offsets });
/**
 * Single quotes only; a doubled one inside stands for itself. The look-ahead keeps a string that is never closed from ending
 * at the first half of a doubled quote.
 */
export const StringLiteral = createToken({
  name: 'StringLiteral',
  pattern: /'[^']*(?:''[^']*)*'(?!')/,
  line_breaks: true,
});
export const OpenString = createToken({ name: 'OpenString', pattern: /'[^']*(?:''[^']*)*/, line_breaks: true });
export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  pattern: /-?\d+(?:\.\d+)?(?![A-Za-z0-9_.])/,
  ...offsets,
});
export const BadNumber = createToken({ name: 'BadNumber', pattern: /-?\d[A-Za-z0-9_.]*/, ...offsets });
export const Parameter = createToken({ name: 'Parameter', pattern: /\$[A-Za-z_][A-Za-z0-9_]*/, ...offsets });
export const LeftParen = createToken({ name: 'LeftParen', pattern: '(', ...offsets });
export const RightParen = createToken({ name: 'RightParen', pattern: ')', ...offsets });
export const LeftBrace = createToken({ name: 'LeftBrace', pattern: '{', ...offsets });
export const RightBrace = createToken({ name: 'RightBrace', pattern: '}', ...offsets });
export const Comma = createToken({ name: 'Comma', pattern: ',', ...offsets });
export const Colon = createToken({ name: 'Colon', pattern: ':', ...offsets });
export const Comparison = createToken({ name: 'Comparison', pattern: /!=|<=|>=|=|<|>/, ...offsets });
export const CanNot = createToken({ name: 'CanNot', pattern: /can't|can’t|cannot/i, longer_alt: Word, ...offsets });

const keyword = (name: string, text: string): TokenType =>
  createToken({ name, pattern: new RegExp(text, 'i'), longer_alt: Word, ...offsets });

export const words = {
  Config: keyword('Config', 'config'),
  From: keyword('From', 'from'),
  Iam: keyword('Iam', 'iam'),
  CloudResource: keyword('CloudResource', 'cloud\\.resource'),
  Where: keyword('Where', 'where'),
  And: keyword('And', 'and'),
  Or: keyword('Or', 'or'),
  Not: keyword('Not', 'not'),
  In: keyword('In', 'in'),
  Contains: keyword('Contains', 'contains'),
  All: keyword('All', 'all'),
  Starts: keyword('Starts', 'starts'),
  Start: keyword('Start', 'start'),
  Ends: keyword('Ends', 'ends'),
  End: keyword('End', 'end'),
  With: keyword('With', 'with'),
  Does: keyword('Does', 'does'),
  Exists: keyword('Exists', 'exists'),
  Exist: keyword('Exist', 'exist'),
  Like: keyword('Like', 'like'),
  Limit: keyword('Limit', 'limit'),
  Order: keyword('Order', 'order'),
  Group: keyword('Group', 'group'),
  By: keyword('By', 'by'),
  Asc: keyword('Asc', 'asc'),
  Desc: keyword('Desc', 'desc'),
  As: keyword('As', 'as'),
  Of: keyword('Of', 'of'),
  Context: keyword('Context', 'context'),
  Reach: keyword('Reach', 'reach'),
  True: keyword('True', 'true'),
  False: keyword('False', 'false'),
  Null: keyword('Null', 'null'),
  Who: keyword('Who', 'who'),
  Which: keyword('Which', 'which'),
  What: keyword('What', 'what'),
  Why: keyword('Why', 'why'),
  How: keyword('How', 'how'),
  Can: keyword('Can', 'can'),
  On: keyword('On', 'on'),
  Users: keyword('Users', 'users'),
  User: keyword('User', 'user'),
  Have: keyword('Have', 'have'),
  Access: keyword('Access', 'access'),
  To: keyword('To', 'to'),
  Accounts: keyword('Accounts', 'accounts'),
  Services: keyword('Services', 'services'),
  Resources: keyword('Resources', 'resources'),
  Any: keyword('Any', 'any'),
  Outside: keyword('Outside', 'outside'),
  Region: keyword('Region', 'region'),
  Changed: keyword('Changed', 'changed'),
  Between: keyword('Between', 'between'),
} as const;

/** Longer spellings before their beginnings. */
const keywords = Object.values(words).toSorted(
  (left, right) => String(right.PATTERN).length - String(left.PATTERN).length,
);

export const allTokens: TokenType[] = [
  WhiteSpace,
  StringLiteral,
  OpenString,
  NumberLiteral,
  BadNumber,
  Parameter,
  LeftParen,
  RightParen,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  Comparison,
  CanNot,
  ...keywords,
  Word,
];

export const keywordTokens: ReadonlySet<TokenType> = new Set(keywords);

export const lexer = new Lexer(allTokens, { positionTracking: 'onlyOffset', ensureOptimizations: false });
