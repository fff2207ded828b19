export { type Actual, defaultPage, type ExecuteOptions, type Execution, execute } from './execute.js';
export { actualWords, planWithEstimates, planWords } from './explain.js';
export { getters } from './getters.js';
export type { Sink } from './output.js';
export type { ResultRow } from './result-row.js';
