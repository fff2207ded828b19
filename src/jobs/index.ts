export {
  isOver,
  type Job,
  type JobLog,
  type JobOrder,
  type JobState,
  type JobVoice,
  type LogLine,
} from './contract.js';
export { type DeskOptions, JobDesk } from './desk.js';
export type { IngestGrounds, IngestRequest } from './ingest/order.js';
export { Jobs, type JobsOptions } from './jobs.js';
