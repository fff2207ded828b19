import { matches } from '../matching/glob.js';
import { arnLike } from './arns.js';
import { type Comparison, compareDates } from './dates.js';
import { inNetwork } from './networks.js';

/** How one request value meets one (expanded) policy value. Source: IAM/reference_policies_elements_condition_operators. */
export type ValueTest = (request: string, policy: string) => boolean;

export interface BaseOperator {
  readonly name: string;
  readonly test: ValueTest;
  readonly negated: boolean;
  readonly variables: boolean;
  readonly wildcards: boolean;
  readonly dates?: Comparison;
}

export interface Operator extends BaseOperator {
  /** As written in the policy. */
  readonly text: string;
  readonly ifExists: boolean;
  readonly set: 'all' | 'any' | null;
  readonly null: boolean;
}

const equals: ValueTest = (request, policy) => request === policy;
const ignoringCase: ValueTest = (request, policy) => request.toLowerCase() === policy.toLowerCase();
const like: ValueTest = (request, policy) => matches(policy, request);
const bool: ValueTest = (request, policy) => request.toLowerCase() === policy.toLowerCase();
const binary: ValueTest = (request, policy) => Buffer.from(request, 'base64').equals(Buffer.from(policy, 'base64'));

const number = (text: string): number =>
  /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
const numeric =
  (compare: (left: number, right: number) => boolean): ValueTest =>
  (request, policy) => {
    const left = number(request);
    const right = number(policy);
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };

function pair(
  name: string,
  negatedName: string,
  test: ValueTest,
  options: { variables?: boolean; wildcards?: boolean } = {},
): BaseOperator[] {
  const base = { test, variables: options.variables ?? false, wildcards: options.wildcards ?? false };
  return [
    { ...base, name, negated: false },
    { ...base, name: negatedName, negated: true },
  ];
}

const one = (
  name: string,
  test: ValueTest,
  options: { variables?: boolean; dates?: Comparison } = {},
): BaseOperator => ({
  name,
  test,
  negated: false,
  variables: options.variables ?? false,
  wildcards: false,
  ...(options.dates ? { dates: options.dates } : {}),
});

const dates = (name: string, comparison: Comparison, negated = false): BaseOperator => ({
  ...one(name, compareDates(comparison), { dates: comparison }),
  negated,
});

const table: readonly BaseOperator[] = [
  ...pair('StringEquals', 'StringNotEquals', equals, { variables: true }),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', ignoringCase, { variables: true }),
  ...pair('StringLike', 'StringNotLike', like, { variables: true, wildcards: true }),
  ...pair(
    'NumericEquals',
    'NumericNotEquals',
    numeric((left, right) => left === right),
  ),
  one(
    'NumericLessThan',
    numeric((left, right) => left < right),
  ),
  one(
    'NumericLessThanEquals',
    numeric((left, right) => left <= right),
  ),
  one(
    'NumericGreaterThan',
    numeric((left, right) => left > right),
  ),
  one(
    'NumericGreaterThanEquals',
    numeric((left, right) => left >= right),
  ),
  dates('DateEquals', '='),
  dates('DateNotEquals', '=', true),
  dates('DateLessThan', '<'),
  dates('DateLessThanEquals', '<='),
  dates('DateGreaterThan', '>'),
  dates('DateGreaterThanEquals', '>='),
  one('Bool', bool, { variables: true }),
  one('BinaryEquals', binary),
  ...pair('IpAddress', 'NotIpAddress', inNetwork),
  ...pair('ArnEquals', 'ArnNotEquals', arnLike, { variables: true, wildcards: true }),
  ...pair('ArnLike', 'ArnNotLike', arnLike, { variables: true, wildcards: true }),
];

const byName = new Map(table.map((base) => [base.name.toLowerCase(), base]));
const nullOperator: BaseOperator = one('Null', equals);
const cache = new Map<string, Operator | null>();

/** `ForAnyValue:StringLikeIfExists` and its kin; null for an operator that does not exist. Names compare without case. */
export function parseOperator(text: string): Operator | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(text)!;
  const set = match[1] === undefined ? null : match[1].toLowerCase() === 'forallvalues' ? 'all' : 'any';
  const isNull = match[2]!.toLowerCase() === 'null';
  const base = isNull ? nullOperator : byName.get(match[2]!.toLowerCase());
  const operator: Operator | null =
    base === undefined || (isNull && match[3] !== undefined)
      ? null
      : { ...base, text, set, ifExists: match[3] !== undefined, null: isNull };
  if (cache.size < 10_000) cache.set(text, operator);
  return operator;
}

export const operatorNames: readonly string[] = [...table.map((base) => base.name), 'Null'];
