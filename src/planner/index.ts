export { type Attribute, attributeNames, attributes, findAttribute } from './attributes.js';
export { bind, type Bound, type Parameters } from './bind.js';
export { literals, topLevel } from './predicates.js';
export type * from './plan.js';
export { rules } from './rules/index.js';
