export { type Attribute, attributeNames, attributes, findAttribute } from './attributes.js';
export { type Bound, bind, type Parameters } from './bind.js';
export { endOf } from './date.js';
export type * from './plan.js';
export { literals, topLevel } from './predicates.js';
export { rules } from './rules/index.js';
export { operatorsOf } from './rules/operator-allowed.js';
