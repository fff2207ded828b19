import type { Fault } from './tree.js';

export type TokenKind =
  | 'attribute'
  | 'text'
  | 'guid'
  | 'number'
  | 'word'
  | 'and'
  | 'or'
  | 'not'
  | '('
  | ')'
  | '{'
  | '}'
  | ','
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; the content of a text. */
  readonly text: string;
  readonly offset: number;
}

/** In this order: a GUID may begin like a number or a word. */
const table: readonly (readonly [TokenKind | null, RegExp])[] = [
  [null, /\s+/y],
  ['attribute', /@(?:Environment|Principal|Request|Resource)\s*\[[^\]']+\]/iy],
  ['text', /'(?:\\'|[^'])*'/y],
  ['guid', /(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})(?![\w-])/iy],
  ['number', /[+-]?\d+(?![\w.])/y],
  ['and', /&&|AND(?![\w:])/iy],
  ['or', /\|\||OR(?![\w:])/iy],
  ['not', /!|NOT(?![\w:])/iy],
  ['word', /[A-Za-z][A-Za-z:]*(?![\w.])/y],
  ['(', /\(/y],
  [')', /\)/y],
  ['{', /\{/y],
  ['}', /\}/y],
  [',', /,/y],
];

export function tokensOf(text: string): readonly Token[] | Fault {
  const tokens: Token[] = [];
  for (let offset = 0; offset < text.length; ) {
    const found = next(text, offset);
    if (found === null) return { message: `unexpected \`${text.slice(offset, offset + 12)}\``, offset };
    if (found.kind !== null) tokens.push({ kind: found.kind, text: content(found.kind, found.text), offset });
    offset += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', offset: text.length });
  return tokens;
}

function next(text: string, offset: number): { readonly kind: TokenKind | null; readonly text: string } | null {
  for (const [kind, shape] of table) {
    shape.lastIndex = offset;
    const match = shape.exec(text);
    if (match) return { kind, text: match[0] };
  }
  return null;
}

function content(kind: TokenKind, text: string): string {
  return kind === 'text' ? text.slice(1, -1).replaceAll("\\'", "'") : text;
}
