import type { IToken } from 'chevrotain';
import type { OperatorName } from './ast.js';
import type { Span } from './diagnostics.js';
import { type Phrase, phrases } from './phrases.js';
import { printText } from './print.js';
import { RqlParser } from './rql-parser.js';
import * as t from './tokens.js';
import { type Typed, typedAt } from './typed.js';
import { unfinished } from './unfinished.js';

/** An attribute as its owner describes it. The grammar knows no names. */
export interface CompletionAttribute {
  /** Canonical name, lower case. */
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** Arguments in parentheses, at least and at most. */
  readonly keys: readonly [least: number, most: number];
  /** Closed lists of values; open ones have none. */
  readonly values?: readonly string[];
  /** What it may be compared by. */
  readonly operators: readonly OperatorName[];
  readonly description: string;
}

export interface CompletionTables {
  readonly attributes: readonly CompletionAttribute[];
  /** Attribute of a name in any spelling; aliases included. */
  readonly find: (name: string) => CompletionAttribute | undefined;
  /** Names behind `$` that have a value. */
  readonly parameters?: readonly string[];
}

export type CandidateKind = 'question' | 'clause' | 'keyword' | 'operator' | 'attribute' | 'value' | 'parameter';

export interface Candidate {
  /** What stands in the place of the span. */
  readonly text: string;
  readonly kind: CandidateKind;
  readonly detail?: string;
}

/** Values that only somebody with the data can name. `prefix` is what was typed of them, without quotes. */
export interface WantedValues {
  readonly of:
    | { readonly kind: 'attribute'; readonly name: string; readonly keys: readonly string[] }
    /** Argument `at` of a keyed attribute: a tag key, a condition key or operator, a group. */
    | { readonly kind: 'key'; readonly name: string; readonly at: number; readonly keys: readonly string[] }
    | { readonly kind: 'action' | 'resource' | 'identity' | 'group' | 'region' | 'date' | 'context-key' };
  readonly prefix: string;
  /** False where a bare word is written: actions of questions. */
  readonly quoted: boolean;
}

export interface Completion {
  /** What a candidate replaces, UTF-16 offsets. */
  readonly span: Span;
  readonly candidates: readonly Candidate[];
  readonly wanted: WantedValues | null;
}

let parser: RqlParser | null = null;

/** What may stand at the cursor. Pure; never throws; the cost does not grow with what is finished before the cursor. */
export function completion(text: string, offset: number, tables: CompletionTables): Completion {
  const typed = typedAt(text, offset);
  const { tokens, attribute } = unfinished(typed.before);
  parser ??= new RqlParser();
  const next = parser
    .computeContentAssist('query', [...tokens])
    .map(({ nextTokenType, ruleStack }) => ({ type: nextTokenType, rules: ruleStack }));
  const place: Place = { typed, tokens, attribute, tables, next };
  const wanted = wantedValues(place);
  const own = typed.quote
    ? enumerated(place)
    : [
        ...enumerated(place),
        ...truths(place),
        ...attributes(place),
        ...words(place),
        ...marks(place),
        ...parameters(place, text),
      ];
  return { span: typed.span, candidates: ranked(own, typed.prefix), wanted };
}

export interface FoundValue {
  readonly text: string;
  readonly detail?: string;
  /** More is to be typed: `s3:`. The quote stays open. */
  readonly open?: boolean;
}

/** The candidates with values that were found for `wanted`, nearest first. */
export function withValues({ candidates, wanted }: Completion, values: readonly FoundValue[]): readonly Candidate[] {
  if (wanted === null) return candidates;
  const made = values.map(
    ({ text, detail, open }): Candidate => ({
      text: wanted.quoted ? printText(text).slice(0, open ? -1 : undefined) : text,
      kind: 'value',
      ...(detail === undefined ? {} : { detail }),
    }),
  );
  const known = new Set(made.map(({ text }) => text));
  return [...ranked(made, wanted.prefix), ...candidates.filter(({ text }) => !known.has(text))];
}

interface Place {
  readonly typed: Typed;
  readonly tokens: readonly IToken[];
  readonly attribute: { readonly name: string; readonly keys: readonly string[] } | null;
  readonly tables: CompletionTables;
  readonly next: readonly { readonly type: unknown; readonly rules: readonly string[] }[];
}

const allows = ({ next }: Place, type: unknown, rule?: string): boolean =>
  next.some((one) => one.type === type && (rule === undefined || one.rules.includes(rule)));

/** Where a value is expected, the rules around it. */
function valueRules({ next }: Place): readonly string[] | undefined {
  return next.find(({ type, rules }) => type === t.StringLiteral && rules.at(-1) === 'value')?.rules;
}

