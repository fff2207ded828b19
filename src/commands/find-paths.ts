import type { AskContext } from '../access/contract.js';
import type { PathsAnswer } from '../access/path-contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { Environment } from './environment.js';

export interface PathsInput {
  /** Id, name or e-mail. */
  readonly identity: string;
  readonly resource: string;
  /** ISO date the state is asked of; default the latest. */
  readonly asOf?: string;
  readonly context?: AskContext;
  readonly limit?: number;
  readonly timeoutMs?: number;
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
}

/** How an identity reaches a resource: shortest paths first, each hop with its proof. All hops count. */
export async function findPaths(environment: Environment, caller: Caller, input: PathsInput): Promise<PathsAnswer> {
  const { identity, resource, asOf } = input;
  // Paths walk over whatever the estate connects: no neighbourhood can be named beforehand.
  const opened = await environment
    .access({ ask: 'estate' }, asOf === undefined ? undefined : { date: asOf })
    .catch((error: unknown) => {
      if (error instanceof GrantgraphError && error.code === 'no-generation') return null;
      throw error;
    });
  if (opened === null) return nothingBy(input);
  return opened.access.paths(
    {
      identity,
      resource,
      ...(input.limit === undefined ? {} : { count: input.limit }),
      ...(input.timeoutMs === undefined ? {} : { timeMs: input.timeoutMs }),
    },
    {
      caller,
      now: asOf === undefined ? environment.now() : Date.parse(asOf),
      reach: 'all',
      ...(input.context ? { context: input.context } : {}),
      ...(input.strict ? { strict: true } : {}),
      ...(input.signal ? { signal: input.signal } : {}),
    },
  );
}

/** The date lies before everything collected: that nothing is found tells nothing, and coverage says so. */
function nothingBy({ identity, resource, asOf = '' }: PathsInput): PathsAnswer {
  const missing = { layer: 'snapshot', scope: asOf, couldFlip: true, direction: 'gain' } as const;
  const coverage = { scopes: [], notCollected: [missing] };
  return {
    identities: [identity],
    resource,
    paths: [],
    cut: null,
    nearest: null,
    notComputed: [],
    coverage,
    names: {},
  };
}
