import { GrantgraphError } from '../base/errors.js';
import { ChainedAuditLog } from '../callers/audit-log.js';
import type { Caller, Role } from '../callers/caller.js';
import { assertEverything } from '../callers/scope.js';
import type { TokenInfo, WrittenScope } from '../callers/token-record.js';
import { type IssuedToken, Tokens } from '../callers/tokens.js';
import type { Environment } from './environment.js';

export type { TokenInfo } from '../callers/token-record.js';
export type { IssuedToken } from '../callers/tokens.js';

export interface CreateTokenInput {
  readonly name: string;
  readonly role: Role;
  /** Row scope; nothing given = everything. */
  readonly accounts?: readonly string[];
  readonly providers?: readonly string[];
  readonly tags?: WrittenScope['tags'];
  /** Milliseconds it lasts; null = until it is revoked. Default 90 days. */
  readonly lastsMs?: number | null;
}

/** Makes a token, in a store that is begun where there is none. Errors: `invalid-token-name`, `invalid-scope`, `unknown-provider`. */
export async function createToken(
  environment: Environment,
  caller: Caller,
  input: CreateTokenInput,
): Promise<IssuedToken> {
  const { name, role, lastsMs } = input;
  const scope = scopeOf(input, environment.providers);
  return audited(environment, caller, 'token.create', async (tokens) => {
    const issued = await tokens.create({
      name,
      role,
      scope,
      by: caller.name,
      ...(lastsMs === undefined ? {} : { lastsMs }),
    });
    return { result: issued, what: `${issued.info.id} ${role} ${name}` };
  });
}

/** All that were ever made, revoked and expired ones as well. */
export async function listTokens(environment: Environment, caller: Caller): Promise<readonly TokenInfo[]> {
  assertEverything(caller, 'listing tokens');
  return new Tokens((await environment.store({ create: true })).records(), environment.now).list();
}

/** Errors: `unknown-token`. */
export function revokeToken(environment: Environment, caller: Caller, id: string): Promise<TokenInfo> {
  return audited(environment, caller, 'token.revoke', async (tokens) => ({
    result: await tokens.revoke(id),
    what: id,
  }));
}

/** A new secret for the same token. Errors: `unknown-token`, `token-revoked`. */
export function rotateToken(
  environment: Environment,
  caller: Caller,
  id: string,
  lastsMs?: number | null,
): Promise<IssuedToken> {
  return audited(environment, caller, 'token.rotate', async (tokens) => ({
    result: await tokens.rotate(id, lastsMs),
    what: id,
  }));
}

/** What was done stands in the audit log before it is told. */
async function audited<T>(
  environment: Environment,
  caller: Caller,
  act: string,
  work: (tokens: Tokens) => Promise<{ readonly result: T; readonly what: string }>,
): Promise<T> {
  assertEverything(caller, 'managing tokens');
  const records = (await environment.store({ create: true })).records();
  const log = new ChainedAuditLog(records);
  const entry = {
    at: new Date(environment.now()).toISOString(),
    caller: caller.name,
    by: 'command',
    credential: caller.name,
  };
  try {
    const { result, what } = await work(new Tokens(records, environment.now));
    await log.add({ ...entry, act, what, outcome: 'ok' });
    return result;
  } catch (error) {
    if (error instanceof GrantgraphError) await log.add({ ...entry, act, what: '', outcome: error.code });
    throw error;
  }
}

function scopeOf({ accounts, providers, tags }: CreateTokenInput, known: readonly string[]): WrittenScope {
  for (const one of [...(accounts ?? []), ...(tags ?? []).map(({ key }) => key)])
    if (one.trim() === '' || /\p{Cc}/u.test(one))
      throw new GrantgraphError('invalid-scope', 'an account or tag of a row scope is empty', { exit: 2 });
  const stranger = providers?.find((provider) => !known.includes(provider));
  if (stranger !== undefined)
    throw new GrantgraphError('unknown-provider', `no connector for \`${stranger}\``, {
      exit: 2,
      hint: `providers: ${known.join(', ')}`,
    });
  return { accounts: listOf(accounts), providers: listOf(providers), tags: tags?.length ? tags : null };
}

/** An option that was not given restricts nothing. */
function listOf(texts: readonly string[] | undefined): readonly string[] | null {
  return texts?.length ? [...new Set(texts)] : null;
}
