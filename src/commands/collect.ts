import type { CollectReport, Progress } from '../../connectors/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { Environment } from './environment.js';

export interface CollectInput {
  readonly provider: string;
  readonly out: string;
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** Live collection to a dump directory; nothing is stored. */
export async function collect(environment: Environment, _caller: Caller, input: CollectInput): Promise<CollectReport> {
  const connector = await environment.connector(input.provider);
  if (!connector.collect)
    throw new GrantgraphError('no-live-collection', `\`${input.provider}\` has no live collection`, { exit: 2 });
  return connector.collect({
    out: input.out,
    settings: input.settings,
    progress: input.progress,
    ...(input.signal ? { signal: input.signal } : {}),
  });
}

/** The rights a live collection needs, in the provider's own policy language. */
export async function printPolicy(environment: Environment, provider: string): Promise<string> {
  const connector = await environment.connector(provider);
  if (!connector.printPolicy)
    throw new GrantgraphError('no-live-collection', `\`${provider}\` has no live collection`, { exit: 2 });
  return connector.printPolicy();
}
