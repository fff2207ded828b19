import type { Caller } from '../../callers/caller.js';
import { check } from '../../commands/check.js';
import { complete } from '../../commands/complete.js';
import { describeIdentity, describeResource } from '../../commands/describe-node.js';
import type { Environment } from '../../commands/environment.js';
import { explainEstimates } from '../../commands/explain.js';
import { findPaths } from '../../commands/find-paths.js';
import { plan, type QueryAnswer, type QueryInput, query } from '../../commands/query.js';
import { listQueries, type RunInput, runQuery } from '../../commands/saved-queries.js';
import { snapshots, status } from '../../commands/status.js';
import { type Search, searchPermissions } from '../compatible/search.js';
import type { Outcome } from './messages.js';
import { RowPieces, type StreamFormat } from './row-pieces.js';

/** What surrounds an operation while it runs. */
export interface Run {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Takes pieces of a stream; null = the answer comes as one. */
  readonly send: ((piece: string) => Promise<void>) | null;
}

type Operation = (run: Run, input: never) => Promise<Answer>;

interface Answer {
  readonly body: unknown;
  readonly rows?: number;
  readonly generation?: number | null;
  readonly stages?: Outcome['stages'];
}

type Asked<T> = T & { readonly format?: StreamFormat };

/** Everything a thread can be asked to do, by name. Input and answer are plain data. */
export const operations = {
  generation: async ({ environment }) => {
    const latest = (await (await environment.store()).generations()).at(-1) ?? null;
    return { body: latest, generation: latest?.number ?? null };
  },
  query: (run, input: Asked<QueryInput>) => rowsOrAnswer(run, input, (one) => query(run.environment, run.caller, one)),
  run: (run, { id, ...input }: Asked<RunInput>) =>
    rowsOrAnswer(run, { ...input, text: '' }, ({ text: _, ...one }) =>
      runQuery(run.environment, run.caller, { ...one, id }),
    ),
  explain: async ({ environment, caller }, { text, parameters, reach }: QueryInput) => {
    const wanted = await plan(text, parameters, reach);
    return { body: { kind: wanted.kind, plan: (await explainEstimates(environment, caller, wanted)).split('\n') } };
  },
  complete: async (
    { environment, caller },
    { text, offset, limit }: { text: string; offset: number; limit: number },
  ) => ({
    body: await complete(environment, caller, text, offset, { limit }),
  }),
  queries: async (_run, input: Parameters<typeof listQueries>[0]) => ({ body: { queries: await listQueries(input) } }),
  permissions: async ({ environment, caller, signal }, input: Search) => {
    const began = performance.now();
    const body = await searchPermissions(environment, caller, input, signal);
    return { body, rows: body.data.items.length, stages: { run: performance.now() - began } };
  },
  check: async ({ environment, caller }, input: Parameters<typeof check>[2]) => ({
    body: await check(environment, caller, input),
    rows: 1,
  }),
  paths: async ({ environment, caller, signal }, input: Parameters<typeof findPaths>[2]) => {
    const body = await findPaths(environment, caller, { ...input, signal });
    return { body, rows: body.paths.length };
  },
  identity: async ({ environment, caller }, { id }: { id: string }) => ({
    body: await describeIdentity(environment, caller, id),
    rows: 1,
  }),
  resource: async ({ environment, caller }, { id }: { id: string }) => ({
    body: await describeResource(environment, caller, id),
    rows: 1,
  }),
  status: async ({ environment, caller }) => ({ body: await status(environment, caller) }),
  snapshots: async ({ environment, caller }) => ({ body: { snapshots: await snapshots(environment, caller) } }),
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** Runs one by its name; the answer is JSON text. */
export async function operate(run: Run, name: string, input: unknown): Promise<Outcome> {
  const operation = operations[name as OperationName] as (run: Run, input: unknown) => Promise<Answer>;
  const { body, rows = 0, generation = null, stages = {} } = await operation(run, input);
  return { text: run.send ? '' : JSON.stringify(body), rows, generation, stages };
}

async function rowsOrAnswer(
  run: Run,
  { format, ...input }: Asked<QueryInput>,
  ask: (input: QueryInput) => Promise<QueryAnswer>,
): Promise<Answer> {
  const began = performance.now();
  const pieces = run.send ? new RowPieces(format ?? 'ndjson', run.send) : null;
  const answer = await ask({ ...input, signal: run.signal, ...(pieces ? { sink: pieces.sink } : {}) });
  const stages = { run: performance.now() - began };
  if (answer.kind !== 'rows') {
    const rows =
      answer.kind === 'check' ? 1 : answer.kind === 'paths' ? answer.answer.paths.length : answer.answer.total;
    await pieces?.whole(answer.answer);
    return { body: answer.answer, rows, stages };
  }
  const { rows, total, cursor, coverage, couldBecome } = answer;
  await pieces?.end();
  const body = { rows, total, cursor, coverage, ...(couldBecome ? { couldBecome } : {}) };
  return { body, rows: pieces?.rows ?? rows.length, stages };
}
