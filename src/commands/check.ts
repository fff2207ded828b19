import type { AskContext, CheckAnswer, ReachMode } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import type { Environment } from './environment.js';

export interface CheckInput {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: AskContext;
  readonly reach?: ReachMode;
  readonly strict?: boolean;
}

/** May this principal do this to that, and why. */
export async function check(environment: Environment, caller: Caller, input: CheckInput): Promise<CheckAnswer> {
  const { principal, action, resource } = input;
  const { access } = await environment.access({ ask: 'check', principal, action, resource });
  const answer = access.check(principal, action, resource, {
    caller,
    now: environment.now(),
    ...(input.context ? { context: input.context } : {}),
    ...(input.reach ? { reach: input.reach } : {}),
    ...(input.strict ? { strict: true } : {}),
  });
  return answer;
}

/** Names for the ids an answer mentions, where they say more than the id: people of Identity Center, groups, workloads. */
export async function labelsOf(
  environment: Environment,
  answer: Pick<CheckAnswer, 'because' | 'identities' | 'principal'>,
): Promise<Readonly<Record<string, string>>> {
  const { access, set } = await environment.access({ ask: 'estate' });
  const hops = answer.because.flatMap((reason) => reason.path ?? []);
  const ids = new Set([
    answer.principal,
    ...answer.identities.map(({ id }) => id),
    ...hops.flatMap(({ from, to }) => [from, to]),
  ]);
  const labels: Record<string, string> = {};
  for (const id of ids) {
    if (id.startsWith('arn:')) continue;
    const source = access.source(id);
    const label = source ? (source.idp?.email ?? source.name) : set.node(id)?.name;
    if (label !== undefined) labels[id] = label;
  }
  return labels;
}

/**
 * Request keys from the command line: `k=v` (repeated = list), bare `k` = known to be absent, and a JSON object.
 * Errors: `invalid-context`.
 */
export function parseContext(pairs: readonly string[], json?: string): AskContext {
  const context: Record<string, null | string | string[]> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    if (key === '') throw new GrantgraphError('invalid-context', `\`${pair}\` names no key`, { exit: 2 });
    const before = context[key];
    if (at < 0) context[key] = null;
    else if (before === undefined || before === null) context[key] = pair.slice(at + 1);
    else context[key] = [...(Array.isArray(before) ? before : [before]), pair.slice(at + 1)];
  }
  return json === undefined ? context : { ...parseJson(json), ...context };
}

function parseJson(text: string): AskContext {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GrantgraphError('invalid-context', '--context-json is not JSON', { exit: 2, cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GrantgraphError('invalid-context', '--context-json must be an object', { exit: 2 });
  }
  for (const [key, entry] of Object.entries(value)) {
    const plain = (one: unknown) => ['string', 'number', 'boolean'].includes(typeof one);
    if (entry !== null && !plain(entry) && !(Array.isArray(entry) && entry.every(plain))) {
      throw new GrantgraphError(
        'invalid-context',
        `the value of \`${key}\` must be a string, number, boolean, null or a list of them`,
        { exit: 2 },
      );
    }
  }
  return value as AskContext;
}