function comparedAttribute(place: Place): CompletionAttribute | undefined {
  return place.attribute === null ? undefined : place.tables.find(place.attribute.name);
}

function enumerated(place: Place): Candidate[] {
  if (!valueRules(place)?.includes('operand')) return [];
  return (comparedAttribute(place)?.values ?? []).map((value) => ({ text: printText(value), kind: 'value' }));
}

function truths(place: Place): Candidate[] {
  const rules = valueRules(place);
  const compared = rules?.includes('operand') && comparedAttribute(place)?.type === 'boolean';
  if (!compared && !rules?.includes('contextEntry')) return [];
  const texts = rules?.includes('contextEntry') ? ['true', 'false', 'null'] : ['true', 'false'];
  return texts.map((text) => ({ text, kind: 'value', ...(text === 'null' ? { detail: 'known to be absent' } : {}) }));
}

function parameters(place: Place, text: string): Candidate[] {
  if (!allows(place, t.Parameter)) return [];
  const given = new Set(place.tables.parameters ?? []);
  const written = text.match(/\$[A-Za-z_]\w*/g) ?? [];
  const names = new Set([...given, ...written.map((name) => name.slice(1))]);
  return [...names]
    .map(
      (name): Candidate => ({
        text: `$${name}`,
        kind: 'parameter',
        ...(given.has(name) ? {} : { detail: 'has no value yet' }),
      }),
    )
    .filter(({ text }) => text !== place.typed.image);
}

function attributes(place: Place): Candidate[] {
  const operand = allows(place, t.Word, 'operand');
  if (!operand && !place.next.some(({ type, rules }) => type === t.Word && rules.at(-1) === 'attribute')) return [];
  const compared = operand ? comparedAttribute(place) : undefined;
  if (operand && (!compared || !/^!?=$/.test(place.tokens.at(-1)?.image ?? ''))) return [];
  return place.tables.attributes
    .filter((one) => !operand || comparable(one, compared!, place.typed.prefix))
    .map(({ name, keys, description }) => ({
      text: keys[0] > 0 && !place.typed.called ? `${name} ('` : name,
      kind: 'attribute',
      detail: description,
    }));
}

/** The same of another side is what people compare with: one account with the other. The rest is there for those who type it. */
function comparable(one: CompletionAttribute, compared: CompletionAttribute, prefix: string): boolean {
  const part = ({ name }: CompletionAttribute) => name.slice(name.indexOf('.'));
  if (one.name === compared.name || one.type !== compared.type || one.keys[0] > 0) return false;
  return prefix !== '' || part(one) === part(compared);
}

/** What closes a list, a group or a context, and what goes on with it. */
function marks(place: Place): Candidate[] {
  if (place.typed.prefix !== '') return [];
  return [t.Comma, t.RightParen, t.RightBrace, t.Colon]
    .filter((type) => allows(place, type))
    .map((type) => ({ text: String(type.PATTERN), kind: 'keyword' }));
}

/** Keywords: the longest phrase that goes on from what stands before the cursor. */
function words(place: Place): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const phrase of phrases) {
    const rest = goesOn(phrase, place);
    if (rest !== null && allowed(phrase, place) && !found.has(rest))
      found.set(rest, {
        text: rest,
        kind: phrase.kind,
        ...(phrase.description === '' ? {} : { detail: phrase.description }),
      });
  }
  for (const { type } of place.next) {
    const text = keywordText(type);
    if (text === undefined || phrased.has(type) || literals.has(type)) continue;
    if (![...found.keys()].some((one) => one.toLowerCase().startsWith(text)))
      found.set(text, { text, kind: 'keyword' });
  }
  return [...found.values()];
}

const literals = new Set<unknown>([t.words.True, t.words.False, t.words.Null]);
const tokensOf = new Map(phrases.map((phrase) => [phrase, t.lexer.tokenize(phrase.text).tokens]));
/** Keywords that begin a phrase are offered by it or not at all. */
const phrased = new Set<unknown>([...tokensOf.values()].map(([first]) => first!.tokenType));

/** What is left of a phrase whose beginning stands before the cursor; null where it does not fit. */
function goesOn(phrase: Phrase, { tokens, next }: Place): string | null {
  const own = tokensOf.get(phrase)!;
  for (let done = Math.min(own.length - 1, tokens.length); done >= 0; done--) {
    const tail = tokens.slice(tokens.length - done);
    if (!tail.every((token, at) => token.tokenType === own[at]!.tokenType)) continue;
    const type = own[done]!.tokenType;
    if (next.some((one) => one.type === type && phrase.rules.includes(one.rules.at(-1) ?? '')))
      return phrase.text.slice(own[done]!.startOffset);
  }
  return null;
}

