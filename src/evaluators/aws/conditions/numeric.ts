import { type BaseOperator, negation, plain } from './operator.js';

/** Integers and decimals, quoted or not; NaN for anything else, which meets nothing. */
function number(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}

function numeric(name: string, compare: (left: number, right: number) => boolean): BaseOperator {
  return {
    ...plain(name, (request, policy) => compare(number(request), number(policy))),
    sensible: (policy) => !Number.isNaN(number(policy)),
  };
}

export const numericEquals = numeric('NumericEquals', (left, right) => left === right);
export const numericNotEquals = negation('NumericNotEquals', numericEquals);
export const numericLessThan = numeric('NumericLessThan', (left, right) => left < right);
export const numericLessThanEquals = numeric('NumericLessThanEquals', (left, right) => left <= right);
export const numericGreaterThan = numeric('NumericGreaterThan', (left, right) => left > right);
export const numericGreaterThanEquals = numeric('NumericGreaterThanEquals', (left, right) => left >= right);
