import type { routes } from '../http/routes/index.js';

/** How each operation is called. That it agrees with the route table is tested; so a client need not load the service. */
export const operations = {
  query: ['post', '/v1/query'],
  explainQuery: ['post', '/v1/query/explain'],
  completeQuery: ['post', '/v1/query/complete'],
  listQueries: ['get', '/v1/queries'],
  runQuery: ['post', '/v1/queries/{id}/run'],
  check: ['post', '/v1/access/check'],
  simulate: ['post', '/v1/access/simulate'],
  findPaths: ['get', '/v1/paths'],
  getIdentity: ['get', '/v1/identities/{id}'],
  getResource: ['get', '/v1/resources/{id}'],
  status: ['get', '/v1/status'],
  listSnapshots: ['get', '/v1/snapshots'],
  diff: ['get', '/v1/diff'],
  ingest: ['post', '/v1/ingest/{provider}'],
  listJobs: ['get', '/v1/jobs'],
  getJob: ['get', '/v1/jobs/{id}'],
  getJobLog: ['get', '/v1/jobs/{id}/log'],
  cancelJob: ['post', '/v1/jobs/{id}/cancel'],
  metrics: ['get', '/metrics'],
} as const satisfies Readonly<Record<keyof typeof routes, readonly ['get' | 'post' | 'delete', string]>>;
