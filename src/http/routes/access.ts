import { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { simulate } from '../../commands/simulate.js';
import { route } from '../route.js';
import * as asking from '../schemas/asking.js';
import * as deciding from '../schemas/deciding.js';
import { checkAnswer, pathsAnswer } from '../schemas/rows.js';

export const checkRoute = route({
  ...{ method: 'post', path: '/v1/access/check', operation: 'check', tag: 'Access' },
  summary: 'May this principal do this to that, and why',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: ({ body }) => `${body.principal} ${body.action} ${body.resource}`,
  body: z
    .strictObject({
      principal: asking.text(2048, 'id, name or e-mail'),
      action: asking.text(200, '`s3:GetObject` …'),
      resource: asking.text(2048, 'id or name'),
      context: asking.context.optional(),
      reach: asking.reach.optional(),
      strict: z.boolean().optional().describe('turn verdicts that an uncollected layer could flip into `unknown`'),
    })
    .meta({ id: 'CheckRequest' }),
  answers: {
    200: { description: 'the verdict with its reasons', content: { 'application/json': checkAnswer } },
  },
  handle: ({ body }, { services, who, signal }) => services.evaluate({ who, signal }, 'check', body),
});

export const pathsRoute = route({
  ...{ method: 'get', path: '/v1/paths', operation: 'findPaths', tag: 'Access' },
  summary: 'How an identity reaches a resource: shortest paths first, each hop with its proof',
  needs: 'reader',
  costs: 'evaluation',
  byGeneration: true,
  audited: ({ query }) => `${query.identity} ${query.resource}`,
  query: z.strictObject({
    identity: asking.text(2048, 'id, name or e-mail'),
    resource: asking.text(2048, 'id or name'),
    limit: z.coerce.number().int().min(1).max(100).optional().describe('most paths; default 10'),
    asOf: z.iso.date().optional().describe('the state of that day'),
  }),
  answers: {
    200: { description: 'the paths, or what comes nearest', content: { 'application/json': pathsAnswer } },
  },
  handle: ({ query }, { services, who, signal }) => services.evaluate({ who, signal }, 'paths', query),
});

const verdictLine = z
  .union([
    z.object({ verdict: deciding.verdict, explicit: z.boolean(), because: z.array(deciding.reason) }).loose(),
    z.object({ error: z.object({ code: z.string(), message: z.string() }).loose() }),
  ])
  .meta({ id: 'SimulateResult' });

export const simulateRoute = route({
  ...{ method: 'post', path: '/v1/access/simulate', operation: 'simulate', tag: 'Access' },
  summary: 'Decide inline provider-native policies; nothing of the store is read',
  description:
    'One JSON object, or NDJSON of many: one line of result for each, in order. A bad line has an error in its place.',
  needs: 'reader',
  costs: 'evaluation',
  audited: null,
  body: z.string().min(1).max(50_000_000),
  bodyType: 'application/x-ndjson',
  answers: {
    200: { description: 'a verdict a line', content: { 'application/x-ndjson': verdictLine } },
  },
  handle: async ({ body }) => {
    const pieces: string[] = [];
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        pieces.push(String(chunk));
        // Others have their turn between pieces.
        setImmediate(done);
      },
    });
    await simulate(Readable.from([body]), output);
    return { text: pieces.join(''), headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } };
  },
});