function allowed(phrase: Phrase, place: Place): boolean {
  if (phrase.kind === 'clause') return !place.tokens.some((_, at) => beginsWith(place.tokens.slice(at), phrase));
  if (phrase.kind !== 'operator') return true;
  const attribute = comparedAttribute(place);
  return !attribute || attribute.operators.some((one) => one === phrase.text.replace(/ \($/, '').toUpperCase());
}

/** A clause stands once. One of which only the beginning stands yet may go on. */
function beginsWith(tokens: readonly IToken[], phrase: Phrase): boolean {
  const own = tokensOf.get(phrase)!;
  return tokens.length >= own.length && own.every((token, at) => tokens[at]!.tokenType === token.tokenType);
}

function keywordText(type: unknown): string | undefined {
  const found = Object.entries(t.words).find(([, word]) => word === type);
  return found && String((found[1].PATTERN as RegExp).source).replaceAll('\\', '');
}

const asked: Readonly<Record<string, readonly ('resource' | 'identity' | 'group' | 'region' | 'date')[]>> = {
  whoCan: ['resource'],
  whichUsers: ['resource'],
  what: ['identity'],
  outside: ['group', 'region'],
  why: ['identity', 'resource'],
  how: ['identity', 'resource'],
};

function wantedValues(place: Place): WantedValues | null {
  const { prefix, quote, before } = place.typed;
  if (allows(place, t.Word, 'action')) return { of: { kind: 'action' }, prefix, quoted: quote };
  if (allows(place, t.StringLiteral, 'contextEntry') && !valueRules(place))
    return { of: { kind: 'context-key' }, prefix, quoted: true };
  const rules = valueRules(place);
  if (!rules || prefix.startsWith('$')) return null;
  const quoted = true;
  if (rules.includes('attribute')) return keyWanted(place, prefix);
  if (rules.includes('operand')) {
    const attribute = comparedAttribute(place);
    if (attribute?.type !== 'string' || attribute.values) return null;
    return { of: { kind: 'attribute', name: attribute.name, keys: place.attribute!.keys }, prefix, quoted };
  }
  if (rules.includes('asOf')) return { of: { kind: 'date' }, prefix, quoted };
  if (rules.includes('clauses')) return null;
  const rule = rules.at(-2) ?? '';
  // `what changed between` asks for dates, the other forms that begin with `what` for somebody.
  if (before.some((token) => token.tokenType === t.words.Changed)) return { of: { kind: 'date' }, prefix, quoted };
  const given = place.tokens.filter((token) => token.tokenType === t.StringLiteral || token.tokenType === t.Parameter);
  const kinds = asked[rule];
  const kind = kinds?.[Math.min(given.length, kinds.length - 1)];
  return kind ? { of: { kind }, prefix, quoted } : null;
}

function keyWanted({ tokens, tables }: Place, prefix: string): WantedValues | null {
  const open = tokens.findLastIndex((token) => token.tokenType === t.LeftParen);
  const attribute = tables.find(tokens[open - 1]?.image ?? '');
  if (!attribute) return null;
  const keys = tokens.slice(open + 1).filter((token) => token.tokenType === t.StringLiteral);
  const texts = keys.map(({ image }) => image.slice(1, -1).replaceAll("''", "'"));
  return { of: { kind: 'key', name: attribute.name, at: texts.length, keys: texts }, prefix, quoted: true };
}

/** What begins with the typed text first, then what has it as the beginning of a part, then what holds it anywhere. */
function ranked(candidates: readonly Candidate[], prefix: string): Candidate[] {
  const wanted = prefix.toLowerCase();
  if (wanted === '') return [...candidates];
  const rank = ({ text }: Candidate): number => {
    const plain = text.replace(/^['$]/, '').toLowerCase();
    if (plain.startsWith(wanted) || text.toLowerCase().startsWith(wanted)) return 0;
    const at = plain.indexOf(wanted);
    if (at < 0) return 3;
    return /[a-z0-9]/.test(plain[at - 1]!) ? 2 : 1;
  };
  const ranks = new Map(candidates.map((one) => [one, rank(one)]));
  // Keywords are spelt from their beginning.
  const fits = (one: Candidate) => ranks.get(one)! === 0 || (ranks.get(one)! < 3 && /value|attribute/.test(one.kind));
  return candidates.filter(fits).toSorted((left, right) => ranks.get(left)! - ranks.get(right)!);
}
