import { z } from 'zod';
import { route } from '../route.js';
import * as asking from '../schemas/asking.js';

const node = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    type: z.string().nullable(),
    account: z.string().nullable(),
    region: z.string().nullable(),
    aliases: z.array(z.string()),
    tags: z.record(z.string(), z.string()),
    links: z.array(z.object({ kind: z.string(), to: z.string(), name: z.string().nullable() })),
    collectedAt: z.string(),
  })
  .meta({ id: 'Resource' });

const identity = node
  .extend({
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
    actsAs: z.array(z.string()).describe('identities whose sessions are its own'),
  })
  .meta({ id: 'Identity' });

const params = z.object({ id: asking.text(2048, 'id (percent-encoded), name or e-mail') });

const about = { method: 'get', tag: 'Inventory', needs: 'reader', costs: 'evaluation', byGeneration: true } as const;

export const identityRoute = route({
  ...about,
  path: '/v1/identities/{id}',
  operation: 'getIdentity',
  summary: 'What is known of an identity',
  audited: ({ params }) => params.id,
  params,
  answers: { 200: { description: 'the identity', content: { 'application/json': identity } } },
  handle: ({ params: { id } }, { services, who, signal }) => services.evaluate({ who, signal }, 'identity', { id }),
});

export const resourceRoute = route({
  ...about,
  path: '/v1/resources/{id}',
  operation: 'getResource',
  summary: 'What is known of a resource',
  audited: ({ params }) => params.id,
  params,
  answers: { 200: { description: 'the resource', content: { 'application/json': node } } },
  handle: ({ params: { id } }, { services, who, signal }) => services.evaluate({ who, signal }, 'resource', { id }),
});
