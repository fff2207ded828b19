import type { AskContext, Coverage } from '../access/contract.js';
import type { PathsAnswer } from '../access/path-contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { providerOfId } from '../planner/index.js';
import { nothingBy, withBeyond } from './beyond-coverage.js';
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
  const opened = await environment
    .access(
      { ask: 'rows', principals: [identity], actions: [], resources: [resource] },
      asOf === undefined ? undefined : { date: asOf },
    )
    .catch((error: unknown) => {
      if (error instanceof GrantgraphError && error.code === 'no-generation') return null;
      throw error;
    });
  if (opened === null) return nothing(input, nothingBy(asOf!));
  try {
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
  } catch (error) {
    const providers = [...new Set([identity, resource].map(providerOfId).filter((one) => one !== undefined))];
    if (!(error instanceof GrantgraphError) || providers.length === 0 || !/^(unknown|invalid)-/.test(error.code))
      throw error;
    const coverage = withBeyond(opened.access.coverage({ accounts: [] }, caller), { providers, attributes: [] }, []);
    return nothing(input, coverage);
  }
}

/** That nothing is found tells nothing, and coverage says why: of another provider, or of a date before everything collected. */
function nothing({ identity, resource }: PathsInput, coverage: Coverage): PathsAnswer {
  const none = { paths: [], cut: null, nearest: null, notComputed: [], lookedAt: 0, names: {} };
  return { identities: [identity], resource, ...none, coverage };
}
