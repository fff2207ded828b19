import type { Progress } from '../../contract.js';
import type { AwsApi } from './api.js';
import { bearable, CallFault } from './faults.js';
import { mapBounded, pause } from './gate.js';
import type { Identities } from './identities.js';
import type { CallOutput } from './sdk.js';
import type { Skipped } from './work.js';

/** Jobs under way at once; IAM works on several while the next are asked for. */
const concurrentJobs = 10;
const polls = 60;
/** Pauses before a job is asked for again, milliseconds: short at first, most are done within a second. */
const firstPause = 500;
const longestPause = 5000;

/**
 * last-accessed.json: by ARN of users and roles, the answer of `get-service-last-accessed-details` with all its pages. An
 * identity that cannot be read is left out, which means not known; without any answer the part fails.
 */
export async function readLastAccessed(
  api: AwsApi,
  identities: Identities,
  level: 'service' | 'action',
  progress: Progress,
  skipped: Skipped,
): Promise<object> {
  const Granularity = level === 'action' ? 'ACTION_LEVEL' : 'SERVICE_LEVEL';
  const arns = [...identities.UserDetailList, ...identities.RoleDetailList].flatMap(({ Arn }) => Arn ?? []);
  const faults: CallFault[] = [];
  let done = 0;
  const answers = await mapBounded(arns, concurrentJobs, async (Arn) => {
    try {
      const { JobId } = await api.call('iam', 'GenerateServiceLastAccessedDetails', { Arn, Granularity });
      return [Arn, await jobAnswer(api, JobId ?? '')] as const;
    } catch (error) {
      faults.push(bearable(error, api));
      return undefined;
    } finally {
      done += 1;
      progress.step('reading last-accessed', done, arns.length);
    }
  });
  if (faults[0] && faults.length === arns.length) throw faults[0];
  for (const fault of faults) skipped(fault);
  return Object.fromEntries(answers.filter((answer) => answer !== undefined));
}

async function jobAnswer(api: AwsApi, JobId: string): Promise<object> {
  for (let poll = 0; poll < polls; poll++) {
    const services: object[] = [];
    let first: CallOutput<'iam', 'GetServiceLastAccessedDetails'> | undefined;
    for await (const page of api.pages('iam', 'GetServiceLastAccessedDetails', { JobId })) {
      first ??= page;
      if (page.JobStatus !== 'COMPLETED') break;
      services.push(...(page.ServicesLastAccessed ?? []));
    }
    if (first?.JobStatus === 'FAILED') break;
    if (first?.JobStatus === 'COMPLETED') {
      const { JobStatus, JobType, JobCreationDate, JobCompletionDate } = first;
      return { JobStatus, JobType, JobCreationDate, JobCompletionDate, ServicesLastAccessed: services };
    }
    await pause(Math.min(firstPause * 2 ** poll, longestPause), api.signal);
  }
  throw new CallFault('provider-error', 'aws did not finish a last-accessed job', 'JobNotCompleted', false);
}
