import { compatibleRoutes } from '../compatible/routes.js';
import type { AnyRoute } from '../route.js';
import { checkRoute, pathsRoute, simulateRoute } from './access.js';
import { identityRoute, resourceRoute } from './inventory.js';
import { cancelJobRoute, ingestRoute, jobLogRoute, jobRoute, jobsRoute } from './jobs.js';
import { metricsRoute } from './metrics.js';
import { completeRoute, explainRoute, queriesRoute, queryRoute, runRoute } from './query.js';
import { diffRoute, snapshotsRoute, statusRoute } from './state.js';

/** Every route of the API, as the typed client has them. What stands here is validated, documented, metered, audited and guarded; nothing else is served but health and documents. */
export const routes = {
  query: queryRoute,
  explainQuery: explainRoute,
  completeQuery: completeRoute,
  listQueries: queriesRoute,
  runQuery: runRoute,
  check: checkRoute,
  simulate: simulateRoute,
  findPaths: pathsRoute,
  getIdentity: identityRoute,
  getResource: resourceRoute,
  status: statusRoute,
  listSnapshots: snapshotsRoute,
  diff: diffRoute,
  ingest: ingestRoute,
  listJobs: jobsRoute,
  getJob: jobRoute,
  getJobLog: jobLogRoute,
  cancelJob: cancelJobRoute,
  metrics: metricsRoute,
} as const satisfies Readonly<Record<string, AnyRoute>>;

/** The same, and the routes that another product's clients call. */
export const routeTable: readonly AnyRoute[] = [...Object.values(routes), ...Object.values(compatibleRoutes)];
