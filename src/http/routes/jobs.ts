import { z } from 'zod';
import { isOver } from '../../jobs/contract.js';
import { route } from '../route.js';
import * as schemas from '../schemas/jobs.js';
import { problem } from '../schemas/problem.js';

const id = z.object({ id: z.string().regex(/^[0-9a-z]{1,40}$/, 'no id of a job') });
const about = { tag: 'Jobs', needs: 'admin', costs: 'light' } as const;
const busy = { description: 'another job of the provider goes on', content: { 'application/problem+json': problem } };
const one = { 'application/json': schemas.job };

export const ingestRoute = route({
  ...about,
  ...{ method: 'post', path: '/v1/ingest/{provider}', operation: 'ingest' },
  summary: 'Replace what a dump, or a collection, brings: a job, one of a provider at a time',
  audited: ({ params, body }) =>
    `${params.provider} ${body.from ?? (body.live ? 'live' : Object.keys(body.files ?? {}).join(' '))}`,
  params: z.object({ provider: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'no name of a provider') }),
  body: schemas.ingestRequest,
  largeBody: true,
  answers: { 202: { description: 'accepted: `location` says where it is told of', content: one }, 409: busy },
  handle: async ({ params: { provider }, body: { files, ...body } }, { services, who }) => {
    const texts = files === undefined ? {} : { files: textsOf(files) };
    const job = await services.jobs.ingest(who.caller, { provider, ...present(body), ...texts });
    return { status: 202, json: job, headers: { location: `/v1/jobs/${job.id}` } };
  },
});

export const jobsRoute = route({
  ...about,
  ...{ method: 'get', path: '/v1/jobs', operation: 'listJobs' },
  summary: 'Jobs that go on and those that are over, the newest first',
  audited: null,
  query: z.strictObject({
    running: z.stringbool().optional().describe('only those that are not over, or only those that are'),
    limit: z.coerce.number().int().min(1).max(500).optional(),
  }),
  answers: { 200: { description: 'the jobs', content: { 'application/json': schemas.jobList } } },
  handle: async ({ query: { running, limit } }, { services, who }) => {
    const jobs = await services.jobs.list(who.caller);
    const wanted = running === undefined ? jobs : jobs.filter((job) => isOver(job) !== running);
    return { json: { jobs: wanted.slice(0, limit ?? 100) } };
  },
});

export const jobRoute = route({
  ...about,
  ...{ method: 'get', path: '/v1/jobs/{id}', operation: 'getJob' },
  summary: 'How far a job is, or what became of it',
  audited: null,
  params: id,
  answers: { 200: { description: 'the job', content: one } },
  handle: async ({ params }, { services, who }) => ({ json: await services.jobs.get(who.caller, params.id) }),
});

export const jobLogRoute = route({
  ...about,
  ...{ method: 'get', path: '/v1/jobs/{id}/log', operation: 'getJobLog' },
  summary: 'The newest lines of a job',
  audited: null,
  params: id,
  answers: { 200: { description: 'its lines', content: { 'application/json': schemas.jobLog } } },
  handle: async ({ params }, { services, who }) => ({ json: await services.jobs.log(who.caller, params.id) }),
});

export const cancelJobRoute = route({
  ...about,
  ...{ method: 'post', path: '/v1/jobs/{id}/cancel', operation: 'cancelJob' },
  summary: 'Ask a job to end; it is `cancelled` once it heeds',
  audited: ({ params }) => params.id,
  params: id,
  answers: {
    202: { description: 'asked', content: one },
    409: { description: 'the job is over', content: { 'application/problem+json': problem } },
  },
  handle: async ({ params }, { services, who }) => ({
    status: 202,
    json: await services.jobs.cancel(who.caller, params.id),
  }),
});

/** What is no text is the JSON that the file holds. */
function textsOf(files: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, typeof file === 'string' ? file : JSON.stringify(file)]),
  );
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(options: T): Present<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Present<T>;
}
