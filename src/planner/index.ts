export { type Attribute, attributeNames, attributes, findAttribute } from './attributes.js';
export { bind, type Bound, literals, type Parameters, topLevel } from './bind.js';
export type * from './plan.js';
export { rules } from './rules/index.js';
