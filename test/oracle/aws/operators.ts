import type { Lookup } from './keys.js';
import { covers, literal, lowerCase, type Pattern, type Piece, readPattern, splitAtColons } from './pattern.js';
import { every, no, open, type Truth, truthOf } from './truth.js';

/**
 * Does one value of the request satisfy one value of the policy, for the positive form of an operator?
 * IAM/reference_policies_elements_condition_operators.
 */
export type Comparison = (requestValue: string, policyValue: string, variables: Variables) => Truth;

export interface Variables {
  readonly enabled: boolean;
  readonly lookup: Lookup;
}

export interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
}

const positive: Readonly<Record<string, Comparison>> = {
  StringEquals: (value, text, variables) => covers(read(text, variables, false), value),
  StringEqualsIgnoreCase: (value, text, variables) =>
    covers(lowerCase(read(text, variables, false)), value.toLowerCase()),
  StringLike: (value, text, variables) => covers(read(text, variables, true), value),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  NumericEquals: numeric((value, bound) => value === bound),
  NumericLessThan: numeric((value, bound) => value < bound),
  NumericLessThanEquals: numeric((value, bound) => value <= bound),
  NumericGreaterThan: numeric((value, bound) => value > bound),
  NumericGreaterThanEquals: numeric((value, bound) => value >= bound),
  DateEquals: date((value, bound) => value === bound),
  DateLessThan: date((value, bound) => value < bound),
  DateLessThanEquals: date((value, bound) => value <= bound),
  DateGreaterThan: date((value, bound) => value > bound),
  DateGreaterThanEquals: date((value, bound) => value >= bound),
  Bool: (value, text, variables) =>
    /^(true|false)$/i.test(value) ? covers(lowerCase(read(text, variables, false)), value.toLowerCase()) : no,
  BinaryEquals: (value, text) => truthOf(isBase64(value) && isBase64(text) && bytesOf(value) === bytesOf(text)),
  IpAddress: (value, text) => truthOf(addressInBlock(value, text)),
};

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function bytesOf(text: string): string {
  return Buffer.from(text, 'base64').toString('hex');
}

const negatives: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

export function operatorNamed(name: string): Operator {
  const compare = positive[negatives[name] ?? name];
  if (compare === undefined) throw new Error(`unknown condition operator ${name}`);
  return { compare, negated: negatives[name] !== undefined };
}

function read(text: string, variables: Variables, wildcards: boolean): Pattern {
  return readPattern(text, { variables: variables.enabled, wildcards, lookup: variables.lookup });
}

/**
 * Six parts compared one by one, wildcards within a part, the last part keeps its colons; ArnEquals and ArnLike are the same. A text
 * that is no ARN satisfies nothing.
 */
function arnLike(value: string, text: string, variables: Variables): Truth {
  const pattern = read(text, variables, true);
  if (pattern === null) return no;
  const holes = pattern.flatMap((piece) => (piece.is === 'hole' ? [piece.key] : []));
  // What a variable brings may hold colons of its own, so nothing more exact than the whole text can be said before it is known.
  if (holes.length > 0) return covers(pattern, value).is === 'no' ? no : open(holes);
  const patternParts = sixParts(splitAtColons(pattern));
  const valueParts = sixParts(splitAtColons(literal(value)));
  if (patternParts === undefined || valueParts === undefined) return no;
  return every(patternParts.map((part, at) => covers(part, textOf(valueParts[at]!))));
}

function sixParts(parts: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] | undefined {
  if (parts.length < 6 || textOf(parts[0]!) !== 'arn') return undefined;
  const colon: Piece = { is: 'character', value: ':' };
  const last = parts.slice(5).flatMap((part, at) => (at === 0 ? part : [colon, ...part]));
  return [...parts.slice(0, 5), last];
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.is === 'character' ? piece.value : '\u0000')).join('');
}

function numeric(holds: (value: number, bound: number) => boolean): Comparison {
  return (value, bound) => {
    const [left, right] = [numberOf(value), numberOf(bound)];
    return truthOf(left !== undefined && right !== undefined && holds(left, right));
  };
}

export function numberOf(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.trim()) ? Number(text) : undefined;
}

function date(holds: (value: number, bound: number) => boolean): Comparison {
  return (value, bound) => {
    const [left, right] = [instantOf(value), instantOf(bound)];
    return truthOf(left !== undefined && right !== undefined && holds(left, right));
  };
}

/** ISO 8601 or seconds since 1970; milliseconds out. */
export function instantOf(text: string): number | undefined {
  if (/^-?\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const instant = Date.parse(text);
  return Number.isNaN(instant) || !isInCalendar(text) ? undefined : instant;
}

/** Months have their days: 30 February is no date. */
function isInCalendar(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  if (day === undefined) return true;
  const leap = (Number(year) % 4 === 0 && Number(year) % 100 !== 0) || Number(year) % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return Number(day) >= 1 && Number(day) <= (days[Number(month) - 1] ?? 0);
}

/** Version 4 and 6 never match each other; no prefix means one address. */
export function addressInBlock(address: string, block: string): boolean {
  if (!isBlock(block)) return false;
  const [base, prefix] = block.split('/');
  const [value, start] = [addressOf(address), addressOf(base!)];
  if (value === undefined || start === undefined || value.bits !== start.bits) return false;
  const length = prefix === undefined ? start.bits : Number(prefix);
  const shift = BigInt(start.bits - length);
  return value.number >> shift === start.number >> shift;
}

/** An address, with or without a prefix length that its version allows. */
export function isBlock(text: string): boolean {
  const [base, prefix, ...rest] = text.split('/');
  const address = addressOf(base!);
  if (address === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= address.bits);
}

function addressOf(text: string): { readonly bits: number; readonly number: bigint } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { bits: 32, number: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) };
  }
  return text.includes(':') ? version6(text) : undefined;
}

function version6(text: string): { readonly bits: number; readonly number: bigint } | undefined {
  const [before, after] = text.split('::');
  const head = before === '' ? [] : before!.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, zeros)).fill('0'), ...tail];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, number: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) };
}
