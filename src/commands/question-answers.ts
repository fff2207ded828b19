import type { PathsAnswer } from '../access/path-contract.js';
import type { Caller } from '../callers/caller.js';
import type { ChangesPlan, PathsPlan } from '../planner/index.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import type { Environment } from './environment.js';
import { findPaths } from './find-paths.js';
import type { QueryInput } from './query-contract.js';
import { type ChangesPage, pageOf, whatChanged } from './what-changed.js';

/** Changes on a page where nobody says how many. */
const defaultPage = 1000;

export function pathsAnswer(
  environment: Environment,
  caller: Caller,
  input: QueryInput,
  { identity, resource, asOf, context, limit }: PathsPlan,
): Promise<PathsAnswer> {
  const most = [limit, input.limit].filter((one) => one !== undefined);
  return findPaths(environment, caller, {
    identity,
    resource,
    context: { ...input.context, ...context },
    strict: input.strict ?? false,
    ...(asOf === undefined ? {} : { asOf }),
    ...(most.length === 0 ? {} : { limit: Math.min(...most) }),
    ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
}

export async function changesAnswer(
  environment: Environment,
  caller: Caller,
  input: QueryInput,
  { from, to, reach, context, limit }: ChangesPlan,
): Promise<ChangesPage> {
  const fingerprint = fingerprintOf(input.text, input.parameters);
  const at = input.cursor === undefined ? null : readCursor(input.cursor, fingerprint);
  const changes = await whatChanged(environment, caller, {
    from,
    to,
    reach: input.reach === 'all' ? 'all' : reach,
    context: { ...input.context, ...context },
    ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  const generation = changes.to.generation ?? 0;
  const bounds = {
    offset: at?.offset ?? 0,
    size: input.limit ?? input.page ?? defaultPage,
    most: limit ?? Number.POSITIVE_INFINITY,
  };
  return pageOf(changes, bounds, (offset) => writeCursor({ generation, offset, fingerprint }));
}
