import { isGlob } from '../matching/glob.js';
import { arnParts, arnLike as sixParts } from './arns.js';
import { type BaseOperator, negation, plain } from './operator.js';

const arn = (name: string): BaseOperator => ({
  ...plain(name, sixParts),
  variables: true,
  wildcards: true,
  // What a wildcard alone does here no page says.
  sensible: (policy) => arnParts(policy) !== null || isGlob(policy),
});

/** Equals and Like behave alike. */
export const arnEquals = arn('ArnEquals');
export const arnNotEquals = negation('ArnNotEquals', arnEquals);
export const arnLike = arn('ArnLike');
export const arnNotLike = negation('ArnNotLike', arnLike);
