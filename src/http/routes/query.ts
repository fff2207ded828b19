import { z } from 'zod';
import { type Answer, type Asked, route } from '../route.js';
import * as asking from '../schemas/asking.js';
import { queryAnswer, row, rowsPage } from '../schemas/rows.js';

/** What may be asked along with any query. */
const along = {
  params: asking.parameters.optional(),
  context: asking.context.optional(),
  reach: asking.reach.optional(),
  limit: asking.limit.optional(),
  cursor: asking.cursor.optional(),
  count: z.boolean().optional().describe('count beyond the page'),
};

const queryBody = z.strictObject({ query: asking.queryText, ...along }).meta({ id: 'QueryRequest' });
const runBody = z.strictObject(along).meta({ id: 'RunRequest' });

type Asking = z.infer<typeof runBody>;

/** A page where no limit is given. */
const usualPage = 100;

const lines = 'one row a line, as they are found; the connection breaks off where an error comes in between';

const rowAnswers = (json: z.ZodType) => ({
  200: {
    description: 'a page of rows, or the answer to a question of another kind; as NDJSON or CSV: all rows',
    content: {
      'application/json': json,
      'application/x-ndjson': row.describe(lines),
      'text/csv': z.string().describe('columns that fit one line, with a header'),
    },
  },
});

export const queryRoute = route({
  ...{ method: 'post', path: '/v1/query', operation: 'query', tag: 'Questions' },
  summary: 'Ask in RQL, or in words',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: ({ body }) => body.query,
  body: queryBody,
  streams: ['ndjson', 'csv'],
  answers: rowAnswers(queryAnswer),
  handle: ({ body: { query, ...rest } }, asked) => answered(asked, 'query', { text: query, ...input(rest) }),
});

export const runRoute = route({
  ...{ method: 'post', path: '/v1/queries/{id}/run', operation: 'runQuery', tag: 'Saved queries' },
  summary: 'Run a saved query',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: ({ params }) => params.id,
  params: z.object({ id: asking.text(200, 'id, or `pack/id`') }),
  body: runBody,
  streams: ['ndjson', 'csv'],
  answers: rowAnswers(rowsPage),
  handle: ({ params: { id }, body }, asked) => answered(asked, 'run', { id, ...input(body) }),
});

export const queriesRoute = route({
  ...{ method: 'get', path: '/v1/queries', operation: 'listQueries', tag: 'Saved queries' },
  summary: 'Saved queries, by pack',
  needs: 'reader',
  costs: 'light',
  audited: null,
  query: z.strictObject({
    pack: asking.text(100, 'only this pack').optional(),
    severity: z.enum(['critical', 'high', 'medium', 'low', 'info']).optional(),
  }),
  answers: {
    200: {
      description: 'all of them, the gravest of a pack first',
      content: {
        'application/json': z
          .object({
            queries: z.array(
              z
                .object({
                  id: z.string(),
                  pack: z.string(),
                  title: z.string(),
                  severity: z.string(),
                  text: z.string(),
                  parameters: z.array(z.object({ name: z.string(), type: z.string() }).loose()),
                })
                .loose(),
            ),
          })
          .meta({ id: 'SavedQueries' }),
      },
    },
  },
  handle: async ({ query }, { services, who, signal }) => services.evaluate({ who, signal }, 'queries', query),
});

export const explainRoute = route({
  ...{ method: 'post', path: '/v1/query/explain', operation: 'explainQuery', tag: 'Questions' },
  summary: 'How a query would be answered',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: null,
  body: z.strictObject({
    query: asking.queryText,
    params: asking.parameters.optional(),
    reach: asking.reach.optional(),
  }),
  answers: {
    200: {
      description: 'the plan, with what the index expects of each way in',
      content: {
        'application/json': z.object({ kind: z.string(), plan: z.array(z.string()) }).meta({ id: 'QueryPlan' }),
      },
    },
  },
  handle: ({ body }, { services, who, signal }) =>
    services.evaluate({ who, signal }, 'explain', {
      text: body.query,
      ...(body.params ? { parameters: body.params } : {}),
      ...(body.reach ? { reach: body.reach } : {}),
    }),
});

export const completeRoute = route({
  ...{ method: 'post', path: '/v1/query/complete', operation: 'completeQuery', tag: 'Questions' },
  summary: 'What may stand at a place of a query',
  needs: 'reader',
  costs: 'evaluation',
  audited: null,
  body: z.strictObject({
    query: z.string().max(100_000),
    offset: z.int().min(0).optional().describe('UTF-16 offset of the place; default: the end'),
    limit: z.int().min(1).max(1000).optional().describe('default 100'),
  }),
  answers: {
    200: {
      description: 'candidates, and what each replaces',
      content: {
        'application/json': z
          .object({
            span: z.array(z.int()).describe('UTF-16 offsets, end exclusive'),
            candidates: z.array(z.object({ text: z.string() }).loose()),
          })
          .meta({ id: 'Completions' }),
      },
    },
  },
  handle: ({ body: { query, offset = query.length, limit = 100 } }, { services, who, signal }) =>
    services.evaluate({ who, signal }, 'complete', { text: query, offset: Math.min(offset, query.length), limit }),
});

function input({ params, ...rest }: Asking): object {
  return { ...rest, ...(params ? { parameters: params } : {}) };
}

/** A page as JSON, or all rows as they are found. */
async function answered(
  { services, who, signal, format }: Asked,
  operation: 'query' | 'run',
  asked: object,
): Promise<Answer> {
  if (format === 'json') return services.evaluate({ who, signal }, operation, { page: usualPage, ...asked });
  return { stream: (take) => services.evaluate({ who, signal }, operation, { ...asked, format }, take) };
}
