export type * from './contract.js';
export { decide } from './decide.js';
export { globCovers, globsIntersect } from './matching/glob.js';
export { allowPatterns, mentionedPrincipalTags, namedPrincipals, principalKeys } from './outline.js';
export { type CompiledPolicy, compilePolicy, type PolicyKind, type Statement } from './policy/compile.js';
export { allowingStatements } from './rows.js';
export { coversAction } from './statement.js';
