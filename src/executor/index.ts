export { defaultPage, type ExecuteOptions, type Execution, execute } from './execute.js';
export { getters } from './getters.js';
export type { ResultRow } from './result-row.js';
