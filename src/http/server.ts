import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeApp } from './app.js';
import { answerBroken } from './broken-request.js';
import { Service, type ServiceParts } from './service.js';

export interface RunningServer {
  readonly url: string;
  readonly service: Service;
  /** Lets running requests end, for as long as the settings say, then stops what is left. */
  close(): Promise<void>;
}

/** Starts to listen. Errors of the system: a port that is taken, a key that does not fit. */
export async function startServer(parts: ServiceParts): Promise<RunningServer> {
  const service = new Service(parts);
  const { host, port, tls } = parts.settings;
  const server = makeServer(service);
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${address.port}`,
    service,
    close: () => drain(server, service),
  };
}

function makeServer(service: Service): Server {
  const { limits, tls } = service.settings;
  const app = makeApp(service);
  const options = {
    // A client that sends its head letter by letter holds a connection, and nothing else, for this long.
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1000, limits.headMs),
    keepAliveTimeout: 5000,
    maxHeaderSize: 16 * 1024,
  };
  const server = tls
    ? createHttpsServer(
        {
          ...options,
          key: tls.key,
          cert: tls.cert,
          minVersion: 'TLSv1.2',
          ...(tls.clientCa === undefined
            ? {}
            : // Who shows none may still have a token.
              { ca: tls.clientCa, requestCert: true, rejectUnauthorized: false }),
        },
        app,
      )
    : createHttpServer(options, app);
  server.on('clientError', answerBroken);
  server.maxConnections = limits.connections;
  server.maxHeadersCount = 100;
  return server;
}

async function drain(server: Server, service: Service): Promise<void> {
  service.draining = true;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const patience = setTimeout(() => {
    service.end();
    // What was stopped still gets to say so.
    setTimeout(() => server.closeAllConnections(), 500).unref();
  }, service.settings.limits.drainMs);
  await closed;
  clearTimeout(patience);
  service.end();
}
