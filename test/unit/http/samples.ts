import type { routes } from '../../../src/http/routes/index.js';

export interface Sample {
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  /** The answer tells nothing of the data: a row scope changes nothing about it. */
  readonly noData?: boolean;
}

const source = encodeURIComponent('arn:aws:s3:::larkfield-home');
const lena = 'arn:aws:iam::111122223333:user/lena';

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
  metrics: { path: '/metrics' },
};
