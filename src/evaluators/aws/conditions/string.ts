import { matches } from '../matching/glob.js';
import { type BaseOperator, negation, plain, type ValueTest } from './operator.js';

const ignoringCase: ValueTest = (request, policy) => request.toLowerCase() === policy.toLowerCase();
const text = (name: string, test: ValueTest): BaseOperator => ({ ...plain(name, test), variables: true });

export const stringEquals = text('StringEquals', (request, policy) => request === policy);
export const stringNotEquals = negation('StringNotEquals', stringEquals);
export const stringEqualsIgnoreCase = text('StringEqualsIgnoreCase', ignoringCase);
export const stringNotEqualsIgnoreCase = negation('StringNotEqualsIgnoreCase', stringEqualsIgnoreCase);
export const stringLike: BaseOperator = {
  ...text('StringLike', (request, policy) => matches(policy, request)),
  wildcards: true,
};
export const stringNotLike = negation('StringNotLike', stringLike);
