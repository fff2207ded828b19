import type { z } from 'zod';
import type { Route } from '../http/route.js';
import type { routes } from '../http/routes/index.js';

export type Routes = typeof routes;
export type Operation = keyof Routes;

type Parts<R> = R extends Route<infer P, infer Q, infer B> ? { params: P; query: Q; body: B } : never;

/** Only what the route takes. */
type Given<T> = { [K in keyof T as unknown extends T[K] ? never : K]: T[K] };

/** What an operation takes: `params` of its path, `query` of its address, `body`. */
export type InputOf<K extends Operation> = Given<Parts<Routes[K]>>;

type Content<R> = R extends { answers: { 200: { content: infer C } } }
  ? C
  : R extends { answers: { 202: { content: infer C } } }
    ? C
    : never;

/** What it answers: JSON where the route has it, else text. */
export type AnswerOf<K extends Operation> =
  Content<Routes[K]> extends { 'application/json': infer S extends z.ZodType } ? z.infer<S> : string;
