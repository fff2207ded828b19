import { z } from 'zod';
import { restricted } from '../../callers/scope.js';
import { HttpError } from '../problem.js';
import { route } from '../route.js';

export const metricsRoute = route({
  ...{ method: 'get', path: '/metrics', operation: 'metrics', tag: 'State' },
  summary: 'Figures for Prometheus: latencies, places, ages of scopes',
  needs: 'reader',
  costs: 'light',
  audited: null,
  answers: { 200: { description: 'the text format of Prometheus', content: { 'text/plain': z.string() } } },
  handle: async (_input, { services, who: { caller } }) => {
    // They name every scope.
    if (restricted(caller)) throw new HttpError(403, 'outside-your-scope', 'figures are for who may see every scope');
    const { text, contentType } = await services.figures();
    return { text, headers: { 'content-type': contentType } };
  },
});
