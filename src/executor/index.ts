export { defaultPage, execute, type ExecuteOptions, type Execution } from './execute.js';
export { getters } from './getters.js';
export type { ResultRow } from './result-row.js';
