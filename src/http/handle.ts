import type { Request, RequestHandler, Response } from 'express';
import type { Authenticated } from '../callers/authenticator.js';
import type { Caller } from '../callers/caller.js';
import { type Kept, keptOf } from './answer-cache.js';
import { assertAnswer } from './assert-answer.js';
import { assertRole } from './authorize.js';
import { Exchange } from './exchange.js';
import { HttpError } from './problem.js';
import { bodyReader, jsonOf } from './read-body.js';
import { credentialsOf } from './request-credentials.js';
import type { Answer, AnyRoute, Asked, Input } from './route.js';
import { sendStream } from './send-stream.js';
import type { Service } from './service.js';
import { validated } from './validate.js';

const mediaTypes = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;
/** Bodies that are no single JSON object may be so many times larger. */
const linesFactor = 50;

/** Whoever asks a route that is for everybody. */
const nobody: Authenticated = {
  caller: { name: 'nobody', role: 'reader', accounts: new Set() },
  by: 'loopback',
  credential: 'nobody',
};

/** From a request to its answer: may they, what do they ask, is it known already, is there a place, what comes out. */
export function handlerOf(route: AnyRoute, service: Service): RequestHandler {
  const { bodyBytes } = service.settings.limits;
  const readBody =
    route.bodyType === undefined
      ? bodyReader(['application/json'], (route.largeBody ? linesFactor : 1) * bodyBytes)
      : bodyReader([route.bodyType, 'application/json'], linesFactor * bodyBytes);
  return async (request, response) => {
    const exchange = Exchange.of(response);
    const who = exchange.who ?? nobody;
    if (route.needs !== null) assertRole(who.caller, route.needs);
    const format = formatOf(route, request);
    const text = route.body ? await readBody(request, response) : '';
    const input: Input = {
      params: validated(route.params, request.params, 'path'),
      query: validated(route.query, { ...request.query }, 'query'),
      body: route.body ? validated(route.body, route.bodyType === undefined ? jsonOf(text) : text, 'body') : undefined,
    };
    if (route.audited) exchange.what = route.audited(input);
    const bearer = credentialsOf(request).bearer ?? null;
    const asked: Asked = { who, bearer, format, services: service, requestId: exchange.id, signal: exchange.signal };
    if (route.byGeneration && format === 'json') {
      const kept = await known(route, service, input, asked);
      exchange.rows = kept.rows;
      await exchange.audit('ok');
      sendKept(request, response, kept);
      return;
    }
    await atPlace(route, service, asked, async () => {
      const answer = await route.handle(input, asked);
      if (service.settings.checkAnswers) assertAnswer(route, answer);
      await send(answer, response, exchange, mediaTypes[format]);
    });
  };
}

/** The answer of this state of the store, kept or made now. */
async function known(route: AnyRoute, service: Service, input: Input, asked: Asked): Promise<Kept> {
  const generation = await service.generation();
  const key = JSON.stringify([generation, scopeOf(asked.who.caller), route.operation, input]);
  for (;;) {
    try {
      return await service.cache.through(key, () => made(route, service, input, asked, generation));
    } catch (error) {
      // Whoever asked first may have gone away, and others wait for the same.
      if (!isAbort(error) || asked.signal.aborted) throw error;
    }
  }
}

function made(route: AnyRoute, service: Service, input: Input, asked: Asked, generation: number | null): Promise<Kept> {
  return atPlace(route, service, asked, async () => {
    const answer = await route.handle(input, asked);
    if (!('text' in answer)) throw new HttpError(500, 'internal', 'an answer by generation must be text');
    if (service.settings.checkAnswers) assertAnswer(route, answer);
    return keptOf({ text: answer.text, rows: answer.rows ?? 0 }, generation);
  });
}

/** Does the work once there is a place for it. */
async function atPlace<T>(
  route: AnyRoute,
  service: Service,
  { who, signal }: Asked,
  work: () => Promise<T>,
): Promise<T> {
  if (route.costs === 'light') return work();
  const { admission, metrics } = service;
  const began = performance.now();
  const leave = await admission.enter(who.credential, signal);
  metrics.stages.observe({ stage: 'queue' }, (performance.now() - began) / 1000);
  metrics.running.set(admission.running);
  try {
    return await work();
  } finally {
    leave();
    metrics.running.set(admission.running);
    metrics.waiting.set(admission.waiting);
  }
}

async function send(answer: Answer, response: Response, exchange: Exchange, type: string): Promise<void> {
  if ('stream' in answer) {
    await sendStream(answer.stream, response, exchange, type);
    return;
  }
  if ('json' in answer && answer.who) exchange.who = answer.who;
  exchange.rows = 'text' in answer ? (answer.rows ?? 0) : 0;
  await exchange.audit('ok');
  response.status(answer.status ?? 200);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.end('text' in answer ? answer.text : JSON.stringify(answer.json));
}

function sendKept(request: Request, response: Response, { body, etag, contentType }: Kept): void {
  response.setHeader('etag', etag);
  // Whoever keeps it must ask again: the state of the store may be another one by then.
  response.setHeader('cache-control', 'private, no-cache');
  response.setHeader('vary', 'accept, authorization');
  if (matches(request.headers['if-none-match'], etag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', body.length);
  response.end(body);
}

function matches(given: string | undefined, etag: string): boolean {
  return given?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false;
}

/** What the client would rather have, of what the route offers. Errors: `not-acceptable`. */
function formatOf(route: AnyRoute, request: Request): 'json' | 'ndjson' | 'csv' {
  // All of it is UTF-8: a client that asks for that much asks for nothing else.
  const accept = request.headers.accept?.replaceAll(/;\s*charset=[^,;]*/gi, '');
  if (accept !== undefined) request.headers.accept = accept;
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'json';
  const offered = ['json', ...(route.streams ?? [])] as const;
  const types = offered.map((one) => mediaTypes[one]);
  const [own] = Object.keys(route.answers[200]?.content ?? {});
  const found = request.accepts([...types, 'application/problem+json', ...(own ? [own] : [])]);
  if (found === false)
    throw new HttpError(406, 'not-acceptable', 'nothing that you accept is offered here', {
      hint: `accept: ${types.join(', ')}`,
    });
  return offered[types.indexOf(found as (typeof types)[number])] ?? 'json';
}

/** Everything of a caller that an answer depends on. */
function scopeOf({ accounts, providers, tags, role }: Caller): unknown {
  const list = (set: ReadonlySet<string> | null | undefined) => (set ? [...set].sort() : null);
  return [role, list(accounts), list(providers), tags ?? null];
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
