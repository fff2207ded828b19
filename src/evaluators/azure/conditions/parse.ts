import { attributeKey } from '../attributes.js';
import { actionPattern } from '../wildcard.js';
import { operatorNames, operatorOf } from './operators.js';
import { type Token, type TokenKind, tokensOf } from './tokens.js';
import type { Attribute, Fault, Literals, Node, Operand } from './tree.js';

/** Deeper than any condition that fits into the 8 KB which the service takes would be written. */
const deepest = 200;
const longest = 8 * 1024;

/** A tree, or where the text stops being a condition. AND beside OR without parentheses is refused, as the service does. */
export function parseCondition(text: string): Node | Fault {
  if (new TextEncoder().encode(text).length > longest) return { message: 'longer than 8 KB', offset: 0 };
  const tokens = tokensOf(text);
  if ('message' in tokens) return tokens;
  try {
    return new Parser(tokens).whole();
  } catch (error) {
    if (error instanceof Refused) return { message: error.message, offset: error.offset };
    throw error;
  }
}

class Refused extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

class Parser {
  private at = 0;
  private depth = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.expression();
    this.take('end', 'the end, `AND` or `OR`');
    return node;
  }

  private expression(): Node {
    const parts = [this.unary()];
    let joint: 'and' | 'or' | null = null;
    for (let token = this.peek(); token.kind === 'and' || token.kind === 'or'; token = this.peek()) {
      if (joint !== null && joint !== token.kind)
        throw new Refused('`AND` and `OR` side by side need parentheses', token.offset);
      joint = token.kind;
      this.at++;
      parts.push(this.unary());
    }
    return joint === null ? parts[0]! : { kind: joint, parts };
  }

  private unary(): Node {
    if (++this.depth > deepest) throw new Refused('nested too deeply', this.peek().offset);
    const node = this.peek().kind === 'not' ? this.negated() : this.primary();
    this.depth--;
    return node;
  }

  private negated(): Node {
    this.at++;
    return { kind: 'not', part: this.unary() };
  }

  private primary(): Node {
    const token = this.peek();
    if (token.kind === '(') {
      this.at++;
      const inner = this.expression();
      this.take(')', '`)`');
      return inner;
    }
    switch (token.kind === 'word' ? token.text.toLowerCase() : '') {
      case 'actionmatches': {
        const written = this.argument();
        return { kind: 'action', pattern: actionPattern(written), written };
      }
      case 'suboperationmatches':
        return { kind: 'suboperation', name: this.argument() };
      case 'exists':
        this.at++;
        return { kind: 'exists', attribute: attribute(this.take('attribute', 'an attribute')) };
      default:
        return this.comparison();
    }
  }

  /** `{'…'}` after the name of a function. */
  private argument(): string {
    this.at++;
    this.take('{', '`{`');
    const { text } = this.take('text', 'a text in single quotes');
    this.take('}', '`}`');
    return text;
  }

  private comparison(): Node {
    const left = this.operand('an expression');
    const word = this.take('word', 'an operator');
    const operator = operatorOf(word.text);
    if (operator === null) throw new Refused(`unknown operator \`${word.text}\`${nearest(word.text)}`, word.offset);
    const right = this.operand('a value');
    const sets = [left, right].some((side) => side.kind === 'literals' && side.set);
    if (operator.quantifier === null && sets)
      throw new Refused(
        `\`${word.text}\` compares single values; a set needs \`ForAnyOfAnyValues:\` or its kin`,
        word.offset,
      );
    return { kind: 'compare', left, operator, right };
  }

  private operand(expected: string): Operand {
    const token = this.peek();
    if (token.kind === 'attribute') {
      this.at++;
      return attribute(token);
    }
    if (token.kind !== '{') return { kind: 'literals', values: [this.literal(expected)], set: false };
    this.at++;
    return this.set();
  }

  private set(): Literals {
    const values = [this.literal('a value')];
    while (this.peek().kind === ',') {
      this.at++;
      values.push(this.literal('a value'));
    }
    this.take('}', '`,` or `}`');
    return { kind: 'literals', values, set: true };
  }

  private literal(expected: string): string {
    const token = this.peek();
    const isBoolean = token.kind === 'word' && /^(true|false)$/i.test(token.text);
    if (!isBoolean && token.kind !== 'text' && token.kind !== 'guid' && token.kind !== 'number')
      throw unexpected(token, expected);
    this.at++;
    return token.text;
  }

  private peek(): Token {
    return this.tokens[this.at]!;
  }

  private take(kind: TokenKind, expected: string): Token {
    const token = this.peek();
    if (token.kind !== kind) throw unexpected(token, expected);
    this.at++;
    return token;
  }
}

function unexpected(token: Token, expected: string): Refused {
  const found = token.kind === 'end' ? 'the end' : `\`${token.text}\``;
  return new Refused(`${expected} expected, found ${found}`, token.offset);
}

function attribute({ text }: Token): Attribute {
  const tidy = text.replace(/\s*\[\s*/, '[').replace(/\s*\]$/, ']');
  return { kind: 'attribute', text: tidy, key: attributeKey(text) };
}

function nearest(word: string): string {
  const name = word.replace(/^.*:/, '').toLowerCase();
  const found = operatorNames.find((one) => one.toLowerCase().startsWith(name) || name.startsWith(one.toLowerCase()));
  return found === undefined ? '' : `, did you mean \`${found}\``;
}
