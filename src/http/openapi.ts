import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { compatibleProblem } from './compatible/schemas.js';
import type { AnyRoute, Described } from './route.js';
import { problem } from './schemas/problem.js';

extendZodWithOpenApi(z);

type Responses = Parameters<OpenAPIRegistry['registerPath']>[0]['responses'];

const failures: Readonly<Record<number, string>> = {
  400: 'the request is wrong: the code, the place and a hint',
  401: 'nobody knows who you are',
  403: 'not with your role, or outside your scope',
  404: 'nothing of this name',
  406: 'nothing that you accept is offered',
  410: 'the state that the cursor belongs to is no longer kept',
  413: 'too large',
  415: 'another media type is expected',
  431: 'the address or the headers are too long',
  429: 'too many requests; `retry-after` says when to come again',
  500: 'the service failed; its log tells more under the request id',
  503: 'not now: overloaded, or the store cannot be reached',
  504: 'it took longer than the service allows',
};

/** The OpenAPI 3.1 document of a route table, from the schemas that validate. */
export function openApiOf(
  table: readonly AnyRoute[],
  version: string,
): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'an API token (`grantgraph token create`), or an access token of the OpenID Connect issuer',
  });
  const session = registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'header',
    name: 'x-redlock-auth',
    description: 'a session that `POST /login` began, or an API token',
  });
  for (const route of table) registry.registerPath(pathOf(route, route.form ? session.name : bearer.name));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'grantgraph',
      version,
      description: 'Who can do what to which resource, by which path, and why.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(table.map(({ tag }) => tag))].map((name) => ({ name })),
  });
}

function pathOf(route: AnyRoute, scheme: string): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const { method, path, operation, tag, summary, description, needs, params, query, body, bodyType } = route;
  return {
    ...{ method, path, operationId: operation, tags: [tag], summary },
    description: [description, needs === null ? '' : `Role: ${needs}.`].filter(Boolean).join(' '),
    security: needs === null ? [] : [{ [scheme]: [] }],
    request: {
      ...(params ? { params: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...(body ? { body: { required: true, content: contentOf(body, bodyType) } } : {}),
    },
    responses: responsesOf(route),
  };
}

/** Lines of JSON may also come as the one object that they are made of. */
function contentOf(body: z.ZodType, type = 'application/json'): Record<string, { schema: z.ZodType }> {
  if (type === 'application/json') return { [type]: { schema: body } };
  return { 'application/json': { schema: z.object({}).loose() }, [type]: { schema: body } };
}

function responsesOf({ answers, needs, body, byGeneration, form }: AnyRoute): Responses {
  const responses: Responses = {};
  for (const [status, described] of Object.entries(answers)) responses[status] = responseOf(described);
  if (byGeneration) responses['304'] = { description: 'as it was when the ETag was given' };
  for (const [status, description] of Object.entries(failures)) {
    if (needs === null && !form && ['401', '403', '429'].includes(status)) continue;
    if (!body && ['413', '415'].includes(status)) continue;
    const content = form
      ? { 'application/json': { schema: compatibleProblem } }
      : { 'application/problem+json': { schema: problem } };
    responses[status] ??= { description, content };
  }
  return responses;
}

function responseOf({ description, content = {} }: Described): Responses[string] {
  return {
    description,
    content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
  };
}
