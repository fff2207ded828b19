export {
  isOver,
  type Job,
  type JobLog,
  type JobOrder,
  type JobState,
  type JobVoice,
  type LogLine,
} from './contract.js';
export { Jobs, type JobsOptions } from './jobs.js';
