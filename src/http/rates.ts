import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, MemoryStore, type Options, rateLimit } from 'express-rate-limit';
import { Exchange } from './exchange.js';
import { HttpError } from './problem.js';

const windowMs = 60_000;
/** Requests a minute of one address to routes that are for everybody. */
const openPerMinute = 300;

/** Whoever guesses tokens is slowed down; whoever shows a good one is not, however many requests are under way. */
export class FailureRate {
  private readonly store = new MemoryStore();

  constructor(private readonly perMinute: number) {
    this.store.init({ windowMs } as Options);
  }

  /** Before anything is looked at. */
  readonly gate: RequestHandler = async (request, _response, next) => {
    const found = await this.store.get(addressOf(request));
    const many = found !== undefined && found.totalHits >= this.perMinute;
    next(many ? tooMany(Math.ceil(((found.resetTime?.getTime() ?? Date.now()) - Date.now()) / 1000)) : undefined);
  };

  /** Somebody could not show who he is. */
  async count(request: Request): Promise<void> {
    await this.store.increment(addressOf(request));
  }
}

/** Requests of one credential in a minute. */
export function credentialRate(perMinute: number): RequestHandler {
  return limited(perMinute, (_request, response) => Exchange.of(response).who?.credential ?? '', 'draft-8');
}

/** Requests to what everybody may ask: by the address. */
export function addressRate(): RequestHandler {
  return limited(openPerMinute, addressOf, false);
}

function limited(
  limit: number,
  keyGenerator: (request: Request, response: Response) => string,
  standardHeaders: 'draft-8' | false,
): RequestHandler {
  return rateLimit({
    ...{ windowMs, limit, keyGenerator, standardHeaders, legacyHeaders: false, identifier: 'requests' },
    handler: (_request, response, next) => next(tooMany(Number(response.getHeader('retry-after') ?? 60))),
  });
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

function tooMany(seconds: number): HttpError {
  const wait = Math.max(1, seconds);
  return new HttpError(429, 'too-many-requests', 'too many requests in this minute', {
    headers: { 'retry-after': String(wait) },
    hint: `ask again in ${wait} s`,
  });
}
