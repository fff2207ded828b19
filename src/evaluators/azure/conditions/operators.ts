import { likePattern, matchesPattern } from '../wildcard.js';
import { instant } from './instants.js';

/** How one value on the left meets one on the right. */
export type ValueTest = (left: string, right: string) => boolean;

export interface Operator {
  /** Spelt as the vendor does. */
  readonly text: string;
  readonly name: string;
  readonly test: ValueTest;
  /** Which side must have one that meets, or all: null for an operator on single values. */
  readonly quantifier: Quantifier | null;
  readonly family: 'String' | 'Numeric' | 'DateTime' | 'Bool' | 'Guid';
  /** The operator that says the same with its sides exchanged; null = there is none. */
  readonly mirrored: string | null;
}
export interface Quantifier {
  readonly left: 'Any' | 'All';
  readonly right: 'Any' | 'All';
}

interface Base {
  readonly name: string;
  readonly family: Operator['family'];
  readonly test: ValueTest;
  readonly mirrored: string | null;
}

const like: ValueTest = (left, right) => matchesPattern(likePattern(right), left);
const strings: readonly (readonly [string, ValueTest, boolean])[] = [
  ['Equals', (left, right) => left === right, true],
  ['StartsWith', (left, right) => left.startsWith(right), false],
  ['Like', like, false],
];

function stringOperators(): readonly Base[] {
  return strings.flatMap(([verb, test, symmetric]) =>
    ['', 'IgnoreCase'].flatMap((suffix) => {
      const fold = suffix !== '';
      const one: ValueTest = fold ? (left, right) => test(left.toLowerCase(), right.toLowerCase()) : test;
      const names = [`String${verb}${suffix}`, `StringNot${verb}${suffix}`] as const;
      return names.map((name, at) => ({
        name,
        family: 'String' as const,
        test: at === 0 ? one : (left: string, right: string) => !one(left, right),
        mirrored: symmetric ? name : null,
      }));
    }),
  );
}

const orders: readonly (readonly [string, (left: number, right: number) => boolean, string])[] = [
  ['Equals', (left, right) => left === right, 'Equals'],
  ['NotEquals', (left, right) => left !== right, 'NotEquals'],
  ['GreaterThan', (left, right) => left > right, 'LessThan'],
  ['GreaterThanEquals', (left, right) => left >= right, 'LessThanEquals'],
  ['LessThan', (left, right) => left < right, 'GreaterThan'],
  ['LessThanEquals', (left, right) => left <= right, 'GreaterThanEquals'],
];

/** What cannot be read as the kind compared meets nothing, under a negated name too. */
function ordered(family: 'Numeric' | 'DateTime', read: (text: string) => number): readonly Base[] {
  return orders.map(([verb, holds, mirrored]) => ({
    name: `${family}${verb}`,
    family,
    mirrored: `${family}${mirrored}`,
    test: (left, right) => {
      const [one, other] = [read(left), read(right)];
      return !Number.isNaN(one) && !Number.isNaN(other) && holds(one, other);
    },
  }));
}

/** Only integers are supported. */
function integer(text: string): number {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

function same(family: 'Bool' | 'Guid', read: (text: string) => string | null): readonly Base[] {
  return (['Equals', 'NotEquals'] as const).map((verb) => ({
    name: `${family}${verb}`,
    family,
    mirrored: `${family}${verb}`,
    test: (left, right) => {
      const [one, other] = [read(left), read(right)];
      return one !== null && other !== null && (one === other) === (verb === 'Equals');
    },
  }));
}

function boolean(text: string): string | null {
  const lower = text.trim().toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : null;
}

/** With hyphens or without: built-in roles write both. */
export function guid(text: string): string | null {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
}

const bases: readonly Base[] = [
  ...stringOperators(),
  ...ordered('Numeric', integer),
  ...ordered('DateTime', instant),
  ...same('Bool', boolean),
  ...same('Guid', guid),
];
const byName = new Map(bases.map((base) => [base.name.toLowerCase(), base]));
export const operatorNames: readonly string[] = bases.map((base) => base.name);

/** `ForAnyOfAllValues:StringLikeIgnoreCase` and its kin; null for an operator that does not exist. Names compare without case. */
export function operatorOf(text: string): Operator | null {
  const [, left, right, name] = /^(?:For(Any|All)Of(Any|All)Values:)?(.*)$/is.exec(text)!;
  const base = byName.get(name!.toLowerCase());
  if (base === undefined) return null;
  const quantifier = left === undefined ? null : { left: side(left), right: side(right!) };
  return { ...base, quantifier, text: `${prefix(quantifier)}${base.name}` };
}

function side(text: string): 'Any' | 'All' {
  return text.toLowerCase() === 'any' ? 'Any' : 'All';
}

function prefix(quantifier: Quantifier | null): string {
  return quantifier === null ? '' : `For${quantifier.left}Of${quantifier.right}Values:`;
}
