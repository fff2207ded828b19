import type { Progress } from '../../contract.js';
import type { AwsSettings } from '../settings.js';
import type { FailureLog } from './failures.js';
import type { DumpDirectory } from './files.js';

/** What every step of one collection works with. */
export interface Work {
  readonly settings: AwsSettings;
  readonly dump: DumpDirectory;
  readonly failures: FailureLog;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Told of each field or service that could not be read while its part goes on. */
export type Skipped = (error: unknown) => void;
