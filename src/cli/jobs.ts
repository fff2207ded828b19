import { ChainedAuditLog } from '../callers/audit-log.js';
import { localAdministrator } from '../callers/caller.js';
import type { Job } from '../jobs/contract.js';
import { known } from '../jobs/desk.js';
import { Jobs } from '../jobs/jobs.js';
import { printable } from '../reports/printable.js';
import { renderTable } from '../reports/table.js';
import type { Session } from './session.js';
import { terminalWidth } from './terminal.js';

/** Jobs of every service over the store. This process works at none: it looks, and asks for an end. */
async function jobsOf({ environment }: Session): Promise<Jobs> {
  return new Jobs((await environment.store()).records(), { now: environment.now });
}

export async function jobsListCommand(session: Session): Promise<number> {
  const jobs = await (await jobsOf(session)).list();
  const { format } = session.options;
  if (format === 'json') process.stdout.write(`${JSON.stringify(jobs)}\n`);
  else if (format === 'ndjson') for (const job of jobs) process.stdout.write(`${JSON.stringify(job)}\n`);
  else if (jobs.length === 0) process.stdout.write('no job yet: POST /v1/ingest/{provider} starts one\n');
  else {
    const columns = ['id', 'kind', 'state', 'by', 'since', 'at'];
    process.stdout.write(`${renderTable(columns, jobs.map(rowOf) as never, { width: terminalWidth() })}\n`);
  }
  return 0;
}

export async function jobsShowCommand(session: Session, id: string): Promise<number> {
  const jobs = await jobsOf(session);
  const job = known(await jobs.get(id), id);
  const log = known(await jobs.log(id), id);
  if (session.options.format === 'json' || session.options.format === 'ndjson') {
    process.stdout.write(`${JSON.stringify({ ...job, log })}\n`);
    return 0;
  }
  process.stdout.write(`${job.kind} ${job.id}  ${endOf(job)}\n`);
  process.stdout.write(`started by ${printable(job.by)} at ${job.queuedAt}: ${printable(JSON.stringify(job.about))}\n`);
  if (job.result) process.stdout.write(`result ${printable(JSON.stringify(job.result))}\n`);
  if (log.dropped > 0) process.stdout.write(`… ${log.dropped} earlier lines\n`);
  for (const { at, level, text } of log.lines) process.stdout.write(`${at} ${level} ${printable(text)}\n`);
  return 0;
}

export async function jobsCancelCommand(session: Session, id: string): Promise<number> {
  const { environment } = session;
  const job = known(await (await jobsOf(session)).cancel(id, localAdministrator.name), id);
  const { name } = localAdministrator;
  await new ChainedAuditLog((await environment.store()).records()).add({
    at: new Date(environment.now()).toISOString(),
    ...{ caller: name, by: 'command', credential: name, act: 'job.cancel', what: id, outcome: 'ok' },
  });
  if (session.options.format === 'json' || session.options.format === 'ndjson')
    process.stdout.write(`${JSON.stringify(job)}\n`);
  else process.stdout.write(`job ${id} was asked to end\n`);
  return 0;
}

function rowOf(job: Job): Readonly<Record<string, string>> {
  const { id, kind, by, queuedAt, progress } = job;
  const share = progress.fraction === null ? '' : ` ${Math.round(progress.fraction * 100)} %`;
  const at = job.state === 'running' ? printable(`${progress.step}${share}`) : '';
  return { id, kind, state: endOf(job), by: printable(by), since: queuedAt, at };
}

function endOf({ state, failure, cancelledBy }: Job): string {
  if (failure) return `${state}: ${printable(failure.message)} [${failure.code}]`;
  return cancelledBy === null ? state : `${state} by ${printable(cancelledBy)}`;
}
