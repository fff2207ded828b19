import { z } from 'zod';
import { route } from '../route.js';
import * as asking from '../schemas/asking.js';
import { changesPage } from '../schemas/rows.js';

const generation = z
  .object({ number: z.int(), collectedAt: z.string(), createdAt: z.string(), facts: z.int() })
  .meta({ id: 'Generation' });

export const statusRoute = route({
  ...{ method: 'get', path: '/v1/status', operation: 'status', tag: 'State' },
  summary: 'Scopes, parts, their ages, and what was found wrong while they were read',
  needs: 'reader',
  costs: 'light',
  audited: null,
  answers: {
    200: {
      description: 'the state of the store',
      content: {
        'application/json': z
          .object({
            generation: generation.nullable(),
            parts: z.array(
              z
                .object({
                  provider: z.string(),
                  scope: z.string(),
                  part: z.string(),
                  collectedAt: z.string(),
                  facts: z.int(),
                  stale: z.string().nullable(),
                  ageSeconds: z.number(),
                })
                .loose(),
            ),
            problems: z.array(z.object({}).loose()),
          })
          .meta({ id: 'Status' }),
      },
    },
  },
  handle: (_input, { services, who, signal }) => services.evaluate({ who, signal }, 'status', {}),
});

export const snapshotsRoute = route({
  ...{ method: 'get', path: '/v1/snapshots', operation: 'listSnapshots', tag: 'State' },
  summary: 'Generations and their dates, oldest first',
  needs: 'reader',
  costs: 'light',
  byGeneration: true,
  audited: null,
  answers: {
    200: {
      description: 'all of them',
      content: { 'application/json': z.object({ snapshots: z.array(generation) }).meta({ id: 'Snapshots' }) },
    },
  },
  handle: (_input, { services, who, signal }) => services.evaluate({ who, signal }, 'snapshots', {}),
});

const day = z.iso.date();

export const diffRoute = route({
  ...{ method: 'get', path: '/v1/diff', operation: 'diff', tag: 'State' },
  summary: 'Who gained and who lost what between two days, and by which change',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: ({ query }) => changes(query),
  query: z.strictObject({
    from: day,
    to: day,
    reach: asking.reach.optional(),
    limit: asking.limitText.optional(),
    cursor: asking.cursor.optional(),
  }),
  answers: { 200: { description: 'a page of changes', content: { 'application/json': changesPage } } },
  handle: ({ query: { from, to, ...rest } }, { services, who, signal }) =>
    services.evaluate({ who, signal }, 'query', { page: 100, ...rest, text: changes({ from, to }) }),
});

function changes({ from, to }: { readonly from: string; readonly to: string }): string {
  return `what changed between '${from}' and '${to}'`;
}
