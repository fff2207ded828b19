export { type Attribute, attributeNames, attributes, findAttribute } from './attributes.js';
export { providerOfId } from './beyond.js';
export { type Bound, bind, type Parameters } from './bind.js';
export { endOf } from './date.js';
export type * from './plan.js';
export { literals, positives, thing, topLevel } from './predicates.js';
export { rules } from './rules/index.js';
export { operatorsOf } from './rules/operator-allowed.js';
