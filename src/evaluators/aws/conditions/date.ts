import { type Comparison, compareDates, instant } from './dates.js';
import { type BaseOperator, negation, plain } from './operator.js';

function date(name: string, comparison: Comparison): BaseOperator {
  return {
    ...plain(name, compareDates(comparison)),
    dates: comparison,
    sensible: (policy) => !Number.isNaN(instant(policy)),
  };
}

export const dateEquals = date('DateEquals', '=');
export const dateNotEquals = negation('DateNotEquals', dateEquals);
export const dateLessThan = date('DateLessThan', '<');
export const dateLessThanEquals = date('DateLessThanEquals', '<=');
export const dateGreaterThan = date('DateGreaterThan', '>');
export const dateGreaterThanEquals = date('DateGreaterThanEquals', '>=');
