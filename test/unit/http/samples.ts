import { setTimeout as pause } from 'node:timers/promises';
import { localAdministrator } from '../../../src/callers/caller.js';
import type { routes } from '../../../src/http/routes/index.js';
import { isOver } from '../../../src/jobs/index.js';
import type { TestService } from './service.js';

export interface Sample {
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  /** The answer tells nothing of the data: a row scope changes nothing about it. */
  readonly noData?: boolean;
  /** What has to be there; the path that is then asked. */
  readonly prepare?: (service: TestService) => Promise<string>;
}

const source = encodeURIComponent('arn:aws:s3:::larkfield-home');
const lena = 'arn:aws:iam::111122223333:user/lena';

/** A dump that no connector knows: the job is accepted and fails, and the store stays as it is. */
const broken = { files: { 'aws.json': {} } };

async function idle({ desk }: TestService): Promise<void> {
  while ((await desk.list(localAdministrator)).some((job) => !isOver(job))) await pause(20);
}

/** The id of a job that just began. */
async function begun(service: TestService): Promise<string> {
  await idle(service);
  return (await service.desk.ingest(localAdministrator, { provider: 'aws', files: { 'aws.json': '{}' } })).id;
}

async function over(service: TestService): Promise<string> {
  const id = await begun(service);
  await idle(service);
  return id;
}

/** One good request of every route, about the sample organisation. A route without one does not compile, and is told by a test. */
export const samples: Readonly<Record<keyof typeof routes, Sample>> = {
  query: { path: '/v1/query', body: { query: 'config from iam where source.public = true' } },
  explainQuery: {
    path: '/v1/query/explain',
    body: { query: 'config from iam where source.public = true' },
    noData: true,
  },
  completeQuery: {
    path: '/v1/query/complete',
    body: { query: "config from iam where dest.cloud.account = '" },
  },
  listQueries: { path: '/v1/queries', noData: true },
  runQuery: { path: '/v1/queries/public-data-read/run', body: {} },
  check: {
    path: '/v1/access/check',
    body: { principal: lena, action: 's3:GetObject', resource: 'arn:aws:s3:::larkfield-home' },
  },
  simulate: {
    path: '/v1/access/simulate',
    body: '{"provider":"kubernetes","request":{},"objects":[]}',
    type: 'application/x-ndjson',
    noData: true,
  },
  findPaths: { path: `/v1/paths?identity=${encodeURIComponent(lena)}&resource=${source}` },
  getIdentity: { path: `/v1/identities/${encodeURIComponent(lena)}` },
  getResource: { path: `/v1/resources/${source}` },
  status: { path: '/v1/status' },
  listSnapshots: { path: '/v1/snapshots', noData: true },
  diff: { path: '/v1/diff?from=2026-11-01&to=2026-11-24', noData: true },
  ingest: {
    path: '/v1/ingest/aws',
    body: broken,
    prepare: async (service) => {
      await idle(service);
      return '/v1/ingest/aws';
    },
  },
  listJobs: { path: '/v1/jobs', prepare: async (service) => over(service).then(() => '/v1/jobs') },
  getJob: { path: '/v1/jobs/none', prepare: async (service) => `/v1/jobs/${await begun(service)}` },
  getJobLog: { path: '/v1/jobs/none', prepare: async (service) => `/v1/jobs/${await over(service)}/log` },
  cancelJob: { path: '/v1/jobs/none', prepare: async (service) => `/v1/jobs/${await begun(service)}/cancel` },
  metrics: { path: '/metrics' },
};
