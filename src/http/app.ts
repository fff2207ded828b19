import compression from 'compression';
import cors from 'cors';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { compatibleError } from './compatible/errors.js';
import { docsRouter } from './docs.js';
import { Exchange } from './exchange.js';
import { handlerOf } from './handle.js';
import { healthRouter } from './health.js';
import { HttpError, problemOf, statusOf } from './problem.js';
import { addressRate, credentialRate, FailureRate } from './rates.js';
import { credentialsOf } from './request-credentials.js';
import type { AnyRoute } from './route.js';
import { routeTable } from './routes/index.js';
import type { Service } from './service.js';

/** The whole face: what everybody may read (health, documents), then who is there, then the route table. */
export function makeApp(service: Service, table: readonly AnyRoute[] = routeTable): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(begin(service));
  app.use(helmet({ strictTransportSecurity: service.settings.tls !== undefined, crossOriginEmbedderPolicy: true }));
  const { corsOrigins } = service.settings;
  if (corsOrigins && corsOrigins.length > 0)
    app.use(cors({ origin: [...corsOrigins], exposedHeaders: ['etag', 'x-request-id', 'retry-after'], maxAge: 600 }));
  app.use(compressed());
  app.use(healthRouter(service));
  app.use(docsRouter(table));
  const { limits } = service.settings;
  const failures = new FailureRate(limits.failuresPerMinute);
  app.use(failures.gate);
  register(
    app,
    service,
    table.filter(({ needs }) => needs === null),
    [addressRate()],
  );
  app.use(authenticate(service), credentialRate(limits.perMinute));
  register(
    app,
    service,
    table.filter(({ needs }) => needs !== null),
  );
  app.use(nothingHere);
  app.use(tell(service, table, failures));
  return app;
}

function begin(service: Service): RequestHandler {
  return (request, response, next) => {
    const exchange = new Exchange(service, request, response);
    response.locals['exchange'] = exchange;
    response.setHeader('x-request-id', exchange.id);
    if (service.draining) response.setHeader('connection', 'close');
    next();
  };
}

/** Only where it is wanted: it stands between every answer and its socket. */
function compressed(): RequestHandler {
  const compress = compression();
  return (request, response, next) =>
    request.headers['accept-encoding'] === undefined ? next() : compress(request, response, next);
}

function authenticate(service: Service): RequestHandler {
  return async (request, response, next) => {
    Exchange.of(response).who = await service.authenticator.authenticate(credentialsOf(request));
    next();
  };
}

function register(
  app: Express,
  service: Service,
  table: readonly AnyRoute[],
  before: readonly RequestHandler[] = [],
): void {
  const methods = new Map<string, string[]>();
  for (const route of table) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const handler = handlerOf(route, service);
    app[route.method](path, name(route), ...before, handler);
    methods.set(path, [...(methods.get(path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) app.all(path, notThisMethod(allowed));
}

function name({ operation }: AnyRoute): RequestHandler {
  return (_request, response, next) => {
    Exchange.of(response).operation = operation;
    next();
  };
}

function notThisMethod(allowed: readonly string[]): RequestHandler {
  return () => {
    throw new HttpError(405, 'method-not-allowed', 'this route takes another method', {
      headers: { allow: allowed.join(', ') },
      hint: allowed.join(', '),
    });
  };
}

function nothingHere(_request: Request, _response: Response): never {
  throw new HttpError(404, 'no-such-route', 'there is no such route', { hint: 'see /docs' });
}

/** The one place that turns errors into answers. */
function tell(service: Service, table: readonly AnyRoute[], failures: FailureRate): ErrorRequestHandler {
  const compatible = new Set(table.filter(({ form }) => form === 'compatible').map(({ path }) => path));
  return async (error: unknown, request, response, _next) => {
    const exchange = Exchange.of(response);
    const known = ofFramework(error);
    const problem = problemOf(known, exchange.id);
    if (statusOf(known) >= 500 && problem.code === 'internal' && !exchange.signal.aborted)
      service.log.error({ requestId: exchange.id, operation: exchange.operation, err: error });
    service.metrics.refused.inc({ code: problem.code });
    if (problem.status === 401) await failures.count(request);
    await exchange.audit(problem.code).catch(() => {});
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    for (const [header, value] of Object.entries(headersOf(known))) response.setHeader(header, value);
    response.setHeader('cache-control', 'no-store');
    response.status(problem.status);
    if (compatible.has(request.path)) {
      const { headers, body } = compatibleError(problem);
      for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
      response.type('application/json').send(JSON.stringify(body));
    } else response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  const own = error instanceof HttpError ? (error.more.headers ?? {}) : {};
  return statusOf(error) === 401 ? { 'www-authenticate': 'Bearer realm="grantgraph"', ...own } : own;
}

/** What the framework itself refuses: an address that cannot be decoded. */
function ofFramework(error: unknown): unknown {
  if (error instanceof URIError) return new HttpError(400, 'malformed-url', 'the address cannot be decoded');
  return error;
}
