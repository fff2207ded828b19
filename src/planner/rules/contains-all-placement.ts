import type { Rule } from './rule.js';

/** CONTAINS ALL speaks of many rows at once, so that it can only stand beside the other comparisons, not inside OR or NOT. */
export const containsAllPlacement: Rule = ({ operator, operatorSpan }, _attribute, { topLevel }) =>
  operator !== 'CONTAINS ALL' || topLevel
    ? null
    : {
        code: 'misplaced-contains-all',
        message: 'CONTAINS ALL can only stand in the top-level AND',
        span: operatorSpan,
        hint: 'take it out of OR, NOT and parentheses',
      };
