import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { Express } from 'express';
import { GrantgraphError } from '../base/errors.js';
import { makeApp } from './app.js';
import { answerBroken } from './broken-request.js';
import { Service, type ServiceParts } from './service.js';

/** A service that listens. */
export class RunningServer {
  /** The present one, and those that listen no more but still answer. */
  private readonly servers = new Set<Server>();

  private constructor(
    readonly service: Service,
    private readonly app: Express,
    private current: Server,
  ) {
    this.servers.add(current);
  }

  /** Errors: `cannot-listen`, `invalid-tls`. */
  static async start(parts: ServiceParts): Promise<RunningServer> {
    const service = new Service(parts);
    const app = makeApp(service);
    const { host, port } = parts.settings;
    return new RunningServer(service, app, await listening(makeServer(service, app), host, port));
  }

  get url(): string {
    const { address, family, port } = this.current.address() as AddressInfo;
    const shown = family === 'IPv6' ? `[${address}]` : address;
    return `${this.service.settings.tls ? 'https' : 'http'}://${shown}:${port}`;
  }

  /** Listens on another address from now on; what was connected stays so. Errors: `cannot-listen`. */
  async moveTo(host: string): Promise<void> {
    const { port } = this.current.address() as AddressInfo;
    this.current.close();
    this.current = await listening(makeServer(this.service, this.app), host, port);
    this.servers.add(this.current);
  }

  /** Lets running requests end, for as long as the settings say, then stops what is left. */
  async close(): Promise<void> {
    const { service } = this;
    service.draining = true;
    const closed = Promise.all([...this.servers].map(ended));
    const patience = setTimeout(() => {
      service.end();
      // What was stopped still gets to say so.
      setTimeout(() => {
        for (const server of this.servers) server.closeAllConnections();
      }, 500).unref();
    }, service.settings.limits.drainMs);
    await closed;
    clearTimeout(patience);
    service.end();
  }
}

/** Comes back when the last of its connections is closed; who keeps one open is let go after the answer that is under way. */
async function ended(server: Server): Promise<void> {
  server.close();
  for (;;) {
    server.closeIdleConnections();
    const count = await new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open ?? 0)));
    if (count === 0) return;
    await pause(50);
  }
}

async function listening(server: Server, host: string, port: number): Promise<Server> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new GrantgraphError('cannot-listen', `cannot listen on \`${host}\`, port ${port}: ${reasons[code] ?? code}`, {
      exit: 2,
      hint: 'give another with --port and --host',
      cause,
    });
  }
  return server;
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'somebody else listens there',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such name',
};

function makeServer(service: Service, app: Express): Server {
  const { limits, tls } = service.settings;
  const options = {
    // A client that sends its head letter by letter holds a connection, and nothing else, for this long.
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1000, limits.headMs),
    keepAliveTimeout: 5000,
    maxHeaderSize: 16 * 1024,
  };
  const server = tls ? createHttpsServer({ ...options, ...secured(tls) }, app) : createHttpServer(options, app);
  server.on('clientError', answerBroken);
  server.maxConnections = limits.connections;
  server.maxHeadersCount = 100;
  return server;
}

function secured({ key, cert, clientCa }: NonNullable<Service['settings']['tls']>): object {
  try {
    createSecureContext({ key, cert, ...(clientCa === undefined ? {} : { ca: clientCa }) });
  } catch (cause) {
    throw new GrantgraphError('invalid-tls', 'key and certificate are none, or do not fit each other', {
      exit: 2,
      hint: 'both are PEM; the certificate comes first in its chain',
      cause,
    });
  }
  return {
    ...{ key, cert, minVersion: 'TLSv1.2' },
    // Who shows no certificate may still have a token.
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
  };
}
