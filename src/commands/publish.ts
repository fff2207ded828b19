import type { Caller } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { Publication } from '../publish/contract.js';
import { publishAccess } from '../publish/publish.js';
import type { Environment } from './environment.js';

export interface PublishInput {
  /** URL of a Neo4j database; absent = the store's own. */
  readonly to?: string;
  /** Day or instant of the data; absent = the latest generation. */
  readonly asOf?: string;
  readonly progress: { step(text: string, done?: number): void };
  readonly signal?: AbortSignal;
}

export interface PublishResult extends Publication {
  /** Generation that was published before; null = none. */
  readonly before: number | null;
  readonly ms: number;
}

/** Publishes effective access for people who explore a graph database. Errors: `no-graph`, `outside-your-scope`, those of the store and of the database. */
export async function publish(environment: Environment, caller: Caller, input: PublishInput): Promise<PublishResult> {
  const started = performance.now();
  assertEverything(caller, 'publishing');
  const graph = await environment.publishedGraph(input.to);
  try {
    const before = await graph.current();
    const { access, set } = await environment.access(
      { ask: 'estate' },
      input.asOf === undefined ? undefined : { date: input.asOf },
    );
    const now = environment.now();
    const publication = await publishAccess(access, graph, {
      ask: {
        caller,
        now: input.asOf === undefined ? now : Date.parse(input.asOf),
        ...(input.signal ? { signal: input.signal } : {}),
      },
      generation: set.generation,
      collectedAt: set.collectedAt,
      publishedAt: new Date(now).toISOString(),
      accountName: (account) => set.node(account)?.name,
      progress: input.progress,
    });
    return { ...publication, before: before?.generation ?? null, ms: Math.round(performance.now() - started) };
  } finally {
    await graph.close();
  }
}

/** Takes away what is published; false = there was nothing. */
export async function clearPublished(environment: Environment, caller: Caller, to?: string): Promise<boolean> {
  assertEverything(caller, 'publishing');
  const graph = await environment.publishedGraph(to);
  try {
    return await graph.clear();
  } finally {
    await graph.close();
  }
}
