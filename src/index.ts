/** Public names of the package. */
export type { Access, AccessRow, AskOptions, CheckAnswer, Coverage, RowSeed } from './access/contract.js';
export { GrantgraphError } from './base/errors.js';
export { type Caller, localAdministrator } from './callers/caller.js';
export { simulateLine } from './evaluators/simulate.js';
export type { Decision, Hop, Reason, Residual, Verdict } from './evaluators/verdict.js';
export type { Store, WorkingSet } from './store/contract.js';
export { openAccess } from './wiring.js';
