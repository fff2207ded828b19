import { type Request, Router } from 'express';
import { restricted } from '../callers/scope.js';
import { credentialsOf } from './request-credentials.js';
import type { Service } from './service.js';

/** Health for whoever runs the service: no token is needed, and without one it only tells how many scopes are old, not which. */
export function healthRouter(service: Service): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.setHeader('cache-control', 'no-store');
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (request, response) => {
    const { ready, reason, staleScopes } = await service.readiness();
    const known = await mayKnow(service, request);
    response.setHeader('cache-control', 'no-store');
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      ...(reason === null ? {} : { reason }),
      staleScopes: known ? staleScopes : staleScopes.length,
    });
  });
  return router;
}

/** Only whoever sees everything is told names of scopes here. */
async function mayKnow(service: Service, request: Request): Promise<boolean> {
  if (request.headers.authorization === undefined) return false;
  try {
    const { caller } = await service.authenticator.authenticate(credentialsOf(request));
    return !restricted(caller);
  } catch {
    return false;
  }
}
