import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Authenticated } from '../callers/authenticator.js';
import type { Service } from './service.js';

/** One request and what is known of it so far. */
export class Exchange {
  readonly id: string;
  readonly began = performance.now();
  operation = 'none';
  who: Authenticated | null = null;
  /** What the audit log says was asked; null = nothing that stands in it. */
  what: string | null = null;
  rows = 0;
  private readonly gone = new AbortController();
  private inLog = false;

  constructor(
    private readonly service: Service,
    private readonly request: Request,
    response: Response,
  ) {
    this.id = idOf(request);
    service.live.add(this);
    response.once('close', () => {
      service.live.delete(this);
      if (!response.writableFinished) this.stop();
      this.close(response.statusCode, response.writableFinished);
    });
  }

  /** Of the route that was found. */
  static of(response: Response): Exchange {
    return response.locals['exchange'] as Exchange;
  }

  /** Ends when the client goes away, or the service ends. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  stop(): void {
    this.gone.abort();
  }

  get ms(): number {
    return performance.now() - this.began;
  }

  /** Writes what was asked into the audit log, once; it is there before the answer goes out. */
  async audit(outcome: string): Promise<void> {
    if (this.what === null || this.who === null || this.inLog) return;
    this.inLog = true;
    const { caller, by, credential } = this.who;
    await this.service.audit.add({
      at: new Date().toISOString(),
      ...{ caller: caller.name, by, credential, requestId: this.id },
      from: this.request.socket.remoteAddress ?? '',
      ...{ act: this.operation, what: this.what.slice(0, 10_000), outcome },
      ...{ rows: this.rows, ms: Math.round(this.ms * 10) / 10 },
    });
  }

  private close(status: number, whole: boolean): void {
    const { metrics, log } = this.service;
    const told = whole ? status : 499;
    metrics.requests.observe({ operation: this.operation, status: told }, this.ms / 1000);
    if (this.rows > 0) metrics.rows.inc({ operation: this.operation }, this.rows);
    log.info({
      requestId: this.id,
      operation: this.operation,
      status: told,
      ms: Math.round(this.ms * 10) / 10,
      rows: this.rows,
      caller: this.who?.caller.name ?? null,
      credential: this.who?.credential ?? null,
      from: this.request.socket.remoteAddress ?? null,
    });
    if (!whole) void this.audit('cancelled').catch(() => {});
  }
}

/** The client's own id where it is a harmless word. */
function idOf(request: Request): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
